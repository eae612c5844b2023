import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answer, json, type Request, type Who } from './client.ts';
import { SERVICE, typeNamed } from './company.ts';
import {
  fromSchema,
  hostileHeaders,
  hostileValue,
  type Schema,
  urlPart,
  type Vocabulary,
} from './hostile.ts';
import { unclean } from './hunt.ts';
import { ABSENT, CUSTOMERS, idOf } from './records.ts';
import { fingerprintOf } from './stored.ts';
import { type Base, createBase, createWorld, type World } from './world.ts';

/** Every route of the API, called by people with and without rights, with what they may send and what they may not. */

const RUNS = process.env.FENCUN_TEST_DEEP === '1' ? 400 : 14;
const PATIENCE_MS = 600_000;

let base: Base;
let world: World;
beforeAll(async () => {
  base = await createBase();
  world = await createWorld(base);
});
afterAll(async () => {
  await world.drop();
  await base.drop();
});

type Operation = Readonly<{
  operationId: string;
  parameters?: readonly Readonly<{ name: string; in: string; schema?: Schema }>[];
  requestBody?: Readonly<{ content?: Readonly<Record<string, Readonly<{ schema?: Schema }>>> }>;
}>;
type Route = Readonly<{ method: Request['method']; path: string; operation: Operation }>;
type Document = Readonly<{
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}>;

/** What takes a session or a right away from those who go on asking comes last. */
const LAST = [
  'changePassword',
  'endCredential',
  'appoint',
  'changePerson',
  'setTemporaryPassword',
  'endAssignment',
  'transfer',
  'putRule',
  'removeRule',
  'putPurpose',
  'changeDepartment',
  'signIn',
  'signOut',
];
const DATA: readonly Who[] = ['seer', 'masked', 'creator', 'token', 'nobody', 'anonymous'];
const OFFICES: readonly Who[] = [
  'system-administrator',
  'security-administrator',
  'audit-administrator',
  'seer',
];

const VOCABULARY: Vocabulary = {
  words: [
    ...[
      'customer',
      'order',
      'ticket',
      'no_such_type',
      'equals',
      'starts-with',
      'seer',
      'service',
      'all',
      'gold',
    ],
    ...typeNamed('customer').fields.map(({ name }) => name),
    ...[
      'buyer',
      'caller',
      'amount',
      '12.50',
      '13900001111',
      '1999-01-02',
      'rule-1',
      'q',
      'Q someone',
      ABSENT,
    ],
  ],
  ids: [...CUSTOMERS.slice(0, 4).map(({ id }) => id), idOf('order', 0), idOf('ticket', 0), ABSENT],
};

const PATH_WORDS: Readonly<Record<string, readonly string[]>> = {
  type: ['customer', 'order', 'ticket', 'no_such_type'],
  relatedType: ['order', 'ticket', 'customer'],
  code: ['service', 'delivery', 'new-purpose'],
  path: ['entries/000.p/1', '0/000', '0/000.p/5', 'entries/x', '9/999'],
};

function requestTo({ method, path, operation }: Route, document: Document): fc.Arbitrary<Request> {
  const parameters = operation.parameters ?? [];
  const numeric = /people|departments|assignments|reviews|requests|proposals/.test(path);
  const wordsFor = (name: string) =>
    PATH_WORDS[name] ??
    (numeric
      ? ['1', '14', '999', '2147483647']
      : path.includes('rules')
        ? ['rule-1', 'rule-9', 'new-rule']
        : VOCABULARY.ids);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.schema;
  const resolve = (reference: string) => document.components.schemas[reference.split('/').at(-1) ?? ''] ?? {};
  const queryValue = urlPart(['1', '5', 'customer', 'phone', 'abc']);
  return fc
    .record({
      segments: fc.tuple(...inPath.map((name) => urlPart(wordsFor(name)))),
      search: fc.dictionary(fc.constantFrom(...query, 'limit', 'cursor', 'x', '__proto__'), queryValue, {
        maxKeys: 2,
      }),
      searches: fc.nat(2),
      headers: hostileHeaders,
      headersToo: fc.nat(2),
      body:
        body === undefined
          ? fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: hostileValue })
          : fromSchema(body, resolve, VOCABULARY),
    })
    .map((drawn) => {
      let index = 0;
      const filled = path.replace(/\{\w+\}/g, () => String(drawn.segments[index++] ?? 'x'));
      const search =
        drawn.searches === 0 ? Object.entries(drawn.search).map(([name, value]) => `${name}=${value}`) : [];
      const url = filled.replace(/^\/api\/v1/, '');
      return {
        method,
        url: `${url === filled ? '/' : ''}${url}${search.length === 0 ? '' : `?${search.join('&')}`}`,
        purpose: SERVICE,
        headers: { 'if-match': '"2"', ...(drawn.headersToo === 0 ? drawn.headers : {}) },
        ...(drawn.body === undefined ? {} : withBody(drawn.body)),
      };
    });
}

/** As JSON, and so that what is no object arrives as what it is. */
function withBody(body: unknown): Pick<Request, 'body' | 'headers'> {
  return { body: JSON.stringify(body) };
}

async function documentOf(): Promise<Document> {
  return json<Document>(await world.as('nobody').send({ method: 'GET', url: '/openapi.json' }));
}

function routesOf({ paths }: Document): readonly Route[] {
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as Request['method'],
      path,
      operation,
    })),
  );
  const rank = ({ operation }: Route) => LAST.indexOf(operation.operationId);
  return routes.toSorted((a, b) => rank(a) - rank(b));
}

const askersOf = ({ path }: Route): readonly Who[] =>
  /organisation|people|departments|positions|assignments|transfers|departures|policy|catalogue|log\/|roster|trainings|provisioning|templates|setup|single-sign-on|approval-flow|reorganisation|reviews|authority|export-limits|exports\/all/.test(
    path,
  )
    ? OFFICES
    : DATA;

async function send(who: Who, request: Request): Promise<Answer> {
  const type = typeof request.body === 'string' ? { 'content-type': 'application/json' } : {};
  return world.as(who).send({ ...request, headers: { ...type, ...request.headers } });
}

it(
  'FUZZ-1 no request makes the server fail, and every refusal is a problem with a code and without a word of the inside',
  async () => {
    const document = await documentOf();
    const statuses = new Map<string, Set<number>>();
    for (const route of routesOf(document)) {
      const { operationId } = route.operation;
      const seen = new Set<number>();
      statuses.set(operationId, seen);
      const askers = askersOf(route);
      await fc.assert(
        fc.asyncProperty(requestTo(route, document), fc.constantFrom(...askers), async (request, who) => {
          const answer = await send(who, request);
          seen.add(answer.status);
          expect(answer.status, `${operationId} by ${who}: ${answer.body.slice(0, 500)}`).toBeLessThan(500);
          if (answer.status >= 400) expect(unclean(answer), operationId).toEqual([]);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    }
    // Requests that only ever fail the first check would prove little.
    const answered = [...statuses].filter(([, seen]) => [...seen].some((status) => status < 400));
    expect(answered.length).toBeGreaterThan(statuses.size / 3);
  },
  PATIENCE_MS,
);

it(
  'FUZZ-2 a write that is refused leaves the database as it was, whatever was wrong with it',
  async () => {
    const fresh = await createWorld(base);
    try {
      const document = await documentOf();
      const writes = routesOf(document).filter(
        ({ path, method, operation }) =>
          method !== 'GET' && path.includes('/records/') && !LAST.includes(operation.operationId),
      );
      let known = await fingerprintOf(fresh.fencun.database);
      for (const route of writes) {
        await fc.assert(
          fc.asyncProperty(
            requestTo(route, document),
            fc.constantFrom<Who>('seer', 'masked', 'creator', 'token'),
            async (request, who) => {
              const { status } = await fresh.as(who).send({
                ...request,
                headers: { 'content-type': 'application/json', ...request.headers },
              });
              const now = await fingerprintOf(fresh.fencun.database);
              if (status >= 400) expect(now).toBe(known);
              known = now;
            },
          ),
          { numRuns: RUNS * 2, endOnFailure: true },
        );
      }
    } finally {
      await fresh.drop();
    }
  },
  PATIENCE_MS,
);

const BODIES: readonly (readonly [string, string | Buffer])[] = [
  ['nothing', ''],
  ['half an object', '{"filters":['],
  ['two objects', '{}{}'],
  ['a byte order mark', '\ufeff{}'],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x01])],
  ['a prototype', '{"__proto__":{"isAdmin":true},"limit":1}'],
  ['a constructor', '{"constructor":{"prototype":{"isAdmin":true}}}'],
  ['the same name twice', '{"limit":1,"limit":200}'],
  ['ten thousand brackets', '['.repeat(10_000)],
  ['a hundred thousand objects', '{"a":'.repeat(100_000)],
  ['a number without end', `{"limit":${'9'.repeat(5_000)}}`],
  ['a text of two megabytes', JSON.stringify({ cursor: 'x'.repeat(2_000_000) })],
  ['a lone surrogate', '{"filters":[{"field":"name","operator":"equals","values":["\\ud800"]}]}'],
  ['a NUL', '{"filters":[{"field":"name","operator":"equals","values":["a\\u0000b"]}]}'],
];

it(
  'FUZZ-3 a body that is no JSON, or JSON to break a parser on, is refused as such',
  async () => {
    for (const [what, payload] of BODIES) {
      for (const url of [
        '/records/customer/query',
        '/records/customer/aggregate',
        '/records/customer',
        '/session',
      ]) {
        const answer = await world.as('seer').send({
          method: 'POST',
          url,
          purpose: SERVICE,
          headers: { 'content-type': 'application/json' },
          body: payload,
        });
        expect(answer.status, `${what} to ${url}: ${answer.body.slice(0, 300)}`).toBeLessThan(500);
        if (answer.status >= 400) expect(unclean(answer), what).toEqual([]);
      }
    }
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  },
  PATIENCE_MS,
);

/** Values that a column cannot hold, or that only look like what it holds. */
const VALUES = [
  'abc',
  '1e400',
  '99999999999999999999999.99',
  '-1',
  '0.001',
  '5874898-01-01',
  '2024-02-30',
  'true',
  'NaN',
  'Infinity',
  '𝟙𝟚',
  "'",
  '0x10',
  ABSENT.slice(1),
];

it(
  'FUZZ-4 any value for any field, to search by or to store, is taken or refused and never fails',
  async () => {
    for (const name of ['customer', 'order', 'ticket']) {
      for (const field of typeNamed(name).fields) {
        for (const value of VALUES) {
          const ask = (method: Request['method'], url: string, body: unknown) =>
            world.as('seer').send({ method, url, purpose: SERVICE, headers: { 'if-match': '"99"' }, body });
          const answers = await Promise.all([
            ask('POST', `/records/${name}/query`, {
              filters: [{ field: field.name, operator: 'equals', values: [value] }],
            }),
            ask('POST', `/records/${name}/query`, {
              filters: [{ field: field.name, operator: 'at-least', values: [value] }],
            }),
            ask('POST', `/records/${name}/aggregate`, {
              measure: { function: 'count' },
              filters: [{ field: field.name, operator: 'one-of', values: [value, value] }],
            }),
            ask('POST', `/records/${name}`, {
              values: { name: 'Q', buyer: ABSENT, caller: ABSENT, [field.name]: value },
            }),
            ask('POST', `/records/customer`, { values: { name: 'Q value', [field.name]: value } }),
            ask('PATCH', `/records/${name}/${idOf(name, 0)}`, { values: { [field.name]: value } }),
            ask('POST', `/records/${name}/${idOf(name, 0)}/match`, { field: field.name, value }),
          ]);
          for (const answer of answers) {
            expect(answer.status, `${name}.${field.name} ${value}: ${answer.body}`).toBeLessThan(500);
            if (answer.status >= 400) expect(answer.body).not.toContain(`"${value}"`);
          }
        }
      }
    }
  },
  PATIENCE_MS,
);

const part = (disposition: string, content: string) =>
  `--x\r\ncontent-disposition: ${disposition}\r\n\r\n${content}\r\n`;
const FILE_PART = 'form-data; name="file"; filename="a.csv"';

/** Uploads as no browser makes them: the content type, and what comes with it. */
const FORMS: readonly (readonly [string, string])[] = [
  ['multipart/form-data', part(FILE_PART, 'name')],
  ['multipart/form-data; boundary=', part(FILE_PART, 'name')],
  ['multipart/form-data; boundary=""', part(FILE_PART, 'name')],
  [`multipart/form-data; boundary=${'x'.repeat(300)}`, part(FILE_PART, 'name')],
  ['multipart/form-data; boundary=y', `${part(FILE_PART, 'name')}--x--`],
  ['multipart/form-data; boundary=x', ''],
  ['multipart/form-data; boundary=x', '--x--\r\n'],
  ['multipart/form-data; boundary=x', part(FILE_PART, 'name')],
  ['multipart/form-data; boundary=x', '--x\r\n\r\n\r\n--x--\r\n'],
  ['multipart/form-data; boundary=x', `--x\r\n${'a'.repeat(90_000)}\r\n\r\nb\r\n--x--\r\n`],
  [
    'multipart/form-data; boundary=x',
    `${part('form-data; name="__proto__"; filename="a.csv"', 'name')}--x--`,
  ],
  ['multipart/form-data; boundary=x', `${part('form-data; name="file"', 'name')}--x--`],
  ['multipart/form-data; boundary=x', `${part(FILE_PART, 'name')}${part(FILE_PART, 'phone')}--x--`],
  [
    'multipart/form-data; boundary=x',
    `${part('form-data; name="file"; filename="\0../\u202e.csv"', 'name')}--x--`,
  ],
  ['multipart/form-data; boundary=x', `${part(FILE_PART, '\0'.repeat(5_000))}--x--`],
  ['multipart/mixed; boundary=x', `${part(FILE_PART, 'name')}--x--`],
];

it(
  'FUZZ-5 a form that is incomplete, malformed or no form at all is refused, and never fails',
  async () => {
    for (const [type, body] of FORMS) {
      const answer = await world.as('creator').send({
        method: 'POST',
        url: '/imports?recordType=customer',
        purpose: SERVICE,
        headers: { 'content-type': type },
        body,
      });
      const where = `${type.slice(0, 60)} ${JSON.stringify(body.slice(0, 90))}: ${answer.body.slice(0, 300)}`;
      expect.soft(answer.status, where).toBeLessThan(500);
      if (answer.status >= 400) expect.soft(unclean(answer), where).toEqual([]);
    }
  },
  PATIENCE_MS,
);
