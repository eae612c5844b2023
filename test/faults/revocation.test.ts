import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RuleBody } from '../../src/contract/policy.ts';
import type { Act } from '../../src/features/administration.ts';
import { type Fencun, openFencun } from '../../src/fencun.ts';
import type { AccessRequest } from '../../src/gateway/door.ts';
import { loadConfig } from '../../src/platform/config.ts';
import { SILENT } from '../../src/platform/log.ts';
import { type Company, createTestCompany } from '../support/company.ts';
import { CUSTOMER, ORDER, PERSON, PURPOSE, policyOf, query } from '../support/lab-company.ts';
import { refusal } from '../support/refusal.ts';

/** Two whole programs on one database: what one commits, the other knows at its next request, whatever it remembers. */

const label = { zh: '标签', en: 'Label' };
const folder = mkdtempSync(join(tmpdir(), 'fencun-revocation-'));
let company: Company;
let here: Fencun;
let there: Fencun;
let system: Act;
let security: Act;
let shop: number;
let branch: number;
let counter = 0;

beforeAll(async () => {
  company = await createTestCompany();
  company.time.now = Date.now();
  const config = loadConfig({ DATABASE_URL: company.url, FENCUN_DATA: folder }, folder);
  here = await openFencun(config, SILENT);
  there = await openFencun(config, SILENT);
  system = await company.signedIn('sysadmin');
  security = await company.signedIn('security');
  await here.gateway.define(CUSTOMER);
  await here.gateway.define(ORDER);
  const { organisation, policies } = here;
  const root = await organisation.createDepartment(system, { parent: null, code: 'HQ', name: label });
  const department = (code: string, parent: number) =>
    organisation.createDepartment(system, { parent, code, name: label });
  const region = await department('EAST', root);
  branch = await department('WEST', root);
  shop = await department('SHOP', region);
  for (const code of ['clerk', 'head']) await organisation.createPosition(system, { code, name: label });
  const purpose = policyOf().purposes[0];
  if (purpose === undefined) throw new Error('there is no purpose');
  const { code: _code, ...body } = purpose;
  const filled = {
    ...body,
    label,
    description: label,
    categories: [...body.categories],
    who: { anyone: true as const },
  };
  await policies.putPurpose(security, PURPOSE, filled as Parameters<typeof policies.putPurpose>[2], null);
  await policies.putRule(
    security,
    'clerks',
    rule({ who: { positions: ['clerk'] }, scope: 'department' }),
    null,
  );
  await policies.putRule(
    security,
    'heads',
    rule({ who: { positions: ['head'] }, scope: 'department-tree' }),
    null,
  );
}, 60_000);
afterAll(async () => {
  await there?.close();
  await here?.close();
  await company?.drop();
  rmSync(folder, { recursive: true, force: true });
});

function rule(more: Partial<RuleBody>): RuleBody {
  return {
    name: label,
    effect: 'allow',
    who: {},
    recordType: '*',
    scope: 'department',
    fields: { all: true },
    actions: ['see', 'find', 'create', 'edit', 'erase', 'aggregate'],
    disclosure: 'shown',
    purposes: '*',
    conditions: [],
    validity: {},
    obligations: [],
    ...more,
  };
}

type Reader = Readonly<{
  person: number;
  assignment: number;
  credential: string;
  /** A request as a door makes it: the caller may come from memory. */
  at(fencun: Fencun): Promise<AccessRequest>;
}>;

async function reader(position: string, department: number): Promise<Reader> {
  counter += 1;
  company.time.now = Date.now();
  const login = `reader${counter}`;
  const temporary = await company.organisation.createPerson(system, { login, name: login });
  const password = await company.identity.setTemporaryPassword(system, temporary);
  const act = await company.signedIn(login, password);
  const next = 'correct horse battery staple 2';
  const { secret } = await company.identity.changePassword(act, { current: password, next });
  const assignment = await here.organisation.assign(system, { person: temporary, department, position });
  const caller = await here.identity.callerOf(secret);
  return {
    person: temporary,
    assignment,
    credential: caller?.credential.id ?? '',
    async at({ identity }) {
      const known = await identity.callerOf(secret);
      if (known === null) throw new Error('signed out');
      const renew = () => identity.callerOf(secret, { fresh: true });
      return { caller: known, purpose: PURPOSE, door: 'http', network: null, request: null, renew };
    },
  };
}

let clerk: Reader;
let customer: string;
beforeEach(async () => {
  clerk = await reader('clerk', shop);
  const { records } = await here.gateway.create(await clerk.at(here), 'customer', [{ values: PERSON }]);
  customer = records[0]?.id ?? '';
});

const read = async (fencun: Fencun, who: Reader, id = customer) =>
  fencun.gateway.read(await who.at(fencun), 'customer', id);
/** The answer's code; a caller whom identity no longer knows counts as refused. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    return await refusal(work);
  } catch (error) {
    if (error instanceof Error && error.message === 'signed out') return 'not-signed-in';
    throw error;
  }
}

/**
 * Readers ask without pause on the other program, all caches warm, while the change is committed on this one: of the
 * requests that began after the commit, all must have the outcome.
 */
async function changesAtOnce(who: Reader, change: () => Promise<unknown>, after: string): Promise<void> {
  for (const fencun of [here, there]) expect(await outcome(read(fencun, who))).toBe('answered');
  let committedAt = Number.POSITIVE_INFINITY;
  let isOver = false;
  const late: string[] = [];
  const readers = Array.from({ length: 6 }, async () => {
    while (!isOver) {
      const began = performance.now();
      const got = await outcome(read(there, who));
      if (began > committedAt) late.push(got);
    }
  });
  await new Promise((resolve) => setTimeout(resolve, 40));
  await change();
  committedAt = performance.now();
  const first = await outcome(read(there, who));
  await new Promise((resolve) => setTimeout(resolve, 60));
  isOver = true;
  await Promise.all(readers);
  expect([first, ...new Set(late)]).toEqual([after, ...(late.length === 0 ? [] : [after])]);
}

it('FAULT-10 the end of an assignment refuses the next request of every process', async () => {
  await changesAtOnce(
    clerk,
    () => here.organisation.endAssignment(system, clerk.assignment),
    'purpose-not-permitted',
  );
});

it('FAULT-10 the end of a session refuses the next request of every process', async () => {
  const act = { ...(await clerk.at(here)), door: 'http' as const } as unknown as Act;
  await changesAtOnce(clerk, () => here.identity.signOut(act), 'not-signed-in');
});

it('FAULT-10 somebody who left is refused at the next request of every process', async () => {
  await changesAtOnce(
    clerk,
    () => here.organisation.changePerson(system, clerk.person, { status: 'left' }),
    'not-signed-in',
  );
});

it('FAULT-10 an erased customer is gone at the next request of every process', async () => {
  await changesAtOnce(
    clerk,
    async () => here.gateway.erase(await clerk.at(here), 'customer', customer, 1),
    'not-found',
  );
  expect(
    await outcome((async () => there.gateway.history(await clerk.at(there), 'customer', customer))()),
  ).toBe('not-found');
});

it('FAULT-11 a rule that was tightened shows less at the next request of every process, and one removed nothing', async () => {
  expect((await read(there, clerk)).record.values.phone).toBe(PERSON.phone);
  const tighter = rule({ who: { positions: ['clerk'] }, disclosure: 'masked' });
  await here.policies.putRule(security, 'clerks', tighter, 1);
  const masked = await read(there, clerk);
  expect(masked.record.values.phone).toBe('199****1234');
  expect(masked.record.values.visits).toBeUndefined();
  await there.policies.removeRule(security, 'clerks', 2);
  expect(await outcome(read(here, clerk))).toBe('forbidden');
  await here.policies.putRule(security, 'clerks', rule({ who: { positions: ['clerk'] } }), null);
  expect(await outcome(read(there, clerk))).toBe('answered');
});

it('FAULT-12 a department that moves takes its customers out of the old head’s sight and into the new one’s at once', async () => {
  const east = await reader(
    'head',
    (await here.organisation.view(system)).departments.find(({ code }) => code === 'EAST')?.id ?? 0,
  );
  const west = await reader('head', branch);
  const sees = async (who: Reader) => {
    const { records } = await there.gateway.list(await who.at(there), 'customer', query());
    return records.some(({ id }) => id === customer);
  };
  expect([await sees(east), await sees(west)]).toEqual([true, false]);
  await here.organisation.changeDepartment(system, shop, { parent: branch });
  expect([await sees(east), await sees(west)]).toEqual([false, true]);
  expect(await outcome(read(here, east))).toBe('not-found');
});
