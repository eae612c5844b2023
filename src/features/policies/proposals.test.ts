import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Company, createTestCompany } from '../../../test/support/company.ts';
import type { RuleBody } from '../../contract/policy.ts';
import type { NewProposal } from '../../contract/policy-proposals.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import { transaction } from '../../platform/database/transaction.ts';
import type { Act } from '../administration.ts';

/** Changes of the policy by two people: one story, told in order. */

const label = { zh: '标签', en: 'Label' };
const customer: RecordType = {
  name: 'customer',
  label,
  customerField: null,
  titleField: 'name',
  fields: [
    {
      ...{
        name: 'name',
        label,
        type: 'text',
        category: 'basic',
        sensitivity: 3,
        mask: 'text',
        summary: null,
      },
      ...{ encrypted: false, lookups: [], required: false },
    },
  ],
};
const purpose = {
  ...{ label, description: label, legalBasis: 'contract' as const, categories: ['basic'], validity: {} },
  ...{ dpv: 'https://w3id.org/dpv#ServiceProvision', who: { anyone: true as const } },
};
const body = (more: Partial<RuleBody> = {}): RuleBody => ({
  ...{ name: label, effect: 'allow', who: { positions: ['clerk'] }, recordType: 'customer' },
  ...{ scope: 'department', fields: { all: true }, actions: ['see'], disclosure: 'masked' },
  ...{ purposes: ['service'], conditions: [], validity: {}, obligations: [] },
  ...more,
});
const wish = (more: Partial<NewProposal>): NewProposal => ({
  ...{ reason: 'The shops asked for it', rules: [], removedRules: [], purposes: [] },
  ...more,
});
const problem = (code: string) => expect.objectContaining({ code });

let company: Company;
let security: Act;
let system: Act;
let auditor: Act;
let officer: Act;
let clerk: Act;
let department: number;

beforeAll(async () => {
  company = await createTestCompany({ recordTypes: [customer] });
  security = company.officer['security-administrator'];
  system = company.officer['system-administrator'];
  auditor = company.officer['audit-administrator'];
  const { organisation, policies } = company;
  department = await organisation.createDepartment(system, { parent: null, code: 'HQ', name: label });
  for (const code of ['clerk', 'data-protection-officer']) {
    await organisation.createPosition(system, { code, name: label });
  }
  const person = await company.hire('clerk');
  await organisation.assign(system, { person, department, position: 'clerk' });
  clerk = await company.signedIn('clerk');
  await policies.putPurpose(security, 'service', purpose, null);
});
afterAll(() => company?.drop());

const last = () => company.log.at(-1);
const rulesNow = async () =>
  (await company.policies.load()).rules.map(({ id, version }) => `${id}@${version}`);
const epoch = async () => (await company.policies.load()).version;

describe('while a company is being founded', () => {
  it('PAPP-1 one person changes the policy, which is on record, and nobody frees themselves of the second for later', async () => {
    const { policies } = company;
    await policies.putRule(security, 'clerks', body(), null);
    expect(last()).toMatchObject({ action: 'rule.put', note: { rule: 'clerks', alone: 'founding' } });
    expect((await policies.proposals(security)).standing).toBe('founding');
    const off = await policies.propose(security, wish({ approval: 'off' }));
    expect(off).not.toBeNull();
    expect((await policies.proposals(security)).standing).toBe('founding');
    await policies.withdrawProposal(security, off ?? 0);
    expect(last()).toMatchObject({ action: 'policy.withdraw', note: { proposal: off } });

    const dpo = await company.hire('dpo');
    await company.organisation.assign(system, {
      ...{ person: dpo, department, position: 'data-protection-officer' },
    });
    officer = await company.signedIn('dpo');
    expect(await policies.proposals(officer)).toMatchObject({ standing: 'required', approvers: 1 });
  });
});

describe('in a founded company', () => {
  it('PAPP-2 no door widens the policy without a second person, and what only takes away waits for nobody', async () => {
    const { policies, database } = company;
    const wider = body({ scope: 'all' });
    await expect(policies.putRule(security, 'more', wider, null)).rejects.toEqual(problem('approval-needed'));
    await expect(policies.putRule(security, 'clerks', wider, 1)).rejects.toEqual(problem('approval-needed'));
    const opened = { ...purpose, categories: ['basic', 'finance'] };
    await expect(policies.putPurpose(security, 'service', opened, 1)).rejects.toEqual(
      problem('approval-needed'),
    );
    const file = await policies.asFile();
    const more = { ...body(), who: { anyone: true as const }, id: 'from-a-file' };
    const plan = await policies.planFile({ ...file, rules: [...file.rules, more] });
    const filed = await policies.submitPlan(security, plan, { reason: 'a file' });
    expect(filed).not.toBeNull();
    const enacted = await transaction(database.pool('application'), (client) => {
      const { id: by } = security.caller.person;
      const rules = [{ id: 'along', body: wider }];
      const novelty = { rules, purposes: [], origin: 'field', by, at: company.time.now } as const;
      return policies.enact(client, novelty, [customer]);
    });
    expect(enacted).toEqual({ proposal: expect.any(Number) });
    await policies.withdrawProposal(security, Number(enacted.proposal));
    await policies.withdrawProposal(security, filed ?? 0);
    expect(await rulesNow()).toEqual(['clerks@1']);

    await policies
      .putRule(security, 'clerks', body({ scope: 'own', disclosure: 'summary' }), 1)
      .catch(() => {});
    await policies.putRule(security, 'clerks', body({ purposes: ['service'], validity: { until: 9e12 } }), 1);
    expect(last()).toMatchObject({ note: { version: 2, alone: 'only-takes-away' } });
    expect(
      await policies.propose(security, wish({ removedRules: [{ id: 'clerks', ifVersion: 2 }] })),
    ).toBeNull();
    expect(last()).toMatchObject({ action: 'policy.apply', note: { removed: 'clerks@3' } });
    expect(await rulesNow()).toEqual([]);
  });

  it('PAPP-4 a change is approved by the DPO alone, never by its author or an office, and comes into force in that transaction', async () => {
    const { policies, fault } = company;
    const rule = { ...body(), id: 'clerks', ifVersion: null };
    const id = (await policies.propose(security, wish({ rules: [rule] }))) ?? 0;
    expect(last()).toMatchObject({ action: 'policy.propose', note: { proposal: id, rules: 'clerks' } });
    expect(JSON.stringify(last())).not.toContain('The shops');
    expect(await rulesNow()).toEqual([]);
    for (const act of [security, system, auditor, clerk]) {
      await expect(policies.decideProposal(act, id, { verdict: 'approve' })).rejects.toEqual(
        problem('forbidden'),
      );
      expect(last()).toMatchObject({ action: 'policy.approve', outcome: 'refused' });
    }
    await expect(policies.proposals(clerk)).rejects.toEqual(problem('forbidden'));
    await expect(policies.proposal(system, id)).rejects.toEqual(problem('forbidden'));
    await expect(policies.propose(officer, wish({ rules: [rule] }))).rejects.toEqual(problem('forbidden'));

    expect(await policies.proposals(officer)).toMatchObject({ toDecide: 1 });
    expect(await policies.proposal(officer, id)).toMatchObject({
      ...{ status: 'proposed', reason: 'The shops asked for it', stale: false },
      changes: [{ kind: 'rule', id: 'clerks', before: null, after: body() }],
      preview: { gainCount: 1, lossCount: 0, needsApproval: true },
      may: { decide: true, withdraw: false, renew: false },
    });
    expect((await policies.proposal(security, id)).may).toEqual({
      ...{ decide: false, withdraw: true, renew: false },
    });
    fault.log = new Error('the log is full');
    await expect(policies.decideProposal(officer, id, { verdict: 'approve' })).rejects.toThrow(
      'the log is full',
    );
    fault.log = null;
    expect(await rulesNow()).toEqual([]);

    const before = await epoch();
    await policies.decideProposal(officer, id, { verdict: 'approve' });
    expect(last()).toMatchObject({
      ...{ action: 'policy.approve', person: officer.caller.person.id },
      note: { proposal: id, author: security.caller.person.id, rules: 'clerks@4' },
    });
    expect(await rulesNow()).toEqual(['clerks@4']);
    expect(await epoch()).toBeGreaterThan(before);
    await expect(policies.decideProposal(officer, id, { verdict: 'approve' })).rejects.toEqual(
      problem('version-conflict'),
    );
    expect((await policies.history(officer)).changes[0]?.person?.id).toBe(security.caller.person.id);
    // The database keeps it as well, whoever writes.
    await expect(
      company.database
        .pool('application')
        .query('UPDATE fencun.policy_proposal SET decided_by = proposed_by WHERE id = $1', [id]),
    ).rejects.toThrow('check constraint');
  });

  it('PAPP-5 what was refused or withdrawn never comes into force, and a refusal says why', async () => {
    const { policies } = company;
    const rules = [{ ...body({ scope: 'all' }), id: 'all', ifVersion: null }];
    const id = (await policies.propose(security, wish({ rules }))) ?? 0;
    await policies.decideProposal(officer, id, { verdict: 'refuse', answer: 'Too many records' });
    expect(last()).toMatchObject({ action: 'policy.refuse', note: { proposal: id } });
    expect(await policies.proposal(security, id)).toMatchObject({
      ...{ status: 'refused', answer: 'Too many records', preview: null, decidedBy: { name: 'Name of dpo' } },
    });
    for (const act of [
      () => policies.renewProposal(security, id),
      () => policies.withdrawProposal(security, id),
    ]) {
      await expect(act()).rejects.toEqual(problem('version-conflict'));
    }
    expect(await rulesNow()).toEqual(['clerks@4']);
  });

  it('PAPP-6 a proposal whose basis moved is stale, half-applied never, and can be renewed', async () => {
    const { policies } = company;
    const rules = [
      { ...body({ scope: 'all' }), id: 'clerks', ifVersion: 4 },
      { ...body({ scope: 'own' }), id: 'new', ifVersion: null },
    ];
    await expect(
      policies.propose(security, wish({ rules: rules.map((rule) => ({ ...rule, ifVersion: 1 })) })),
    ).rejects.toEqual(problem('version-conflict'));
    const id = (await policies.propose(security, wish({ rules }))) ?? 0;
    await policies.putRule(security, 'wall', body({ effect: 'deny', disclosure: 'shown' }), null);
    expect(await policies.proposals(officer)).toMatchObject({
      toDecide: 0,
      proposals: [{ id, stale: true }, {}, {}, {}, {}, {}],
    });
    await expect(policies.decideProposal(officer, id, { verdict: 'approve' })).rejects.toEqual(
      problem('proposal-stale'),
    );
    expect(await rulesNow()).toEqual(['clerks@4', 'wall@1']);
    const anew = await policies.renewProposal(security, id);
    expect(last()).toMatchObject({ action: 'policy.propose', note: { proposal: anew, renews: id } });
    expect((await policies.proposal(security, id)).status).toBe('withdrawn');
    await policies.decideProposal(officer, anew, { verdict: 'approve' });
    expect(await rulesNow()).toEqual(['clerks@5', 'new@1', 'wall@1']);
  });

  it('PAPP-7 what the company expects is asked of every proposal, and is itself changed by two people', async () => {
    const { policies } = company;
    const expectation = {
      ...{ name: 'Clerks see no name elsewhere', position: 'clerk', department: 'HQ', purpose: 'service' },
      ...{ recordType: 'customer', action: 'see' as const, record: 'same-department' as const },
      ...{ fields: { name: 'masked' as const }, given: {} },
    };
    const gone = { ...expectation, name: 'Of a position that went', position: 'gone' };
    const kept = (await policies.propose(security, wish({ expectations: [expectation, gone] }))) ?? 0;
    await policies.decideProposal(officer, kept, { verdict: 'approve' });
    expect(last()).toMatchObject({ note: { expectations: '2@1', failed: 1 } });
    const removedRules = [{ id: 'wall', ifVersion: 1 }];
    const rules = [{ ...body({ disclosure: 'shown', scope: 'all' }), id: 'clerks', ifVersion: 5 }];
    const id = (await policies.propose(security, wish({ rules, removedRules }))) ?? 0;
    expect((await policies.proposal(officer, id)).expectations).toEqual({
      count: 2,
      failed: [
        { expectation: expectation.name, field: 'name', expected: 'masked', actual: 'shown' },
        { expectation: gone.name, field: null, expected: null, actual: null },
      ],
    });
    await policies.withdrawProposal(security, id);
  });

  it('PAPP-8 approval is switched off by two people and on again by one; without an approver a change waits', async () => {
    const { policies, organisation } = company;
    const off = (await policies.propose(security, wish({ approval: 'off' }))) ?? 0;
    await policies.decideProposal(officer, off, { verdict: 'approve' });
    await policies.putRule(security, 'free', body({ scope: 'own' }), null);
    expect(last()).toMatchObject({ note: { alone: 'approval-off' } });
    expect(await policies.propose(security, wish({ approval: 'required' }))).toBeNull();
    await organisation.endAllAssignments(system, officer.caller.person.id, company.time.now);
    expect(await policies.proposals(security)).toMatchObject({ standing: 'required', approvers: 0 });
    await expect(policies.putRule(security, 'free', body({ scope: 'all' }), 1)).rejects.toEqual(
      problem('approval-needed'),
    );
    await expect(policies.proposals(officer)).rejects.toEqual(problem('forbidden'));
  });
});
