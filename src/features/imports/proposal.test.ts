import { describe, expect, it } from 'vitest';
import { classifyColumns } from '../../kernel/classify/columns.ts';
import type { Field } from '../../kernel/record-type.ts';
import type { SpreadsheetRow } from '../../platform/spreadsheet/spreadsheet.ts';
import { isUsableName } from '../../vault/naming.ts';
import { matchFields } from './matching.ts';
import { usableName } from './proposal.ts';
import { survey } from './survey.ts';

function table(header: readonly string[], count: number, cell: (row: number, column: number) => string) {
  return {
    header,
    async *rows(): AsyncGenerator<SpreadsheetRow> {
      for (let number = 1; number <= count; number += 1) {
        yield { number, line: number + 1, cells: header.map((_, column) => cell(number, column)), notes: [] };
      }
    },
  };
}

describe('looking at a file', () => {
  it('IMP-1 samples rows from all over the file, so that its end counts as much as its beginning', async () => {
    const { rowsTotal, columns } = await survey(table(['no'], 10_000, (row) => String(row)));
    const rows = (columns[0]?.samples ?? []).map(Number);
    expect(rowsTotal).toBe(10_000);
    expect(rows.length).toBeGreaterThan(200);
    expect(rows.length).toBeLessThanOrEqual(400);
    for (const tenth of [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      expect(rows.filter((row) => row > tenth * 1000 && row <= (tenth + 1) * 1000).length).toBeGreaterThan(
        15,
      );
    }
  });

  it('IMP-1 takes the values of a choice from every row, not from the samples', async () => {
    const rare = await survey(table(['level'], 5_000, (row) => (row === 4_321 ? '钻石 ' : '普通')));
    expect(rare.columns[0]?.distinct).toEqual(['普通', '钻石']);
    const many = await survey(table(['level'], 50, (row) => `级别${row}`));
    expect(many.columns[0]?.distinct).toBeNull();
  });

  it('IMP-17 gives new fields names that the vault takes, each once', () => {
    const taken = new Set(['phone', 'phone_2']);
    const wanted = [
      'phone',
      'customer_id',
      'id',
      'version',
      'a__b',
      'x'.repeat(48),
      `${'y'.repeat(47)}_`,
      'phone',
    ];
    for (const name of wanted) {
      const usable = usableName(name, taken);
      expect(isUsableName(usable)).toBe(true);
      expect(taken.has(usable)).toBe(false);
      taken.add(usable);
    }
    expect(isUsableName(usableName('x'.repeat(48), new Set(['x'.repeat(48)])))).toBe(true);
  });

  it('IMP-17 finds the field that a column has already: by name, by label, by a kind of which there is one', () => {
    const headers = ['手机号码', '会员编号', '电子邮件地址', '第二邮箱'];
    const samples = [['15400000001'], ['M-1'], ['a@example.com'], ['b@example.com']];
    const proposals = classifyColumns(
      headers.map((header, index) => ({ header, samples: samples[index] ?? [] })),
    );
    const columns = proposals.map((proposal, index) => ({ header: headers[index] ?? '', proposal }));
    const base: Omit<Field, 'name' | 'label' | 'type'> = {
      category: 'basic',
      sensitivity: 3,
      mask: null,
      summary: null,
      encrypted: true,
      lookups: [],
      required: false,
    };
    const fields: Field[] = [
      { ...base, name: 'handset', label: { zh: '联系手机', en: 'Handset' }, type: 'phone' },
      { ...base, name: 'member_no', label: { zh: '会员编号', en: 'Member number' }, type: 'text' },
      { ...base, name: 'mailbox', label: { zh: '信箱', en: 'Mailbox' }, type: 'email' },
    ];
    const matches = matchFields('customer', columns, fields).map((match) => match?.field.name ?? null);
    // Two columns of e-mail addresses and one field: nobody can say which of them it is.
    expect(matches).toEqual(['handset', 'member_no', null, null]);
  });

  it('IMP-17 a column that says the same in other words fills the field that there is', () => {
    const headers = [
      '会员姓名',
      '手机号码',
      '客户性别',
      '会员生日',
      '客户地址',
      '会员卡号码',
      '客户经理',
      '备注说明',
    ];
    const columns = headers.map((header) => ({ header, samples: [] }));
    const proposed = classifyColumns(columns).map((proposal, i) => ({ header: headers[i] ?? '', proposal }));
    const labels = {
      name: ['姓名', 'Name', 'person-name'],
      phone: ['手机号', 'Phone', 'phone'],
      gender: ['性别', 'Gender', 'choice'],
      birth_date: ['出生日期', 'Date of birth', 'birth-date'],
      address: ['住址', 'Address', 'address'],
      member_no: ['会员号', 'Member number', 'text'],
      remark: ['备注', 'Remark', 'long-text'],
    } as const;
    const fields = Object.entries(labels).map(([name, [zh, en, type]]) => ({
      ...{ name, label: { zh, en }, type, category: 'basic', sensitivity: 3, mask: null, summary: null },
      ...{ encrypted: false, lookups: [], required: false },
    })) as readonly Field[];
    const matches = matchFields('customer', proposed, fields);
    expect(matches.map((match) => match?.field.name ?? null)).toEqual([
      'name',
      'phone',
      'gender',
      'birth_date',
      'address',
      'member_no',
      null,
      'remark',
    ]);
  });
});
