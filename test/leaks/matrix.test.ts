import { afterAll, beforeAll, expect, it } from 'vitest';
import { AGGREGATE_FUNCTIONS, FILTER_OPERATORS } from '../../src/contract/records.ts';
import type { GatewayDoor } from '../../src/gateway/door.ts';
import { ACTIONS, type Action } from '../../src/kernel/policy/model.ts';
import { json } from './client.ts';
import { GROUPS, probesFor } from './hunt.ts';
import { type Base, createBase, type Instance, openInstance } from './world.ts';

/** Fails when there is a route, or a word of the query language, that nobody hunts through. */

let base: Base;
let instance: Instance;
beforeAll(async () => {
  base = await createBase();
  instance = await openInstance(base.url, base.folder, base.signedIn);
});
afterAll(async () => {
  await instance.close();
  await base.drop();
});

const PROBES = GROUPS.flat().flatMap((who) => {
  const { reading, inTurn } = probesFor(who);
  return [...reading, ...inTurn];
});
const VERBS = new Set(PROBES.flatMap(({ verbs }) => verbs));

type Description = Readonly<{ paths: Record<string, Record<string, { operationId: string }>> }>;

async function description(): Promise<Description> {
  return json<Description>(await instance.as('nobody').send({ method: 'GET', url: '/openapi.json' }));
}

it('LEAK-42 every route that the API describes is hunted through', async () => {
  const { paths } = await description();
  const described = Object.values(paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  const hunted = new Set(PROBES.map(({ operation }) => operation));
  expect(described.filter((operation) => !hunted.has(operation))).toEqual([]);
  expect(described.length).toBeGreaterThan(40);
});

/** Routes outside the description, each with the probe that asks it, or why there is nothing to ask. */
const UNDESCRIBED: Readonly<Record<string, string>> = {
  'GET /api/v1/openapi.json': 'openapi',
  'GET /api/docs': 'reference',
  // The door of identity systems describes itself, by /scim/v2/Schemas.
  ...Object.fromEntries(
    [
      ...['ServiceProviderConfig', 'Schemas', 'Schemas/:id', 'ResourceTypes', 'ResourceTypes/:id', '*'].map(
        (path) => `GET /scim/v2/${path}`,
      ),
      ...['Users', 'Groups'].flatMap((path) => [
        ...['GET', 'POST'].map((method) => `${method} /scim/v2/${path}`),
        ...['GET', 'PUT', 'PATCH', 'DELETE'].map((method) => `${method} /scim/v2/${path}/:id`),
      ]),
      'POST /scim/v2/Bulk',
    ].map((route) => [route, 'scim']),
  ),
  // The files of the web app: the same for everybody, made before there is any data.
  'GET *': '',
};

it('LEAK-42 every route that the server answers is described, or accounted for', async () => {
  const { paths } = await description();
  const described = new Set(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    ),
  );
  const routes = routesIn(instance.door.app.printRoutes({ commonPrefix: false }));
  expect(routes.length).toBeGreaterThan(45);
  const unknown = routes.filter((route) => !described.has(route) && !(route in UNDESCRIBED));
  expect(unknown).toEqual([]);
  const hunted = new Set(PROBES.map(({ operation }) => operation));
  for (const operation of Object.values(UNDESCRIBED)) {
    if (operation !== '') expect(hunted.has(operation), operation).toBe(true);
  }
});

/** The tree that Fastify prints, as `METHOD path`. */
function routesIn(tree: string): readonly string[] {
  const path: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const found = /^((?:[│ ] {3})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line);
    if (found === null) return [];
    const [, indent = '', segment = '', methods = ''] = found;
    path.splice(indent.length / 4);
    path.push(segment);
    const whole = path.join('');
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${whole}`);
  });
}

it('LEAK-42 every operator and every function of the query language is used in the hunt', () => {
  const words = [...FILTER_OPERATORS, ...AGGREGATE_FUNCTIONS, 'sort', 'cursor', 'group', 'count', 'match'];
  expect(words.filter((word) => !VERBS.has(word))).toEqual([]);
});

/** How the hunt exercises each right; a right without a door yet says so, and must have none. */
const HUNTED_RIGHTS: Readonly<Record<Action, string | null>> = {
  see: 'queryRecords',
  find: 'matchValue',
  aggregate: 'aggregateRecords',
  edit: 'editRecord',
  create: 'createRecord',
  erase: 'eraseRecord',
  export: 'askExport',
  share: null,
  consent: 'recordDecisions',
  print: 'printRecord',
};

it('LEAK-42 every right of the policy is hunted through its door, and rights without a door have none', async () => {
  const operations = new Set(PROBES.map(({ operation }) => operation));
  const { paths } = await description();
  for (const action of ACTIONS) {
    const operation = HUNTED_RIGHTS[action];
    if (operation !== null) expect(operations.has(operation), action).toBe(true);
    else expect(Object.keys(paths).filter((path) => path.includes(action))).toEqual([]);
  }
});

/** The routes behind which each method of the gateway stands; null where no door leads to it. */
const GATEWAY_METHODS: Readonly<Record<keyof GatewayDoor, readonly string[] | null>> = {
  list: ['queryRecords', 'listRecords', 'listRelated'],
  read: ['readRecord'],
  aggregate: ['aggregateRecords'],
  match: ['matchValue'],
  reveal: ['revealFields'],
  reasonsIn: ['queryLog', 'listAccesses'],
  history: ['readHistory'],
  create: ['createRecord'],
  edit: ['editRecord', 'editRecords'],
  previewEdits: ['previewEdits'],
  print: ['printRecord'],
  copied: ['noteCopy'],
  upsert: ['uploadImport', 'startImport'],
  erase: ['eraseRecord'],
  readDecisions: ['readDecisions'],
  recordDecisions: ['recordDecisions'],
  standingOf: ['explainRecord', 'readStanding', 'listAccesses', 'listRelated'],
  choose: ['askForAccess'],
  stillVisible: ['askForAccess', 'decideRequest'],
  erasedAmong: ['listRecent'],
  consentCover: ['readRequest'],
  typesFor: ['listRecordTypes', 'explainRecord'],
  authority: null,
  recordTypes: ['listRecordTypes', 'whoCanSee'],
  catalogue: ['readCatalogue', 'previewCatalogue'],
  define: ['startImport'],
  revise: ['addField', 'addRecordType', 'changeField', 'changeRecordType', 'convertField', 'stopConversion'],
  conversions: ['listConversions'],
  exports: ['previewExport', 'askExport', 'fetchExport'],
  figures: ['countField', 'convertField'],
  reachCount: ['countPolicyReach'],
  rotateKeys: null,
  tidy: null,
};

it('LEAK-42 every way into the vault is hunted through the routes in front of it', () => {
  expect(Object.keys(instance.fencun.gateway).toSorted()).toEqual(Object.keys(GATEWAY_METHODS).toSorted());
  const operations = new Set(PROBES.map(({ operation }) => operation));
  for (const behind of Object.values(GATEWAY_METHODS)) {
    for (const operation of behind ?? []) expect(operations.has(operation), operation).toBe(true);
  }
});
