import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Problem } from '../../src/contract/problem.ts';
import { mask } from '../../src/kernel/disclosure/masks.ts';
import { decide } from '../../src/kernel/policy/decide.ts';
import type { Placement } from '../../src/kernel/policy/model.ts';
import {
  createSharingCompany,
  PHONES,
  SHARED_TYPE,
  type SharingCompany,
  wish,
} from '../support/sharing-company.ts';

/**
 * Whatever is granted, ended, transferred, permitted or forbidden, in whatever order: the next reading in another
 * process is what the interpreter says of authority as it stands in the tables.
 */
const SEQUENCES = Number(process.env.FENCUN_TEST_SEQUENCES ?? 8);

let lab: SharingCompany;
beforeAll(async () => {
  lab = await createSharingCompany();
});
afterAll(() => lab?.close());

const OPERATIONS = [
  'grant',
  'narrow',
  'give-back',
  'revoke',
  'transfer',
  'forbid',
  'permit',
  'hour',
] as const;
type Operation = Readonly<{ what: (typeof OPERATIONS)[number]; customer: 0 | 1; who: 'clerk' | 'colleague' }>;

const granted: number[] = [];

async function perform({ what, customer, who }: Operation): Promise<void> {
  const { sharing, company } = lab;
  const record = lab.customers[customer] ?? '';
  const decided = async (id: number, days: number, disclosure: 'masked' | 'shown') => {
    const terms = { fields: ['phone'], disclosure, days, export: false };
    await sharing.decide(await lab.act('manager'), id, { verdict: 'approve', terms });
    await sharing.decide(await lab.act('steward'), id, { verdict: 'approve' });
    granted.push(id);
  };
  switch (what) {
    case 'grant':
      return decided(await sharing.ask(await lab.access(who), wish([record])), 7, 'shown');
    case 'narrow':
      return decided(await sharing.ask(await lab.access(who), wish([record])), 1, 'masked');
    case 'give-back':
      return sharing.giveBack(await lab.act(who), granted.at(-1) ?? 0);
    case 'revoke':
      return sharing.revoke(await lab.act('officer'), granted.at(0) ?? 0);
    case 'transfer': {
      const { caller } = await lab.act(who);
      const [post] = caller.assignments;
      if (post === undefined) return;
      const move = { assignment: post.id, department: post.department, position: post.position };
      await company.organisation.transfer(await lab.act('sysadmin'), move);
      return;
    }
    case 'forbid':
    case 'permit': {
      const security = await lab.act('security');
      const rule = (await company.policies.load()).rules.find(({ id }) => id === 'sequence');
      if (what === 'permit') {
        if (rule !== undefined) await company.policies.removeRule(security, 'sequence', rule.version);
        return;
      }
      await company.policies.putRule(security, 'sequence', FORBIDDEN, rule?.version ?? null);
      return;
    }
    case 'hour':
      await sharing.tidy();
  }
}

const label = { zh: '禁止', en: 'Forbidden' };
const FORBIDDEN: Parameters<SharingCompany['company']['policies']['putRule']>[2] = {
  ...{ name: label, effect: 'deny', who: { positions: ['clerk'] }, recordType: 'customer', scope: 'all' },
  ...{ fields: { names: ['phone'] }, actions: ['see'], disclosure: 'shown', purposes: '*' },
  ...{ conditions: [], validity: {}, obligations: [] },
};

/** Where a customer stands by the tables of requests, without a look at the marks in the vault. */
async function placementOf(customer: 0 | 1): Promise<Placement> {
  const { rows } = await lab.company.database.pool('owner').query<{ id: number }>(
    `SELECT q.access_grant AS id FROM fencun.access_request q
       JOIN fencun.access_request_record r ON r.request = q.id
      WHERE r.record = $1 AND q.access_grant IS NOT NULL`,
    [lab.customers[customer]],
  );
  const departments = await lab.company.database
    .pool('owner')
    .query<{ id: number }>(`SELECT id FROM fencun.department WHERE code = 'STORE'`);
  return {
    owner: null,
    department: departments.rows[0]?.id ?? null,
    team: [],
    shares: rows.map(({ id }) => ({ kind: 'grant' as const, id })),
  };
}

async function expected(who: Operation['who'], customer: 0 | 1): Promise<unknown> {
  const policy = await lab.company.policies.load();
  const { caller } = await lab.act(who);
  const context = {
    ...{ person: caller.person.id, assignments: caller.assignments, grants: caller.grants },
    ...{ purpose: 'service', at: lab.company.time.now, network: '10.0.0.1', secondFactorAt: null },
    ...{ trainedUntil: null, reasonGiven: false, narrowing: {} },
  };
  const decision = decide(policy, context, SHARED_TYPE, 'see', await placementOf(customer));
  if (!decision.visible) return null;
  const disclosure = decision.fields.get('phone')?.disclosure;
  const value = PHONES[customer];
  return [disclosure, disclosure === 'shown' ? value : mask('phone', value)];
}

it('SHARE-17 after any sequence of grants, ends, transfers and rules, the next reading in another process is the interpreter’s', async () => {
  const seen = new Set<string>();
  const operation: fc.Arbitrary<Operation> = fc.record({
    what: fc.constantFrom(...OPERATIONS, 'grant', 'grant'),
    customer: fc.constantFrom(0, 1),
    who: fc.constantFrom('clerk', 'colleague'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 3, maxLength: 7 }), async (operations) => {
      for (const each of operations) {
        try {
          await perform(each);
          seen.add(each.what);
        } catch (error) {
          // What can't be done in this order is refused, and nothing of it has happened.
          if (!(error instanceof Problem)) throw error;
        }
        for (const customer of [0, 1] as const) {
          const wanted = await expected(each.who, customer);
          seen.add(String(Array.isArray(wanted) ? wanted[0] : wanted));
          expect(await lab.phone(each.who, customer, lab.elsewhere)).toEqual(wanted);
          expect(await lab.phone(each.who, customer)).toEqual(wanted);
        }
      }
    }),
    { numRuns: SEQUENCES, endOnFailure: true },
  );
  for (const what of ['grant', 'transfer', 'forbid', 'shown', 'masked']) expect([...seen]).toContain(what);
}, 240_000);
