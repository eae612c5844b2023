import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, createTestCompany, NOON } from '../../../test/support/company.ts';
import type { RuleBody } from '../../contract/policy.ts';
import type { Field, RecordType } from '../../kernel/record-type.ts';
import type { Act } from '../administration.ts';

const label = { zh: '标签', en: 'Label' };
const field = (name: string, sensitivity: Field['sensitivity']): Field => ({
  name,
  label,
  type: 'text',
  category: 'basic',
  sensitivity,
  mask: 'text',
  summary: null,
  encrypted: false,
  lookups: [],
  required: false,
});
const customer: RecordType = {
  name: 'customer',
  label,
  customerField: null,
  titleField: 'name',
  fields: [field('name', 3), field('identity', 4)],
};
const body = (more: Partial<RuleBody> = {}): RuleBody => ({
  name: label,
  effect: 'allow',
  who: { positions: ['clerk'] },
  recordType: 'customer',
  scope: 'department',
  fields: { sensitivityAtMost: 3 },
  actions: ['see'],
  disclosure: 'masked',
  purposes: ['after-sales'],
  conditions: [],
  validity: {},
  obligations: [],
  ...more,
});
const purpose = {
  label,
  description: label,
  legalBasis: 'contract' as const,
  dpv: 'https://w3id.org/dpv#ServiceProvision',
  categories: ['basic'],
  who: { anyone: true as const },
  validity: {},
};
const problem = (code: string) => expect.objectContaining({ code });

type CountReach = NonNullable<Parameters<typeof createTestCompany>[0]>['countReach'];
type ReachQuestion = Parameters<NonNullable<CountReach>>[0];

let company: Company;
let countReach: NonNullable<CountReach> = async () => ({ kind: 'few' });
let security: Act;
let system: Act;
let auditor: Act;
let department: number;
let clerk: number;

beforeAll(async () => {
  company = await createTestCompany({ recordTypes: [customer], countReach: (asked) => countReach(asked) });
  security = company.officer['security-administrator'];
  system = company.officer['system-administrator'];
  auditor = company.officer['audit-administrator'];
  const { organisation, policies } = company;
  department = await organisation.createDepartment(system, { parent: null, code: 'HQ', name: label });
  await organisation.createPosition(system, { code: 'clerk', name: label });
  clerk = await company.hire('clerk');
  await organisation.assign(system, { person: clerk, department, position: 'clerk' });
  await policies.putPurpose(security, 'after-sales', purpose, null);
});
afterAll(() => company?.drop());

const last = () => company.log.at(-1);
const empty = { rules: [], removedRules: [], purposes: [] };

describe('the policy source', () => {
  it('POL-26 reads rules, purposes, departments and the epoch of one moment', async () => {
    const { policies } = company;
    const before = await policies.load();
    expect(before.departments).toEqual([{ id: department, parent: null }]);
    expect(before.purposes).toEqual([{ ...purpose, code: 'after-sales', version: 1 }]);
    await policies.putRule(security, 'loaded', body(), null);
    const after = await policies.load();
    expect(after.rules).toEqual([{ ...body(), id: 'loaded', version: 1 }]);
    expect(after.version).toBeGreaterThan(before.version);
    await policies.removeRule(security, 'loaded', 1);
  });
});

describe('changing the policy', () => {
  it('POL-27 is for the security administrator, in one transaction with history and record', async () => {
    const { policies, fault } = company;
    for (const act of [system, auditor]) {
      await expect(policies.putRule(act, 'mine', body(), null)).rejects.toEqual(problem('forbidden'));
    }
    fault.log = new Error('the log is full');
    await expect(policies.putRule(security, 'mine', body(), null)).rejects.toThrow('the log is full');
    fault.log = null;
    expect((await policies.load()).rules).toEqual([]);
    expect((await policies.history(auditor)).changes.filter(({ id }) => id === 'mine')).toEqual([]);

    expect(await policies.putRule(security, 'mine', body(), null)).toBe(1);
    expect(last()).toMatchObject({
      kind: 'administration',
      action: 'rule.put',
      office: 'security-administrator',
      note: { rule: 'mine', version: 1, effect: 'allow' },
    });
    expect((await policies.history(auditor)).changes[0]).toEqual({
      kind: 'rule',
      id: 'mine',
      version: 1,
      at: new Date(NOON).toISOString(),
      person: { id: security.caller.person.id, name: 'security' },
      removed: false,
    });
    await policies.removeRule(security, 'mine', 1);
  });

  it('POL-33 keeps every text that a rule had, with who wrote it, for the offices that read the policy', async () => {
    const { policies } = company;
    await policies.putRule(security, 'rewritten', body(), null);
    await policies.putRule(security, 'rewritten', body({ scope: 'own' }), 1);
    await policies.removeRule(security, 'rewritten', 2);
    const { versions } = await policies.ruleVersions(auditor, 'rewritten');
    expect(versions.map(({ version, body }) => [version, body?.scope])).toEqual([
      [3, undefined],
      [2, 'own'],
      [1, 'department'],
    ]);
    expect(versions[0]).toMatchObject({ body: null, person: { id: security.caller.person.id } });
    expect((await policies.purposeVersions(security, 'after-sales')).versions).toMatchObject([
      { version: 1, body: purpose },
    ]);
    await expect(policies.ruleVersions(security, 'never')).rejects.toEqual(problem('not-found'));
    await expect(policies.ruleVersions(system, 'rewritten')).rejects.toEqual(problem('forbidden'));
  });

  it('POL-28 overwrites no change that the editor has not seen', async () => {
    const { policies } = company;
    await policies.putRule(security, 'contested', body(), null);
    await expect(policies.putRule(security, 'contested', body(), null)).rejects.toEqual(
      problem('version-conflict'),
    );
    expect(await policies.putRule(security, 'contested', body({ disclosure: 'shown' }), 1)).toBe(2);
    await expect(policies.putRule(security, 'contested', body(), 1)).rejects.toEqual(
      problem('version-conflict'),
    );
    await expect(policies.removeRule(security, 'contested', 1)).rejects.toEqual(problem('version-conflict'));
    await expect(policies.removeRule(security, 'unheard-of', 1)).rejects.toEqual(problem('not-found'));
    await policies.removeRule(security, 'contested', 2);
  });

  it('PFILE-4 a file that was compared with other rules does not come into force', async () => {
    const { policies } = company;
    const file = await policies.asFile();
    const fresh = { ...body(), who: { positions: ['clerk'] }, id: 'from-a-file' };
    const plan = await policies.planFile({ ...file, rules: [...file.rules, fresh] });
    // Somebody else adds a rule of which the file knows nothing: it would stay, and the file not be the whole.
    await policies.putRule(security, 'meanwhile', body(), null);
    await expect(policies.submitPlan(security, plan, { reason: 'a file' })).rejects.toEqual(
      problem('version-conflict'),
    );
    expect((await policies.load()).rules.map(({ id }) => id)).toEqual(['meanwhile']);
    await policies.removeRule(security, 'meanwhile', 1);
  });

  it('POL-29 never gives a version twice, not even to a rule that was removed and comes back', async () => {
    const { policies } = company;
    await policies.putRule(security, 'phoenix', body(), null);
    await policies.removeRule(security, 'phoenix', 1);
    expect(await policies.putRule(security, 'phoenix', body({ scope: 'all' }), null)).toBe(3);
    const versions = (await policies.history(auditor)).changes.filter(({ id }) => id === 'phoenix');
    expect(versions.map(({ version, removed }) => [version, removed])).toEqual([
      [3, false],
      [2, true],
      [1, false],
    ]);
    await policies.removeRule(security, 'phoenix', 3);
    await expect(
      company.database.pool('application').query('UPDATE fencun.rule_history SET body = NULL'),
    ).rejects.toThrow('permission denied');
  });

  it.each([
    ['department', { who: { departments: [{ id: 4711, tree: true }] } }],
    ['position', { who: { positions: ['king'] } }],
    ['assignment', { who: { assignments: [4711] } }],
    ['record type', { recordType: 'unicorn' }],
    ['field', { fields: { names: ['horn'] } }],
    ['purpose', { purposes: ['curiosity'] }],
  ] as const)('POL-30 refuses a rule that names a %s that does not exist', async (what, changes) => {
    const more = changes as unknown as Partial<RuleBody>;
    await expect(company.policies.putRule(security, 'typo', body(more), null)).rejects.toMatchObject({
      code: 'invalid-input',
      parameters: { 'detail.en': expect.stringContaining(`no ${what}`) },
    });
  });
});

describe('looking at the policy', () => {
  it('is for the security and the audit administrator', async () => {
    const { policies } = company;
    const question = { recordType: 'customer', field: 'name' };
    const session = await company.signedIn('clerk');
    for (const act of [system, session]) {
      await expect(policies.view(act)).rejects.toEqual(problem('forbidden'));
      await expect(policies.preview(act, empty)).rejects.toEqual(problem('forbidden'));
      await expect(policies.whoCanSee(act, question)).rejects.toEqual(problem('forbidden'));
    }
    expect((await policies.view(auditor)).purposes).toHaveLength(1);
  });

  it('POL-31 previews who would gain and lose, and keeps nothing of it', async () => {
    const { policies } = company;
    const before = await policies.load();
    const gain = { ...empty, rules: [{ ...body(), id: 'tried' }] };
    expect(await policies.preview(security, gain)).toEqual({
      gains: [
        {
          person: { id: clerk, name: 'Name of clerk' },
          recordType: 'customer',
          field: 'name',
          purpose: 'after-sales',
          before: 'withheld',
          after: 'masked',
          scopes: ['department'],
        },
      ],
      losses: [],
      gainCount: 1,
      lossCount: 0,
      peopleGaining: 1,
      peopleLosing: 0,
      listed: 1000,
      needsApproval: false,
    });
    expect(await policies.load()).toEqual(before);

    const asked: ReachQuestion[] = [];
    countReach = async (question) => {
      asked.push(question);
      return { kind: 'counted', customers: 37 };
    };
    const group = { direction: 'gain', positions: ['clerk'], people: 1, recordType: 'customer' };
    expect(await policies.reach(security, gain)).toEqual({
      groups: [{ ...group, told: 'counted', customers: 37 }],
      complete: true,
    });
    expect(asked).toMatchObject([
      { recordType: 'customer', fields: ['name'], purposes: ['after-sales'], people: [{ person: clerk }] },
    ]);
    expect([asked[0]?.lower.rules.length, asked[0]?.higher.rules.length]).toEqual([
      before.rules.length,
      before.rules.length + 1,
    ]);
    expect(company.log.at(-1)).toMatchObject({ action: 'policy.reach', note: { groups: 1, rules: 1 } });
    await expect(policies.reach(system, gain)).rejects.toEqual(problem('forbidden'));

    await policies.putRule(security, 'kept', body(), null);
    expect(await policies.preview(security, { ...empty, removedRules: ['kept'] })).toMatchObject({
      gains: [],
      losses: [{ before: 'masked', after: 'withheld' }],
    });
    expect(await policies.preview(security, { ...empty, rules: [{ ...body(), id: 'kept' }] })).toMatchObject({
      gainCount: 0,
      lossCount: 0,
    });
    const narrower = { ...purpose, code: 'after-sales', categories: ['transaction'] };
    expect(await policies.preview(security, { ...empty, purposes: [narrower] })).toMatchObject({
      lossCount: 1,
    });
    await policies.removeRule(security, 'kept', 1);
  });

  it('says who can see a field', async () => {
    const { policies } = company;
    await policies.putRule(security, 'seen', body(), null);
    const ask = (field: string) => policies.whoCanSee(auditor, { recordType: 'customer', field });
    expect(await ask('name')).toEqual({
      people: [
        {
          person: { id: clerk, name: 'Name of clerk' },
          disclosure: 'masked',
          scopes: ['department'],
          purposes: ['after-sales'],
          conditional: false,
        },
      ],
    });
    expect(await ask('identity')).toEqual({ people: [] });
    await expect(ask('horn')).rejects.toEqual(problem('not-found'));
    await policies.removeRule(security, 'seen', 1);
  });
});
