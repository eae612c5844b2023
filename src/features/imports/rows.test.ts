import { describe, expect, it } from 'vitest';
import type { Field, FieldType, RecordType } from '../../kernel/record-type.ts';
import type { CellNote, SpreadsheetRow } from '../../platform/spreadsheet/spreadsheet.ts';
import { createRowReader } from './rows.ts';

function field(name: string, type: FieldType, change: Partial<Field> = {}): Field {
  return {
    name,
    label: { zh: `字段${name}`, en: name },
    type,
    category: 'basic',
    sensitivity: 3,
    mask: null,
    summary: null,
    encrypted: false,
    lookups: [],
    required: false,
    ...change,
  };
}

const TYPE: RecordType = {
  name: 'customer',
  label: { zh: '客户', en: 'Customer' },
  customerField: null,
  titleField: 'name',
  fields: [
    field('name', 'person-name', { required: true }),
    field('phone', 'phone', { encrypted: true, lookups: ['exact'] }),
    field('gender', 'choice', {
      options: [
        { value: 'female', label: { zh: '女', en: 'Female' } },
        { value: 'male', label: { zh: '男', en: 'Male' } },
      ],
    }),
    field('since', 'date'),
    field('card', 'bank-card'),
    field('amount', 'money'),
  ],
};
const MAPPING = TYPE.fields.map(({ name }, column) => ({ column, field: name }));

function row(cells: readonly string[], notes: readonly CellNote[] = []): SpreadsheetRow {
  return { number: 3, line: 4, cells, notes };
}

function reader(change: Partial<Parameters<typeof createRowReader>[0]> = {}) {
  return createRowReader({
    type: TYPE,
    mapping: MAPPING,
    keyField: null,
    customerKey: null,
    format: 'csv',
    ...change,
  });
}

describe('a row of a file', () => {
  it('IMP-9 becomes stored forms, and choices may be written as their labels', () => {
    const prepared = reader().prepare(row(['张三 ', '154-0000-0001', '女', '2024/3/5', '', '1,234.5']));
    expect(prepared).toEqual({
      ok: true,
      row: 3,
      customer: null,
      values: { name: '张三', phone: '15400000001', gender: 'female', since: '2024-03-05', amount: '1234.5' },
    });
    expect(reader().prepare(row(['张三', '', 'MALE']))).toMatchObject({
      ok: true,
      values: { gender: 'male' },
    });
  });

  it('IMP-9 takes several options of a cell, by value or label, and none that there is not', () => {
    const option = (value: string, zh: string) => ({ value, label: { zh, en: value.toUpperCase() } });
    const options = [option('news', '新品、上新'), option('offers', '优惠')];
    const topics = field('topics', 'multi-choice', { options });
    const type = { ...TYPE, fields: [topics] };
    const { prepare } = reader({ type, mapping: [{ column: 0, field: 'topics' }] });
    const topicsOf = (cell: string) => {
      const prepared = prepare(row([cell]));
      return prepared.ok ? prepared.values.topics : null;
    };
    expect(topicsOf('优惠；news')).toBe('news\noffers');
    expect(topicsOf('新品、上新')).toBe('news');
    expect(topicsOf('NEWS, OFFERS, news')).toBe('news\noffers');
    expect(topicsOf('优惠，其他')).toBeNull();
  });

  it('IMP-9 is rejected with the reason of every field that is wrong, and no reason quotes a cell', () => {
    const prepared = reader().prepare(row(['', '77', '中性', '昨天', 'abc', 'viel']));
    expect(prepared).toMatchObject({ ok: false, row: 3 });
    const reason = prepared.ok ? { zh: '', en: '' } : prepared.reason;
    for (const name of ['phone', 'gender', 'since', 'card', 'amount', 'name']) {
      expect(reason.zh).toContain(`“字段${name}”`);
      expect(reason.en).toContain(`“${name}”`);
    }
    for (const cell of ['77', '中性', '昨天', 'abc', 'viel']) expect(reason.zh).not.toContain(cell);
  });

  it('IMP-9 is rejected where a spreadsheet has cut digits off, except for amounts', () => {
    const cut: readonly CellNote[] = [{ kind: 'long-number', column: 4 }];
    expect(reader().prepare(row(['张三', '', '', '', '6222020000000000000', ''], cut))).toMatchObject({
      ok: false,
      reason: { en: expect.stringContaining('15 digits') },
    });
    const amount: readonly CellNote[] = [{ kind: 'long-number', column: 5 }];
    expect(reader().prepare(row(['张三', '', '', '', '', '6222020000000000000'], amount))).toMatchObject({
      ok: true,
    });
  });

  it('IMP-9 is rejected when its cells do not fit the header, when it is empty, and when it is a total', () => {
    const extra: readonly CellNote[] = [{ kind: 'extra-cell', column: 6 }];
    const cells = ['张三', '', '', '', '', '', 'x'];
    expect(reader().prepare(row(cells, extra))).toMatchObject({ ok: false });
    expect(reader({ format: 'xlsx' }).prepare(row(cells, extra))).toMatchObject({ ok: true });
    expect(reader({ keyField: 'phone' }).prepare(row(['', '', '', '', '', '']))).toMatchObject({ ok: false });
    for (const total of [
      ['合计', '', '', '', '', '99.5'],
      ['', 'Total:', '3', '', '', ''],
    ]) {
      expect(reader().prepare(row(total))).toMatchObject({
        ok: false,
        reason: { zh: '这是合计行，不是一条记录' },
      });
    }
    expect(reader().prepare(row(['Total', '15400000001', '女']))).toMatchObject({ ok: true });
  });

  it('IMP-11 has a key in the form in which the vault compares it', () => {
    const keyed = reader({ keyField: 'phone' });
    expect(keyed.keyOf(row(['a', '+86 154 0000 0001']))).toBe(keyed.keyOf(row(['b', '15400000001'])));
    expect(keyed.keyOf(row(['a', '']))).toBeNull();
    expect(keyed.prepare(row(['a', '']))).toMatchObject({
      ok: false,
      reason: { zh: expect.stringContaining('主键为空') },
    });
  });
});
