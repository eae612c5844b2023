import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGatewayLab, type GatewayLab } from '../../test/support/gateway-lab.ts';
import {
  ASSIGNMENT,
  allow,
  CUSTOMER,
  clerk,
  DEPARTMENTS,
  EVERYTHING,
  field,
  filter,
  ORDER,
  PERSON,
  placed,
  policyOf,
  query,
} from '../../test/support/lab-company.ts';
import { refusal } from '../../test/support/refusal.ts';
import type { Filter } from '../contract/records.ts';

let lab: GatewayLab;
let ids: readonly string[] = [];
const SPENT = ['10', '2', '2', '300.5', null, null, '-7'] as const;

beforeAll(async () => {
  lab = await createGatewayLab();
  const options = ['news', 'offers', 'events'].map((value) => ({ value, label: { zh: '', en: '' } }));
  const topics = field('topics', 'multi-choice', { summary: 'how-many', lookups: ['exact'], options });
  await lab.door.define({ ...CUSTOMER, fields: [...CUSTOMER.fields, topics] });
  await lab.door.define(ORDER);
  const others = SPENT.map((spent, index) => ({
    placement: placed([2, 2, 3, 3, 4, 2, 2][index] ?? 2),
    values: {
      name: `测试${'甲乙丙丁戊己庚'[index]}`,
      phone: `1990000200${index}`,
      remark: ['100% wool', '100 wool', 'a_b', 'axb', 'back\\slash', "o'brien", 'ÄÖ'][index] ?? '',
      vip: String(index % 2 === 0),
      style: ['plain', 'striped', 'dotted'][index % 3] ?? 'plain',
      since: `2026-0${index + 1}-01`,
      ...(spent === null ? {} : { spent, topics: index === 0 ? 'offers、news' : 'events' }),
    },
  }));
  ids = [
    ...(await lab.load(CUSTOMER, others, DEPARTMENTS)),
    ...(await lab.load(CUSTOMER, [{ placement: placed(2), values: PERSON }], DEPARTMENTS)),
  ];
  await lab.enact(policyOf(EVERYTHING));
});
afterAll(() => lab.close());

const asked = (change: Parameters<typeof clerk>[0] = {}) => lab.requestOf(clerk(change));

async function found(...filters: readonly Filter[]): Promise<readonly number[]> {
  const { records, count } = await lab.door.list(
    asked(),
    'customer',
    query({ filters: [...filters], count: true }),
  );
  expect(count).toEqual({ value: records.length, atLeast: false });
  return records.map(({ id }) => ids.indexOf(id)).toSorted();
}

describe('filters', () => {
  it('GATE-16 text is searched as it is written: no character of it is a pattern, letters match in either case', async () => {
    await lab.enact(policyOf(EVERYTHING));
    expect(await found(filter('remark', 'contains', '100%'))).toEqual([0]);
    expect(await found(filter('remark', 'starts-with', '100'))).toEqual([0, 1]);
    expect(await found(filter('remark', 'contains', 'a_b'))).toEqual([2]);
    expect(await found(filter('remark', 'contains', '\\'))).toEqual([4]);
    expect(await found(filter('remark', 'equals', "o'brien"))).toEqual([5]);
    expect(await found(filter('remark', 'contains', 'WOOL'))).toEqual([0, 1]);
    expect(await found(filter('remark', 'one-of', 'axb', 'a_b', 'nothing'))).toEqual([2, 3]);
    expect(await found(filter('remark', 'contains', '%'))).toEqual([0]);
  });

  it('GATE-16 numbers, dates, booleans and choices are compared by what they mean, in whatever form they are asked', async () => {
    expect(await found(filter('spent', 'equals', '2.00'))).toEqual([1, 2]);
    expect(await found(filter('spent', 'one-of', '¥10', '300.50'))).toEqual([0, 3]);
    expect(await found(filter('spent', 'less-than', '2'))).toEqual([6]);
    expect(await found(filter('spent', 'at-most', '2'))).toEqual([1, 2, 6]);
    expect(await found(filter('spent', 'more-than', '10'))).toEqual([3, 7]);
    expect(await found(filter('spent', 'at-least', '10'))).toEqual([0, 3, 7]);
    expect(await found(filter('spent', 'is-empty'))).toEqual([4, 5]);
    expect(await found(filter('since', 'at-least', '2026年6月1日'))).toEqual([5, 6]);
    expect(await found(filter('vip', 'equals', '否'))).toEqual([1, 3, 5]);
    expect(
      await found(filter('style', 'one-of', 'striped', 'dotted'), filter('vip', 'equals', 'true')),
    ).toEqual([2, 4]);
  });

  it('GATE-64 a multi-choice is found by any or all of some options, summed up as how many, and holds no others', async () => {
    expect(await found(filter('topics', 'has-any', 'news', 'events'))).toEqual([0, 1, 2, 3, 6]);
    expect(await found(filter('topics', 'has-all', 'news', 'offers'))).toEqual([0]);
    expect(await found(filter('topics', 'is-empty'))).toEqual([4, 5, 7]);
    expect(await refusal(found(filter('topics', 'contains', 'news')))).toBe('unsupported-operator');
    expect(await refusal(found(filter('topics', 'has-any', 'news;offers')))).toBe('invalid-input');
    const [id = ''] = ids;
    const read = async () => (await lab.door.read(asked(), 'customer', id)).record;
    const { version, values } = await read();
    expect(values.topics).toBe('news\noffers');
    const write = (topics: string) =>
      lab.door.edit(asked(), 'customer', [{ id, version, values: { topics } }]);
    expect(await refusal(write('news, gossip'))).toBe('invalid-input');
    expect((await write('offers, news')).records[0]?.version).toBe(version);
    const told = allow(['see'], { disclosure: 'summary', fields: { names: ['topics'] } });
    await lab.enact(policyOf(allow(['see', 'find'], { fields: { names: ['name'] } }), told));
    expect((await read()).values.topics).toBe('2');
    await lab.enact(policyOf(EVERYTHING));
  });

  it('GATE-17 an encrypted field is found by its lookups, however its number is written, and by nothing else', async () => {
    expect(await found(filter('phone', 'equals', '+86 199 0000 2003'))).toEqual([3]);
    expect(await found(filter('phone', 'one-of', '19900002001', '19900002002'))).toEqual([1, 2]);
    expect(await found(filter('phone', 'last-four', '13900001234'))).toEqual([7]);
    expect(await found(filter('phone', 'last-four', '1234'))).toEqual([7]);
    expect(await found(filter('identity', 'last-four', '002x'))).toEqual([7]);
    expect(await found(filter('name', 'equals', '欧阳 小满'))).toEqual([7]);
    expect(await found(filter('card', 'last-four', PERSON.card))).toEqual([7]);
    for (const bad of [
      filter('phone', 'contains', '1990'),
      filter('phone', 'starts-with', '1990'),
      filter('card', 'equals', PERSON.card),
      filter('plate', 'equals', PERSON.plate),
      filter('notes', 'is-empty'),
      filter('vip', 'less-than', 'true'),
    ]) {
      expect(await refusal(found(bad))).toBe('unsupported-operator');
    }
    for (const bad of [
      filter('phone', 'last-four', '12'),
      filter('spent', 'equals', 'much'),
      filter('spent', 'equals'),
      filter('spent', 'less-than', '1', '2'),
      filter('remark', 'contains', ''),
    ]) {
      expect(await refusal(found(bad))).toBe('invalid-input');
    }
    const sorted = lab.door.list(asked(), 'customer', query({ sort: { field: 'phone', descending: false } }));
    expect(await refusal(sorted)).toBe('unsupported-operator');
  });

  it('GATE-18 what a right to find does not reach is left out whole, and the answer says by which field', async () => {
    await lab.enact(
      policyOf(
        allow(['see'], { scope: 'all' }),
        allow(['find'], { scope: 'department', fields: { names: ['style', 'spent'] } }),
        allow(['find'], { fields: { names: ['vip'] } }),
      ),
    );
    const listed = await lab.door.list(
      asked(),
      'customer',
      query({ filters: [filter('vip', 'equals', 'true')] }),
    );
    expect(listed.narrowedBy).toBeUndefined();
    const narrowed = await lab.door.list(
      asked(),
      'customer',
      query({
        filters: [filter('vip', 'equals', 'true')],
        sort: { field: 'spent', descending: true },
        count: true,
      }),
    );
    expect(narrowed.narrowedBy).toEqual(['spent']);
    expect(narrowed.records.map(({ id }) => ids.indexOf(id))).toEqual([7, 0, 6]);
    expect(narrowed.count?.value).toBe(3);
    const remark = query({ filters: [filter('remark', 'equals', 'a_b')] });
    expect(await refusal(lab.door.list(asked(), 'customer', remark))).toBe('field-not-findable');
    await lab.enact(policyOf(EVERYTHING));
  });
});

describe('pages', () => {
  async function pages(
    field: string,
    descending: boolean,
    limit: number,
  ): Promise<readonly (readonly number[])[]> {
    const all: number[][] = [];
    let cursor: string | undefined;
    do {
      const page = await lab.door.list(
        asked(),
        'customer',
        query({ sort: { field, descending }, limit, ...(cursor === undefined ? {} : { cursor }) }),
      );
      all.push(page.records.map(({ id }) => ids.indexOf(id)));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return all;
  }

  it('GATE-19 sort in either direction with the empty ones last, ties in a fixed order, each record once, at any page length', async () => {
    await lab.enact(policyOf(EVERYTHING));
    for (const scope of ['all', 'department-tree'] as const) {
      const more = allow(['see', 'find'], { scope: 'department' });
      await lab.enact(policyOf(allow(['see', 'find'], { scope }), ...(scope === 'all' ? [] : [more])));
      const inScope = (index: number) => scope === 'all' || index !== 4;
      const up = [6, 1, 2, 0, 3, 7, 4, 5].filter(inScope);
      const down = [7, 3, 0, 2, 1, 6, 5, 4].filter(inScope);
      for (const limit of [1, 2, 3, 7, 50]) {
        expect([limit, (await pages('spent', false, limit)).flat()]).toEqual([limit, up]);
        expect([limit, (await pages('spent', true, limit)).flat()]).toEqual([limit, down]);
      }
    }
    await lab.enact(policyOf(EVERYTHING));
    expect((await pages('since', false, 2)).map(({ length }) => length)).toEqual([2, 2, 2, 2]);
  });

  it('GATE-20 a cursor continues the same query of the same person for the same purpose, and tells nothing by itself', async () => {
    const first = query({ limit: 2, sort: { field: 'spent', descending: false } });
    const { nextCursor } = await lab.door.list(asked(), 'customer', first);
    const cursor = nextCursor ?? '';
    const next = (more: Partial<typeof first>, change: Parameters<typeof clerk>[0] = {}, type = 'customer') =>
      refusal(lab.door.list(asked(change), type, { ...first, cursor, ...more }));
    expect(await next({})).toBe('answered');
    expect(await next({ limit: 5, count: true })).toBe('answered');
    const other = [{ id: 12, person: 2, department: 2, position: 'clerk', validity: {} }];
    expect(await next({}, { person: 2, assignments: other })).toBe('invalid-cursor');
    expect(await next({}, { purpose: 'audit' })).toBe('invalid-cursor');
    expect(await next({ sort: { field: 'spent', descending: true } })).toBe('invalid-cursor');
    expect(await next({ filters: [filter('vip', 'equals', 'true')] })).toBe('invalid-cursor');
    expect(await next({ fields: ['name'] })).toBe('invalid-cursor');
    expect(await next({ sort: undefined } as never, {}, 'order')).toBe('invalid-cursor');
    expect(await next({ cursor: `${cursor.slice(0, -2)}AA` })).toBe('invalid-cursor');
    expect(await next({ cursor: 'nonsense' })).toBe('invalid-cursor');
    const neighbour = await lab.neighbour();
    expect(await refusal(neighbour.list(asked(), 'customer', { ...first, cursor }))).toBe('answered');
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain(ids[1]);
  });
});

describe('fields', () => {
  it('GATE-21 a withheld field cannot be asked for, is not selected, and is answered like one that does not exist', async () => {
    await lab.enact(policyOf(allow(['see'], { fields: { names: ['vip', 'style'] } })));
    const asking = (fields: string[]) => refusal(lab.door.list(asked(), 'customer', query({ fields })));
    expect(await asking(['phone'])).toBe('unknown-field');
    expect(await asking(['colour'])).toBe('unknown-field');
    const { records, disclosures } = await lab.door.list(
      asked(),
      'customer',
      query({ fields: ['style', 'vip'] }),
    );
    expect(Object.keys(disclosures)).toEqual(['style', 'vip']);
    expect(records.every(({ values }) => Object.keys(values).join() === 'style,vip')).toBe(true);
    await lab.enact(policyOf(EVERYTHING));
  });

  it('GATE-22 which records are about a customer is told only to those who see, or may find, whom a record is about', async () => {
    await lab.enact(policyOf(EVERYTHING));
    const values = { customer: ids[0] ?? '', number: 'L-1' };
    await lab.door.create(asked(), 'order', [{ values }]);
    const about = () => lab.door.list(asked(), 'order', query(), { aboutCustomer: ids[0] ?? '' });
    expect((await about()).records.length).toBe(1);
    await lab.enact(policyOf(allow(['see'], { fields: { names: ['number'] } })));
    expect((await lab.door.list(asked(), 'order', query())).records.length).toBe(1);
    expect(await refusal(about())).toBe('field-not-findable');
    const find = allow(['find'], { fields: { names: ['customer'] } });
    await lab.enact(policyOf(allow(['see'], { fields: { names: ['number'] } }), find));
    const { records } = await about();
    expect(records.map((record) => [record.customer, record.values])).toEqual([
      [undefined, { number: 'L-1' }],
    ]);
    await lab.enact(policyOf(EVERYTHING));
  });
});

describe('records of one’s own', () => {
  it('GATE-50 are those whose owner is an assignment of the caller, among those that they may see', async () => {
    const rows = [11, 12, null, 11].map((owner, index) => ({
      placement: placed(index === 3 ? 9 : 2, { owner }),
      values: { ...PERSON, name: `归属${index}` },
    }));
    const [own = ''] = await lab.load(CUSTOMER, rows, DEPARTMENTS);
    await lab.enact(policyOf(allow(['see'], { scope: 'legal-entity' })));
    const mine = await lab.door.list(asked(), 'customer', query({ mine: true, count: true }));
    expect(mine.records.map(({ id }) => id)).toEqual([own]);
    expect(mine.count).toEqual({ value: 1, atLeast: false });
    const both = asked({ assignments: [11, 12].map((assignment) => ({ ...ASSIGNMENT, id: assignment })) });
    const ofBoth = await lab.door.list(both, 'customer', query({ mine: true, count: true }));
    expect(ofBoth.count).toEqual({ value: 2, atLeast: false });
    const all = await lab.door.list(asked(), 'customer', query({ limit: 1 }));
    const resumed = query({ mine: true, limit: 1, cursor: all.nextCursor ?? '' });
    expect(await refusal(lab.door.list(asked(), 'customer', resumed))).toBe('invalid-cursor');
    await lab.enact(policyOf(EVERYTHING));
  });
});

describe('records by their ids', () => {
  it('GATE-53 are those of them that the reader may see, and nothing is told of the others', async () => {
    const rows = [2, 2, 9].map((department) => ({ placement: placed(department), values: PERSON }));
    const [one = '', two = '', foreign = ''] = await lab.load(CUSTOMER, rows, DEPARTMENTS);
    await lab.enact(policyOf(allow(['see'], { scope: 'legal-entity' })));
    const wanted = [two.toUpperCase(), foreign, '01890000-0000-7000-8000-0000000000ff'];
    const { records, count } = await lab.door.list(
      asked(),
      'customer',
      query({ ids: wanted, count: true, fields: ['name'] }),
    );
    expect(records.map(({ id }) => id)).toEqual([two]);
    expect(count).toEqual({ value: 1, atLeast: false });
    expect((await lab.door.list(asked(), 'customer', query({ ids: [one, two] }))).records).toHaveLength(2);
    await lab.enact(policyOf(EVERYTHING));
  });
});
