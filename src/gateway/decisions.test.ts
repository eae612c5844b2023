import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  EVERYTHING,
  NOON,
  ORDER,
  PERSON,
  PURPOSE,
  placed,
  policyOf,
  query,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';
import type { DecisionSubject, NewDecision } from '../contract/decisions.ts';
import type { Policy } from '../kernel/policy/model.ts';

let lab: GatewayLab;
beforeAll(async () => {
  lab = await createGatewayLab({ clock: () => NOON });
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
});
afterAll(() => lab.close());

const MARKETING = 'marketing';
const asked = (purpose: string = PURPOSE) => lab.requestOf(clerk({ purpose }));

/** The lab's company, whose marketing stands on consent. */
function company(more: Partial<Policy['purposes'][number]> = {}): Policy {
  const policy = policyOf(EVERYTHING, allow(['consent'], { scope: 'department' }));
  const [service, ...others] = policy.purposes;
  if (service === undefined) throw new Error('the lab has a purpose');
  const marketing: Policy['purposes'][number] = {
    ...{ ...service, code: MARKETING, legalBasis: 'consent', uses: ['marketing'] },
    ...more,
  };
  return { ...policy, purposes: [service, ...others, marketing] };
}

async function newCustomer(department = 2): Promise<string> {
  const [id = ''] = await lab.load(
    CUSTOMER,
    [{ placement: placed(department), values: PERSON }],
    DEPARTMENTS,
  );
  await lab.enact(company());
  await lab.door.create(asked(), 'order', [{ values: { customer: id, number: '1' } }]);
  return id;
}

const decision = (subject: DecisionSubject, holds = true, more: Partial<NewDecision> = {}): NewDecision => ({
  ...{ subject, holds, form: 'paper', byGuardian: false },
  ...more,
});
const consent: DecisionSubject = { kind: 'consent', purpose: MARKETING };
const note = (id: string, ...decisions: readonly NewDecision[]) =>
  lab.door.recordDecisions(asked(), id, decisions);

/** Through which doors a customer, or what is about the customer, comes to somebody who pursues the purpose. */
async function ways(id: string, purpose = MARKETING): Promise<readonly string[]> {
  const request = asked(purpose);
  const listed = await lab.door.list(request, 'customer', query({ count: true }));
  const orders = await lab.door.list(request, 'order', query({ count: true }));
  const mine = orders.records.filter(({ customer }) => customer === id);
  const read = await refusal(lab.door.read(request, 'customer', id));
  return [
    ...(listed.records.some((record) => record.id === id) ? ['list'] : []),
    ...(mine.length > 0 ? ['orders'] : []),
    ...(read === 'answered' ? ['read'] : []),
    ...(listed.count?.value === listed.records.length ? ['count agrees'] : []),
  ];
}
const ALL_WAYS = ['list', 'orders', 'read', 'count agrees'];
const NO_WAY = ['count agrees'];

describe('what a customer decided', () => {
  it('CONS-1 opens a purpose that stands on consent, and its withdrawal closes it for the next read of every kind', async () => {
    const id = await newCustomer();
    expect(await ways(id)).toEqual(NO_WAY);
    expect(await ways(id, PURPOSE)).toEqual(ALL_WAYS);
    await note(id, decision(consent));
    expect(await ways(id)).toEqual(ALL_WAYS);
    await note(id, decision(consent, false));
    expect(await ways(id)).toEqual(NO_WAY);
    expect(await ways(id, PURPOSE)).toEqual(ALL_WAYS);
  });

  it('IMP-18 what a list says of a customer who is already there is noted where they decided nothing, and only with the right', async () => {
    const spelled = { name: '名单客户', phone: '19900009001' };
    const created = await lab.door.create(asked(), 'customer', [{ values: spelled }]);
    const there = created.records[0]?.id ?? '';
    const listed = (values: Record<string, string>) =>
      lab.door.upsert(asked(), 'customer', {
        keyField: 'phone',
        rows: [{ row: 2, record: { values, decisions: [decision(consent, true, { form: 'import' })] } }],
      });
    expect(await ways(there)).not.toContain('read');
    expect(await listed(spelled)).toMatchObject({ updated: 1, rejected: [] });
    expect(await ways(there)).toContain('read');
    expect(await listed(spelled)).toMatchObject({ unchanged: 1, rejected: [] });
    await note(there, decision(consent, false));
    expect(await listed({ ...spelled, remark: 'seen again' })).toMatchObject({ updated: 1, rejected: [] });
    expect(await ways(there)).not.toContain('read');
    await lab.enact({ ...company(), rules: [EVERYTHING] });
    expect((await listed(spelled)).rejected).toMatchObject([{ problem: { code: 'forbidden' } }]);
  });

  it('CONS-1 counts from its commit on in every process', async () => {
    const id = await newCustomer();
    await note(id, decision(consent));
    const neighbour = await lab.neighbour();
    expect(await refusal(neighbour.read(asked(MARKETING), 'customer', id))).toBe('answered');
    await note(id, decision(consent, false));
    expect(await refusal(neighbour.read(asked(MARKETING), 'customer', id))).toBe('not-found');
  });

  it('CONS-2 the decision that the customer made last is in force, whenever it was noted', async () => {
    const id = await newCustomer();
    const day = (number: number) => new Date(Date.UTC(2026, 3, number)).toISOString();
    await note(id, decision(consent, false, { decidedAt: day(9) }));
    const { decisions } = await note(id, decision(consent, true, { decidedAt: day(2) }));
    expect(decisions.map(({ holds, isLatest }) => [holds, isLatest])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(await ways(id)).toEqual(NO_WAY);
  });

  it('CONS-3 consent to one category opens that category, and sensitive information needs consent of its own', async () => {
    const id = await newCustomer();
    await note(id, decision({ ...consent, category: 'basic' }));
    const seen = async () => {
      const { record } = await lab.door.read(asked(MARKETING), 'customer', id);
      return Object.keys(record.values);
    };
    const some = await seen();
    const names = (test: (field: (typeof CUSTOMER.fields)[number]) => boolean) =>
      CUSTOMER.fields.filter(test).map(({ name }) => name);
    expect(new Set(some)).toEqual(
      new Set(names(({ category, sensitivity }) => category === 'basic' && sensitivity < 4)),
    );
    await note(id, decision(consent), decision({ kind: 'separate', purpose: MARKETING, use: 'sensitive' }));
    expect((await seen()).length).toBeGreaterThan(some.length);
  });

  it('CONS-4 an objection, a restriction and a death close what they are about, and legal duties stay open', async () => {
    const id = await newCustomer();
    await note(id, decision(consent));
    const state = (name: 'objects-to-marketing' | 'restricted' | 'deceased', holds = true) =>
      decision({ kind: 'state', state: name }, holds);
    for (const name of ['objects-to-marketing', 'deceased'] as const) {
      await note(id, state(name));
      expect([name, await ways(id), await ways(id, PURPOSE)]).toEqual([name, NO_WAY, ALL_WAYS]);
      await note(id, state(name, false));
    }
    await note(id, state('restricted'));
    expect([await ways(id), await ways(id, PURPOSE)]).toEqual([NO_WAY, NO_WAY]);
    await lab.enact(company({ legalBasis: 'legal-duty', uses: [] }));
    expect(await ways(id)).toEqual(ALL_WAYS);
  });

  it('CONS-5 a child’s own consent opens nothing, a guardian’s does', async () => {
    const id = await newCustomer();
    await note(id, decision(consent), decision({ kind: 'state', state: 'minor' }));
    expect(await ways(id)).toEqual(NO_WAY);
    await note(id, decision(consent, true, { byGuardian: true }));
    expect(await ways(id)).toEqual(ALL_WAYS);
  });

  it('CONS-6 is known and noted only by those who have the right to, where the customer stands', async () => {
    const near = await newCustomer();
    const far = await newCustomer(9);
    expect((await lab.door.readDecisions(asked(), near)).decisions).toEqual([]);
    expect(await refusal(lab.door.readDecisions(asked(), far))).toBe('not-found');
    expect(await refusal(note(far, decision(consent)))).toBe('not-found');
    await lab.enact(policyOf(EVERYTHING));
    expect(await refusal(lab.door.readDecisions(asked(), near))).toBe('forbidden');
    expect(await refusal(note(near, decision(consent)))).toBe('forbidden');
  });

  it('CONS-7 is on record without saying what was decided, and the evidence is stored sealed', async () => {
    const id = await newCustomer();
    lab.takeRecords();
    const { decisions, accessRecord } = await note(id, decision(consent, true, { evidence: 'form 4711' }));
    expect(decisions[0]).toMatchObject({ evidence: 'form 4711', notedBy: 1, form: 'paper', notice: null });
    const [record] = lab.takeRecords();
    expect(record).toMatchObject({ id: accessRecord, action: 'consent', kind: 'change' });
    expect(JSON.stringify(record)).not.toContain(MARKETING);
    const { rows } = await lab.database
      .pool('owner')
      .query<{ text: string }>('SELECT string_agg(to_jsonb(d)::text, $1) AS text FROM vault._decision d', [
        '',
      ]);
    expect(rows[0]?.text).not.toContain('4711');
  });

  it('CONS-7 says which notice the customer was shown: the one in force, unless another is named', async () => {
    const id = await newCustomer();
    const notice = { zh: '说明', en: 'What we do with it' };
    await lab.enact(company({ notice, version: 4 }));
    const [latest] = (await note(id, decision(consent))).decisions;
    expect(latest?.notice).toBe(4);
    const [earlier] = (await note(id, decision(consent, true, { notice: 2 }))).decisions;
    expect(earlier?.notice).toBe(2);
  });

  it('CONS-8 nothing is noted of a purpose that there is not, or of a time to come, and nothing is half noted', async () => {
    const id = await newCustomer();
    const tomorrow = new Date(NOON + 86_400_000).toISOString();
    for (const bad of [
      decision({ kind: 'consent', purpose: 'unheard-of' }),
      decision({ ...consent, category: 'unheard-of' }),
      decision(consent, true, { decidedAt: tomorrow }),
    ]) {
      expect(await refusal(note(id, decision(consent), bad))).toBe('invalid-input');
    }
    expect((await lab.door.readDecisions(asked(), id)).decisions).toEqual([]);
    expect(await ways(id)).toEqual(NO_WAY);
  });

  it('CONS-10 can be noted with the new customer, by those who may note it where the customer stands', async () => {
    await lab.enact(company());
    const signUp = (department: number) =>
      lab.door.create(asked(), 'customer', [
        { values: PERSON, placement: placed(department), decisions: [decision(consent)] },
      ]);
    const { records } = await signUp(2);
    expect(await ways(records[0]?.id ?? '')).toContain('list');
    expect(await refusal(signUp(9))).toBe('forbidden');
  });

  it('CONS-9 goes with the customer when the customer is erased', async () => {
    const id = await newCustomer();
    await note(id, decision(consent));
    const { record } = await lab.door.read(asked(), 'customer', id);
    await lab.door.erase(asked(), 'customer', id, record.version);
    const { rows } = await lab.database
      .pool('owner')
      .query('SELECT FROM vault._decision WHERE customer = $1', [id]);
    expect(rows).toEqual([]);
  });
});
