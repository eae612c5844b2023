import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyColumns, type Proposal } from './columns.ts';
import { residentIdCheck } from './resident-id.ts';

const headersOnly = (...headers: string[]) =>
  classifyColumns(headers.map((header) => ({ header, samples: [] })));
const column = (header: string, samples: readonly string[], at?: number) =>
  classifyColumns([{ header, samples }], at === undefined ? {} : { at })[0] as Proposal;

/** Synthetic values, different for each number. */
const many = (make: (index: number) => string, count = 50) =>
  Array.from({ length: count }, (_, index) => make(index));
const residentId = (index: number) => {
  const first17 = `33010619${70 + (index % 30)}0${1 + (index % 9)}1${index % 10}${String(100 + index).slice(0, 3)}`;
  return first17 + residentIdCheck(first17);
};
const mobile = (index: number) => `138${String(10_000_000 + index * 7919).slice(0, 8)}`;

function northwind(file: string): Map<string, Proposal> {
  const [headers = [], ...rows] = parse(
    readFileSync(new URL(`../../../test/fixtures/northwind/${file}.csv`, import.meta.url)),
  ) as string[][];
  const columns = headers.map((header, index) => ({ header, samples: rows.map((row) => row[index] ?? '') }));
  return new Map(classifyColumns(columns).map((proposal) => [proposal.name, proposal]));
}

describe('real tables', () => {
  it('CLASS-28 the customers of Northwind are classified without a mistake', () => {
    const proposals = northwind('customers');
    const types = Object.fromEntries(
      [...proposals].map(([name, { type, sensitivity }]) => [name, `${type} ${sensitivity}`]),
    );
    expect(types).toEqual({
      customer_id: 'text 2',
      company_name: 'company-name 2',
      contact_name: 'person-name 3',
      contact_title: 'text 2',
      address: 'address 3',
      city: 'text 2',
      region: 'text 2',
      postal_code: 'text 2',
      country: 'text 2',
      phone: 'phone 3',
      fax: 'phone 3',
    });
    expect(proposals.get('phone')).toMatchObject({
      encrypted: true,
      mask: 'phone',
      lookups: ['exact', 'last4'],
    });
    expect(proposals.get('contact_name')?.label).toEqual({ zh: '联系人', en: 'Contact name' });
  });

  it('CLASS-29 orders and employees of Northwind are classified without a mistake', () => {
    const orders = northwind('orders');
    expect(orders.get('order_date')).toMatchObject({
      type: 'date',
      category: 'transaction',
      summary: 'recency',
    });
    expect(orders.get('freight')).toMatchObject({ type: 'money', mask: 'amount', summary: 'amount-band' });
    expect(orders.get('ship_address')).toMatchObject({ type: 'address', encrypted: true });
    const lines = northwind('order_details');
    expect(lines.get('unit_price')?.type).toBe('money');
    expect(lines.get('quantity')?.type).toBe('number');
    const employees = northwind('employees');
    expect(employees.get('birth_date')).toMatchObject({
      type: 'birth-date',
      sensitivity: 4,
      summary: 'adult',
    });
    expect(employees.get('title_of_courtesy')).toMatchObject({ type: 'choice', kind: 'gender' });
    expect(employees.get('notes')).toMatchObject({ type: 'long-text', encrypted: true });
    expect(employees.get('reports_to')).toMatchObject({ sensitivity: 4, kind: 'unknown' });
  });
});

describe('headers', () => {
  it('CLASS-30 ugly Chinese headers give clean, unique names and the right kinds', () => {
    const proposals = headersOnly(
      '1.客户名称（必填）',
      '*联系人手机号',
      '身份证号码:',
      '备 注',
      '出生年月日',
      '订单金额(元)',
      '下单时间',
      '客户ID',
      '客户编号',
      '是否VIP会员',
      'Email地址',
      '家庭住址',
      '客户名称',
      'CustomerName',
      '过敏史',
      '年收入（万元）',
      '银行账号',
      '蓝色小本',
      '',
    );
    expect(proposals.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'customer_name person-name',
      'contact_mobile phone',
      'resident_id resident-id',
      'notes note',
      'birth_date birth-date',
      'order_amount money',
      'order_date date',
      'customer_id party-code',
      'customer_code party-code',
      'is_vip_customer boolean',
      'email_address email',
      'address address',
      'customer_name_2 person-name',
      'customer_name_3 person-name',
      'health health',
      'income income',
      'bank_account bank-account',
      'field_18 unknown',
      'field_19 unknown',
    ]);
  });

  it('CLASS-31 names are snake case, unique, and never those of the vault', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'grapheme' }),
            fc.constantFrom('id', 'ID', 'phone_mask', '电话', 'owner', '1st', 'Größe'),
          ),
          { maxLength: 12 },
        ),
        (headers) => {
          const names = headersOnly(...headers).map(({ name }) => name);
          expect(new Set(names).size).toBe(headers.length);
          for (const name of names) {
            expect(name).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
            expect(name).not.toMatch(/^(?:id|owner)$|_(?:ct|mask|bix)$/);
          }
        },
      ),
    );
  });
});

describe('content against header', () => {
  it('CLASS-32 content beats a header that says otherwise, and says so', () => {
    const notes = column('备注', many(residentId));
    expect(notes).toMatchObject({
      type: 'resident-id',
      sensitivity: 4,
      encrypted: true,
      mask: 'resident-id',
    });
    expect(notes.reasons.map(({ zh }) => zh).join()).toContain('以内容为准');
    expect(column('订单号', many(mobile))).toMatchObject({ type: 'phone' });
    expect(column('身份证号', many(mobile))).toMatchObject({ type: 'phone', sensitivity: 4 });
    expect(column('手机', many(mobile)).confidence).toBeGreaterThan(0.95);
  });

  it('CLASS-33 a header whose content is missing is doubted without losing protection', () => {
    const wrong = column(
      '身份证号',
      many((index) => `see file ${index}`),
    );
    expect(wrong).toMatchObject({ sensitivity: 4, encrypted: true });
    expect(wrong.confidence).toBeLessThan(0.5);
    expect(
      column(
        '日期',
        many((index) => `第${index}批`),
      ).type,
    ).not.toBe('date');
  });

  it('CLASS-34 personal data inside free text makes the column sensitive and encrypted', () => {
    const samples = many((index) => (index % 10 === 0 ? `请联系 ${mobile(index)} 张先生` : '客户要求改期'));
    const notes = column('跟进记录', samples);
    expect(notes).toMatchObject({ type: 'long-text', sensitivity: 4, encrypted: true, mask: 'full' });
    expect(notes.reasons).toContainEqual({
      zh: '50个样本中有5个含有电话号码',
      en: '5 of 50 samples contain telephone numbers',
    });
    expect(column('产品', ['A', `B ${residentId(1)}`])).toMatchObject({ sensitivity: 4, encrypted: true });
  });

  it('CLASS-35 what neither header nor content explains is 4, encrypted and fully masked', () => {
    for (const proposal of [column('xq7', ['foo', 'bar']), column('', []), column('杂项', ['甲', '乙'])]) {
      expect(proposal).toMatchObject({ kind: 'unknown', sensitivity: 4, encrypted: true, mask: 'full' });
      expect(proposal.confidence).toBeLessThan(0.2);
    }
  });

  it('CLASS-36 without a telling header, content decides', () => {
    expect(
      column(
        'A',
        many((index) => `user${index}@example.com`),
      ).type,
    ).toBe('email');
    expect(column('B', ['张三', '李四', '王小明', '欧阳娜娜', '赵敏']).type).toBe('person-name');
    expect(column('C', ['Maria Anders', 'Thomas Hardy', 'Ana Trujillo']).type).toBe('person-name');
    expect(column('D', ['风和有限公司', '远山科技有限公司']).type).toBe('company-name');
    expect(column('E', ['2024-03-05', '2024年3月6日']).type).toBe('date');
    expect(column('F', ['浙江省杭州市西湖区文三路1号', '上海市浦东新区张江路2号']).type).toBe('address');
    expect(column('名称', ['风和有限公司', '远山科技有限公司']).type).toBe('company-name');
    expect(column('名称', ['张三', '李四']).type).toBe('person-name');
  });

  it('CLASS-37 birth dates are sensitive unless all are known to be of adults', () => {
    const adults = ['1985-03-05', '1990-01-01'];
    const at = Date.parse('2024-03-05T00:00:00Z');
    expect(column('生日', adults).sensitivity).toBe(4);
    expect(column('生日', adults, at).sensitivity).toBe(3);
    expect(column('生日', [...adults, '2015-01-01'], at).sensitivity).toBe(4);
  });

  it('CLASS-38 the order of day and month and spreadsheet day counts are proposed from the column as a whole', () => {
    expect(column('签约日期', ['03/04/2024', '25/04/2024', '01/02/2024']).dateHints).toEqual({
      order: 'day-first',
    });
    expect(column('签约日期', ['45356', '45357']).dateHints).toEqual({ excelSerial: true });
    expect(column('签约日期', ['03/04/2024']).dateHints).toBeUndefined();
  });

  it('CLASS-39 a few repeated values become a choice, others stay text', () => {
    const level = column(
      '客户级别',
      many((index) => ['金', '银', '铜'][index % 3] ?? ''),
    );
    expect(level.type).toBe('choice');
    expect(level.options?.map(({ value }) => value).toSorted()).toEqual(['金', '银', '铜'].toSorted());
    expect(
      column(
        '客户级别',
        many((index) => `级${index}`),
      ).type,
    ).toBe('text');
  });
});

describe('conduct', () => {
  it('CLASS-40 reasons never hold a value of the column', () => {
    const proposals = [
      column('备注', many(residentId)),
      column('x', many(mobile)),
      column(
        '日期',
        many((index) => `秘密值${index}`),
      ),
    ];
    for (const { reasons } of proposals) {
      const text = JSON.stringify(reasons);
      for (const value of [residentId(3), mobile(3), '秘密值3']) expect(text).not.toContain(value);
    }
  });

  it('CLASS-41 classifying never throws, and sensitivity 3 and above is encrypted', () => {
    const anyColumn = fc.record({
      header: fc.string({ unit: 'binary' }),
      samples: fc.array(fc.string({ unit: 'binary' }), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(fc.array(anyColumn, { maxLength: 4 }), (columns) => {
        for (const { sensitivity, encrypted, lookups, confidence } of classifyColumns(columns)) {
          expect(encrypted).toBe(sensitivity >= 3);
          if (!encrypted) expect(lookups).toEqual([]);
          expect(confidence >= 0 && confidence <= 1).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
