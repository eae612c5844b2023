import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import {
  BY_TOKEN,
  CALLER,
  openTestDoor,
  RECORD_ID,
  SIGNED_IN,
  type TestDoor,
  TOKEN_SECRET,
} from '../../../../test/support/http-services.ts';
import type { RecordTypeView } from '../../../contract/catalogue.ts';
import { Problem } from '../../../contract/problem.ts';
import type { ListAnswer, ReadAnswer, WriteAnswer } from '../../../contract/records.ts';
import type { AccessRequest, Disclosed, GatewayDoor, Standing, WriteOptions } from '../../../gateway/door.ts';
import type { Field, RecordType } from '../../../kernel/record-type.ts';
import { sendDisclosed } from '../disclosed-answer.ts';

let door: TestDoor | null = null;
afterEach(async () => {
  await door?.close();
  door = null;
});
async function open(gateway: Partial<GatewayDoor>): Promise<TestDoor> {
  door = await openTestDoor({ gateway });
  return door;
}

/** What a real gateway would have passed. */
function passed<T>(answer: T): Disclosed<T> {
  return answer as Disclosed<T>;
}

const LIST: ListAnswer = {
  disclosures: { name: 'shown', phone: 'masked' },
  records: [{ id: RECORD_ID, version: 3, values: { name: '样例', phone: '139****0000' } }],
  nextCursor: null,
  obligations: [],
  accessRecord: RECORD_ID,
};
const READ: ReadAnswer = {
  record: { id: RECORD_ID, version: 3, values: { name: '样例' } },
  disclosures: { name: 'shown' },
  editable: ['name'],
  erasable: false,
  decisions: false,
  printable: false,
  revealable: {},
  obligations: ['watermark'],
  accessRecord: RECORD_ID,
};
const WRITTEN: WriteAnswer = {
  records: [READ.record],
  disclosures: { name: 'shown' },
  accessRecord: RECORD_ID,
};

const headers = { ...SIGNED_IN, 'fencun-purpose': 'after-sales' };
const one = `/api/v1/records/customer/${RECORD_ID}`;

describe('reading records', () => {
  it('hands the gateway who asks, for which purpose, from where, and the request id', async () => {
    const seen: AccessRequest[] = [];
    const { app } = await open({
      list: async (access) => {
        seen.push(access);
        return passed(LIST);
      },
    });
    const answer = await app.inject({
      method: 'POST',
      url: '/api/v1/records/customer/query',
      headers: { ...BY_TOKEN, 'fencun-purpose': 'after-sales' },
      payload: {},
      remoteAddress: '::ffff:10.1.2.3',
    });
    expect(answer.json()).toEqual(LIST);
    const [access] = seen;
    expect(access).toMatchObject({
      purpose: 'after-sales',
      door: 'http',
      network: '10.1.2.3',
      request: answer.headers['x-request-id'],
      caller: { person: CALLER.person, credential: { kind: 'token' } },
    });
    expect((await access?.renew())?.person).toEqual(CALLER.person);
    expect(JSON.stringify(access)).not.toContain(TOKEN_SECRET);
  });

  it('passes the query on with its defaults, and without a purpose none', async () => {
    const seen: unknown[] = [];
    const { app } = await open({
      list: async ({ purpose }, type, query) => {
        seen.push([purpose, type, query]);
        return passed(LIST);
      },
    });
    const query = { filters: [{ field: 'phone', operator: 'last-four', values: ['0000'] }], limit: 10 };
    const url = '/api/v1/records/customer/query';
    await app.inject({ method: 'POST', url, headers: SIGNED_IN, payload: query });
    await app.inject({ url: '/api/v1/records/customer?limit=5&cursor=abc', headers });
    expect(seen).toEqual([
      [null, 'customer', { ...query, count: false }],
      ['after-sales', 'customer', { filters: [], count: false, limit: 5, cursor: 'abc' }],
    ]);
  });

  it('HTTP-12 gives the version of a record as its ETag', async () => {
    const { app } = await open({ read: async () => passed(READ) });
    const answer = await app.inject({ url: one, headers });
    expect(answer.headers.etag).toBe('"3"');
    expect(answer.json()).toEqual(READ);
  });

  it('takes ids in upper case for what they are', async () => {
    const ids: string[] = [];
    const { app } = await open({
      read: async (_access, _type, id) => {
        ids.push(id);
        return passed(READ);
      },
    });
    await app.inject({ url: one.replace(RECORD_ID, RECORD_ID.toUpperCase()), headers });
    expect(ids).toEqual([RECORD_ID]);
  });

  it('lists what is about a customer only for whoever may see that customer', async () => {
    const asked: unknown[] = [];
    const standing = { type: { customerField: null } as RecordType } as Standing;
    const { app } = await open({
      standingOf: async (_access, _type, id) => {
        if (id !== RECORD_ID) throw new Problem('not-found');
        return standing;
      },
      list: async (_access, type, _query, options) => {
        asked.push([type, options]);
        return passed(LIST);
      },
    });
    expect((await app.inject({ url: `${one}/related/order`, headers })).statusCode).toBe(200);
    const other = one.replace(/a$/, 'b');
    expect((await app.inject({ url: `${other}/related/order`, headers })).statusCode).toBe(404);
    expect(asked).toEqual([['order', { aboutCustomer: RECORD_ID }]]);
  });

  it('sends nothing that its contract does not name', async () => {
    const more = { ...READ, secret: 'x', record: { ...READ.record, raw: 'x' } };
    const { app } = await open({ read: async () => passed(more) });
    expect((await app.inject({ url: one, headers })).json()).toEqual(READ);
  });

  it('HTTP-26 routes of customer data can send only what has passed the gateway', () => {
    const reply = { send: (answer: Disclosed<ListAnswer>) => answer };
    expectTypeOf(sendDisclosed<ListAnswer, unknown>)
      .parameter(1)
      .toEqualTypeOf<Disclosed<ListAnswer>>();
    // @ts-expect-error an answer made up here is none of the gateway's
    sendDisclosed(reply, LIST);
    expect(sendDisclosed(reply, passed(LIST))).toBe(LIST);

    const folder = new URL('.', import.meta.url);
    const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
    const withGateway = sources.filter((name) =>
      /gateway\s*\.(list|read|aggregate|match|history|create|edit|erase)\(/.test(
        readFileSync(new URL(name, folder), 'utf8'),
      ),
    );

    expect(withGateway.sort()).toEqual(['record-writes.ts', 'records.ts']);
    for (const name of ['record-writes.ts', 'records.ts']) {
      expect(readFileSync(new URL(name, folder), 'utf8'), name).not.toMatch(/\.send\(/);
    }
  });
});

describe('writing records', () => {
  type Call = readonly [string, unknown, WriteOptions | undefined];
  async function openForWrites(): Promise<Readonly<{ app: TestDoor['app']; calls: Call[] }>> {
    const calls: Call[] = [];
    const { app } = await open({
      create: async (_access, _type, records, options) => {
        calls.push(['create', records, options]);
        return passed(WRITTEN);
      },
      edit: async (_access, _type, edits, options) => {
        calls.push(['edit', edits, options]);
        return passed(WRITTEN);
      },
      erase: async (_access, _type, id, version, options) => {
        calls.push(['erase', [id, version], options]);
        return passed({ erased: 1, accessRecord: RECORD_ID });
      },
    });
    return { app, calls };
  }
  const payload = { values: { name: '新名' } };

  it('HTTP-12 an edit or erasure names the version that it is based on, or is refused', async () => {
    const { app, calls } = await openForWrites();
    for (const method of ['PATCH', 'DELETE'] as const) {
      const body = method === 'PATCH' ? { payload } : {};
      const without = await app.inject({ method, url: one, headers, ...body });
      expect(without.statusCode).toBe(428);
      expect(without.json()).toMatchObject({ code: 'precondition-required' });
      for (const wrong of ['3', '"03"', '*', 'W/"3"', '"3", "4"', '"x"', '"99999999999999999999"']) {
        const answer = await app.inject({
          method,
          url: one,
          headers: { ...headers, 'if-match': wrong },
          ...body,
        });
        expect(answer.statusCode, wrong).toBe(400);
      }
      const right = await app.inject({
        method,
        url: one,
        headers: { ...headers, 'if-match': '"3"' },
        ...body,
      });
      expect(right.statusCode).toBe(200);
    }
    expect(calls).toEqual([
      ['edit', [{ id: RECORD_ID, version: 3, ...payload }], {}],
      ['erase', [RECORD_ID, 3], {}],
    ]);
  });

  it('HTTP-12 what was written is answered with its new version', async () => {
    const { app } = await openForWrites();
    const created = await app.inject({ method: 'POST', url: '/api/v1/records/customer', headers, payload });
    expect(created.statusCode).toBe(201);
    expect(created.headers.etag).toBe('"3"');
    expect(created.json()).toEqual(WRITTEN);
  });

  it('HTTP-13 an idempotency key stands for all that the request says', async () => {
    const { app, calls } = await openForWrites();
    const keyed = { ...headers, 'idempotency-key': '"8e03978e-40d5"', 'if-match': '"3"' };
    const content = async (request: object) => {
      await app.inject({ method: 'PATCH', url: one, headers: keyed, payload, ...request });
      return calls.at(-1)?.[2]?.idempotency;
    };
    const first = await content({});
    expect(first?.key).toBe('"8e03978e-40d5"');
    expect(await content({})).toEqual(first);
    expect(await content({ payload: { values: { name: '新名', note: null } } })).not.toEqual(first);
    expect(await content({ headers: { ...keyed, 'if-match': '"4"' } })).not.toEqual(first);
    expect(await content({ url: one.replace('customer', 'contact') })).not.toEqual(first);
    expect(await content({ method: 'DELETE', payload: '' })).not.toEqual(first);
    const ordered = await content({
      payload: '{"values":{"a":"1","b":"2"}}',
      headers: { ...keyed, 'content-type': 'application/json' },
    });
    const reordered = await content({
      payload: '{"values":{"b":"2","a":"1"}}',
      headers: { ...keyed, 'content-type': 'application/json' },
    });
    expect(reordered).toEqual(ordered);
  });

  it.each([[''], ['x'.repeat(201)], ['with space'], ['schlüssel']])(
    'HTTP-13 the idempotency key %j is refused, and nothing is written',
    async (key) => {
      const { app, calls } = await openForWrites();
      const keyed = { ...headers, 'idempotency-key': key };
      const answer = await app.inject({
        method: 'POST',
        url: '/api/v1/records/customer',
        headers: keyed,
        payload,
      });
      expect(answer.statusCode).toBe(400);
      expect(calls).toEqual([]);
    },
  );

  it('changes several at once, each on its version', async () => {
    const { app, calls } = await openForWrites();
    const records = [{ id: RECORD_ID.toUpperCase(), version: 1, ...payload }];
    const url = '/api/v1/records/customer/bulk-edit';
    expect((await app.inject({ method: 'POST', url, headers, payload: { records } })).statusCode).toBe(200);
    expect(calls).toEqual([['edit', [{ id: RECORD_ID, version: 1, ...payload }], {}]]);
  });
});

describe('what there is to know of record types', () => {
  const field = (name: string) =>
    ({
      name,
      label: { zh: name, en: name },
      type: 'text' as const,
      category: 'basic',
      sensitivity: 2 as const,
      mask: null,
      summary: null,
      encrypted: false,
      lookups: [],
      required: false,
    }) satisfies Field;
  const TYPE: RecordType = {
    name: 'customer',
    label: { zh: '客户', en: 'Customer' },
    customerField: null,
    titleField: 'name',
    fields: [field('name'), field('hidden_score')],
  };
  const VIEW: RecordTypeView = {
    ...TYPE,
    creatable: false,
    groups: [],
    fields: [
      {
        ...field('name'),
        derived: false,
        findable: false,
        operators: [],
        aggregatable: false,
        creatable: false,
        editable: false,
        matchable: false,
        disclosureAtMost: 'shown',
      },
    ],
  };

  it('HTTP-25 without a purpose record types have names and no fields', async () => {
    const { app } = await open({
      recordTypes: async () => new Map([['customer', TYPE]]),
      typesFor: async () => [VIEW],
    });
    const bare = await app.inject({ url: '/api/v1/record-types', headers: SIGNED_IN });
    expect(bare.json()).toEqual({
      recordTypes: [
        {
          name: 'customer',
          label: TYPE.label,
          customerField: null,
          titleField: '',
          creatable: false,
          groups: [],
          fields: [],
        },
      ],
    });
    const stated = await app.inject({ url: '/api/v1/record-types', headers });
    expect(stated.json().recordTypes[0].fields.map(({ name }: Field) => name)).toEqual(['name']);
    expect(stated.body).not.toContain('hidden_score');
  });

  it('HTTP-24 an explanation counts fields that are withheld everywhere, and does not name them', async () => {
    const { app } = await open({
      typesFor: async () => [VIEW],
      standingOf: async () => ({
        policy: { version: 1, rules: [], purposes: [], departments: [] },
        context: {
          person: 7,
          assignments: [],
          grants: [],
          purpose: 'after-sales',
          at: 0,
          network: null,
          secondFactorAt: null,
          trainedUntil: null,
          reasonGiven: false,
          narrowing: {},
        },
        type: TYPE,
        placement: { owner: null, department: null, team: [], shares: [] },
        customer: RECORD_ID,
      }),
    });
    const answer = await app.inject({ url: `${one}/explain`, headers });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).not.toContain('hidden_score');
    expect(answer.json()).toMatchObject({
      explanations: [{ field: 'name', disclosure: 'withheld', rules: [] }],
      unnamed: 1,
    });
  });
});
