import { randomUUID } from 'node:crypto';
import { CITY_OPTIONS, LEVEL_OPTIONS, STATUS_OPTIONS } from './synthetic-types.ts';

/** Development only: invented people. Numbers are of unassigned or documentation ranges. */

export type SyntheticRecord = {
  id: string;
  version: number;
  customer?: string;
  values: Record<string, string | null>;
};

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const GIVEN = [
  '静怡',
  '子轩',
  '雨桐',
  '浩然',
  '欣妍',
  '明',
  '建国',
  '思远',
  '晓燕',
  '俊杰',
  '梦瑶',
  '嘉',
  '文博',
  '雪',
];
const STREETS = ['上海市浦东新区世纪大道', '浙江省杭州市西湖区文三路', '江苏省苏州市姑苏区观前街'];

function pick<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

function day(offset: number): string {
  return new Date(Date.UTC(2026, 2, 1) - offset * 86_400_000).toISOString().slice(0, 10);
}

function customer(index: number): SyntheticRecord {
  const name = pick(SURNAMES, index * 7) + pick(GIVEN, index * 5);
  const last = String(10_000_000 + index * 7919).slice(-8);
  return {
    id: randomUUID(),
    version: 1 + (index % 4),
    values: {
      name,
      phone: `100${last}`,
      email: index % 6 === 0 ? null : `member${index}@example.com`,
      resident_id: index % 5 === 0 ? null : `3101011990010${String(1000 + (index % 9000))}X`.slice(0, 18),
      birth_date: `19${60 + (index % 40)}-0${1 + (index % 9)}-1${index % 9}`,
      address: `${pick(STREETS, index)}${1 + (index % 300)}号`,
      city: pick(CITY_OPTIONS, index).value,
      member_level: pick(LEVEL_OPTIONS, index * 3).value,
      registered_on: day(index * 3 + 30),
      total_spent: `${(index * 337) % 91_000}.50`,
      last_purchase_on: day(index % 200),
      points: String((index * 53) % 12_000),
      order_count: String(index % 14),
      has_active_contract: index % 3 === 0 ? 'true' : 'false',
      last_contact_on: day(index % 90),
      remark: index % 4 === 0 ? null : '客户希望周末送货，送货前请先电话联系。',
      preferred_channel: index % 2 === 0 ? '门店' : null,
    },
  };
}

function order(of: SyntheticRecord, index: number): SyntheticRecord {
  return {
    id: randomUUID(),
    version: 1,
    customer: of.id,
    values: {
      customer: of.id,
      order_no: `SO2026${String(100_000 + index)}`,
      ordered_on: day(index % 120),
      status: pick(STATUS_OPTIONS, index).value,
      amount: `${(index * 89) % 5000}.00`,
      consignee: of.values.name ?? null,
      consignee_phone: of.values.phone ?? null,
      delivery_address: of.values.address ?? null,
    },
  };
}

function interaction(of: SyntheticRecord, index: number): SyntheticRecord {
  return {
    id: randomUUID(),
    version: 1,
    customer: of.id,
    values: {
      customer: of.id,
      occurred_on: day(index % 60),
      subject: pick(['配送时间', '发票抬头', '会员积分', '退换咨询'], index),
      content: '电话沟通，客户确认收货时间。',
    },
  };
}

const customers = Array.from({ length: 423 }, (_, index) => customer(index));

export const RECORDS: Readonly<Record<string, SyntheticRecord[]>> = {
  customer: customers,
  order: customers
    .slice(0, 60)
    .flatMap((each, index) => [order(each, index * 2), order(each, index * 2 + 1)]),
  interaction: customers.slice(0, 60).map(interaction),
};
