import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  EVERYTHING,
  filter,
  ORDER,
  PERSON,
  placed,
  policyOf,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';
import type { AggregateQuery } from '../contract/records.ts';

/** Questions that are answered without handing out a record: counts and totals, and "is this the number?". */

let lab: GatewayLab;
let ids: readonly string[] = [];
beforeAll(async () => {
  lab = await createGatewayLab();
  await lab.door.define(CUSTOMER);
  await lab.door.define(ORDER);
  // Six plain, five striped of whom one has spent, four dotted.
  const styles = [
    ...Array(6).fill('plain'),
    ...Array(5).fill('striped'),
    ...Array(4).fill('dotted'),
  ] as string[];
  const rows = styles.map((style, index) => ({
    placement: placed(index % 2 === 0 ? 2 : 4),
    values: {
      name: `测试${index}`,
      style,
      visits: String(index),
      ...(style !== 'striped' || index === 6 ? { spent: `${index}.25` } : {}),
    },
  }));
  ids = await lab.load(CUSTOMER, rows, DEPARTMENTS);
});
afterAll(() => lab.close());

const asked = (change: Parameters<typeof clerk>[0] = {}) => lab.requestOf(clerk(change));
const ask = (more: Partial<AggregateQuery>, type = 'customer') =>
  lab.door.aggregate(asked(), type, { groupBy: [], measure: { function: 'count' }, filters: [], ...more });

describe('of how many customers more would be seen', () => {
  it('GATE-80 is counted over the records that a change of policy raises for people, told from five on, and nothing else is answered', async () => {
    const { assignments, grants } = clerk();
    const person = { person: 1, assignments, grants, trainedUntil: null };
    const ask = (scope: 'all' | 'department' | 'own', more: object = {}) =>
      lab.door.reachCount({
        recordType: 'customer',
        fields: ['name'],
        purposes: ['service'],
        people: [person],
        lower: policyOf(),
        higher: policyOf(allow(['see'], { scope })),
        ...more,
      });
    expect(await ask('all')).toEqual({ kind: 'counted', customers: 15 });
    expect(await ask('department')).toEqual({ kind: 'counted', customers: 8 });
    expect(await ask('own')).toEqual({ kind: 'few' });
    const [lower, higher] = [policyOf(allow(['see'])), policyOf()];
    expect(await ask('all', { lower, higher })).toEqual({ kind: 'few' });
    expect(await ask('all', { lower: higher, higher: lower, recordType: 'order' })).toEqual({ kind: 'few' });
    const many = Array.from({ length: 101 }, () => person);
    expect(await ask('all', { people: many })).toEqual({ kind: 'at-least', customers: 15 });
    expect(await ask('own', { people: many })).toEqual({ kind: 'uncounted' });
    expect(await refusal(ask('all', { recordType: 'secret' }))).toBe('not-found');
  });
});

describe('figures', () => {
  it('GATE-23 a figure about fewer than five customers is left out: of a group, of a filter, and of the whole', async () => {
    await lab.enact(policyOf(EVERYTHING));
    const byStyle = await ask({ groupBy: ['style'] });
    expect(byStyle.groups).toEqual([
      { key: ['plain'], value: '6' },
      { key: ['striped'], value: '5' },
    ]);
    expect((await ask({ filters: [filter('visits', 'less-than', '4')] })).groups).toEqual([]);
    expect((await ask({})).groups).toEqual([{ key: [], value: '15' }]);
  });

  it('GATE-23 a total in which fewer than five customers have a value, or that is of one customer’s records, is left out', async () => {
    const measure = { function: 'sum', field: 'spent' } as const;
    // Of the five striped only one has spent anything: their total would be that person's.
    expect((await ask({ groupBy: ['style'], measure })).groups).toEqual([{ key: ['plain'], value: '16.50' }]);
    const average = { function: 'average', field: 'spent' } as const;
    expect((await ask({ groupBy: ['style'], measure: average })).groups).toEqual([
      { key: ['plain'], value: '2.75' },
    ]);
    const orders = [0, 0, 0, 0, 0, 1].map((customer, index) => ({
      values: { customer: ids[customer] ?? '', number: `${index}`, amount: '10', paid: 'true' },
    }));
    await lab.door.create(asked(), 'order', orders);
    const total = { groupBy: ['paid'], measure: { function: 'sum', field: 'amount' } } as const;
    expect((await ask({ ...total, groupBy: [...total.groupBy] }, 'order')).groups).toEqual([]);
    const more = [2, 3, 4].map((customer) => ({
      values: { customer: ids[customer] ?? '', number: 'x', amount: '1.50', paid: 'true' },
    }));
    await lab.door.create(asked(), 'order', more);
    expect((await ask({ ...total, groupBy: [...total.groupBy] }, 'order')).groups).toEqual([
      { key: ['true'], value: '64.50' },
    ]);
  });

  it('GATE-24 the least and the greatest are told only of what is no personal information', async () => {
    const extreme = (name: string, field: string) =>
      ask({ measure: { function: name as 'minimum', field } }).then(({ groups }) => groups[0]?.value);
    expect(await extreme('minimum', 'visits')).toBe('0.00');
    expect(await extreme('maximum', 'visits')).toBe('14.00');
    for (const field of ['spent', 'since', 'remark', 'name', 'style']) {
      expect(await refusal(extreme('maximum', field))).toBe('unsupported-operator');
    }
    expect(await refusal(ask({ groupBy: ['phone'] }))).toBe('unsupported-operator');
    expect(await refusal(ask({ measure: { function: 'sum' } }))).toBe('field-not-aggregatable');
  });

  it('GATE-25 counts take a right of their own, field by field, and say what narrowed them', async () => {
    await lab.enact(
      policyOf(
        allow(['see']),
        allow(['aggregate'], { fields: { names: ['style'] } }),
        allow(['aggregate'], { fields: { names: ['visits'] }, scope: 'department' }),
        allow(['find'], { fields: { names: ['vip'] } }),
      ),
    );
    expect((await ask({})).groups).toEqual([{ key: [], value: '15' }]);
    expect(await refusal(ask({ groupBy: ['vip'] }))).toBe('field-not-aggregatable');
    expect(await refusal(ask({ groupBy: ['colour'] }))).toBe('unknown-field');
    expect(await refusal(ask({ filters: [filter('style', 'equals', 'plain')] }))).toBe('field-not-findable');
    lab.takeRecords();
    const sum = await ask({ measure: { function: 'sum', field: 'visits' } });
    expect(sum.groups).toEqual([{ key: [], value: '56.00' }]);
    expect(sum.narrowedBy).toEqual(['visits']);
    expect(lab.takeRecords()).toMatchObject([{ action: 'aggregate', searched: ['visits sum'] }]);
    await lab.enact(policyOf(allow(['see'])));
    expect(await refusal(ask({}))).toBe('forbidden');
  });
});

describe('"is this the number?"', () => {
  it('GATE-26 is answered yes or no to those who may find by the field, however the number is written, and is on record', async () => {
    const [id = ''] = await lab.load(CUSTOMER, [{ placement: placed(2), values: PERSON }], DEPARTMENTS);
    await lab.enact(
      policyOf(
        allow(['see'], { fields: { names: ['vip'] }, scope: 'department' }),
        allow(['find'], {
          fields: { names: ['phone', 'birth', 'plate', 'spent', 'notes'] },
          scope: 'department',
        }),
      ),
    );
    const match = async (field: string, value: string) =>
      (await lab.door.match(asked(), 'customer', id, { field, value })).matches;
    expect(await match('phone', '+86-199-0000-1234')).toBe(true);
    expect(await match('phone', '19900001235')).toBe(false);
    expect(await match('birth', '1949年12月31日')).toBe(true);
    expect(await match('plate', '沪a·12345')).toBe(true);
    expect(await match('spent', '12,345.6')).toBe(true);
    lab.takeRecords();
    expect(await match('notes', 'nothing')).toBe(false);
    expect(lab.takeRecords()).toMatchObject([
      { action: 'match', searched: ['notes match'], releases: [{ records: [id], summary: ['notes'] }] },
    ]);
    expect(await refusal(match('vip', 'true'))).toBe('field-not-findable');
    expect(await refusal(match('remark', 'x'))).toBe('unknown-field');
    const elsewhere = ids[1] ?? '';
    const other = lab.door.match(asked(), 'customer', elsewhere, { field: 'phone', value: '1' });
    expect(await refusal(other)).toBe('not-found');
    const aimless = lab.door.match(asked({ purpose: null }), 'customer', id, { field: 'phone', value: '1' });
    expect(await refusal(aimless)).toBe('purpose-required');
  });
});

describe('standing', () => {
  it('GATE-51 whose a record is, is told only with that on record, and an inner question leaves none', async () => {
    await lab.enact(policyOf(EVERYTHING));
    const id = ids[0] ?? '';
    lab.takeRecords();
    await lab.door.standingOf(asked(), 'customer', id);
    expect(lab.takeRecords()).toEqual([]);
    await lab.door.standingOf(asked(), 'customer', id, { told: true });
    expect(lab.takeRecords()).toMatchObject([
      { action: 'explain', outcome: 'released', releases: [{ records: [id], shown: [], masked: [] }] },
    ]);
    await lab.enact(policyOf());
    expect(await refusal(lab.door.standingOf(asked(), 'customer', id, { told: true }))).toBe('not-found');
    expect(lab.takeRecords()).toMatchObject([{ action: 'explain', outcome: 'refused' }]);
  });
});
