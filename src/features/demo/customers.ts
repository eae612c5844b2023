import type { Placement } from '../../kernel/policy/model.ts';
import { DAY_MS, dateOf, uuidAt, yearOf } from './calendar.ts';
import { PRODUCT_CATEGORIES } from './customer-type.ts';
import { firstDecisions } from './decisions.ts';
import { type DemoRecord, present, yuan } from './demo-record.ts';
import { bankCard, emailAddress, mobileNumber, residentId, unifiedSocialCreditCode } from './identifiers.ts';
import { companyName, type Gender, personName } from './names.ts';
import type { Care } from './placements.ts';
import { birthProvince, type City, cityName, streetAddress } from './places.ts';
import { type Random, weighted } from './random.ts';

/** A customer before it becomes a record: what the related records need to know, too. */
export type Customer = Readonly<{
  id: string;
  care: Care;
  registeredAt: number;
  gender: Gender;
  name: string;
  phone: string;
  city: City;
  address: string;
  /** Code of the product category that the customer buys most. */
  category: string;
  /** Invoice title and tax number of those who buy for a company. */
  company: Readonly<{ title: string; taxNo: string }> | null;
  memberNo: string;
}>;

/** What the customer's orders come to. */
export type Spending = Readonly<{ fen: number; lastAt: number | null }>;

export const CATEGORY_TABLE = weighted(
  Object.keys(PRODUCT_CATEGORIES).map((code, index) => [code, Math.floor(1000 / (index + 1))] as const),
);

/** Ages in years and their weights; a loyalty scheme is open from sixteen. */
const AGE_TABLE = weighted([
  [[16, 17], 12],
  [[18, 24], 150],
  [[25, 34], 310],
  [[35, 44], 260],
  [[45, 59], 190],
  [[60, 82], 78],
] as const);

const SOURCE_TABLE = weighted([
  ['store', 46],
  ['mini-program', 27],
  ['app', 14],
  ['referral', 8],
  ['group-purchase', 5],
] as const);

/** The `number`-th customer, counted from 1. Registered at some time in the four years before `at` (ms). */
export function makeCustomer(random: Random, number: number, at: number, care: Care): Customer {
  const gender = random.chance(560) ? 'female' : 'male';
  const registeredAt = at - random.between(1, 1460) * DAY_MS - random.between(0, 10 * 3_600_000);
  const city = random.draw(care.store.cities);
  const buysForCompany = random.chance(care.isOnline ? 60 : 140);
  return {
    id: uuidAt(registeredAt, random),
    care,
    registeredAt,
    gender,
    name: personName(random, gender),
    phone: mobileNumber(random),
    city,
    address: streetAddress(random, city),
    category: random.draw(CATEGORY_TABLE),
    company: buysForCompany
      ? { title: companyName(random, cityName(city)), taxNo: unifiedSocialCreditCode(random) }
      : null,
    memberNo: `M${yearOf(registeredAt)}${String(number).padStart(7, '0')}`,
  };
}

export function customerRecord(
  random: Random,
  customer: Customer,
  spending: Spending,
  placement: Placement,
  at: number,
): DemoRecord {
  const birthDate = birthDateOf(random, at);
  const isKnown = random.chance(880);
  const values = present({
    name: customer.name,
    gender: random.chance(60) ? 'undisclosed' : customer.gender,
    phone: customer.phone,
    email: random.chance(460) ? emailAddress(random) : null,
    // Only instalments, age-restricted goods and real-name tickets ever asked for it.
    resident_id: random.chance(350)
      ? residentId(random, birthProvince(random, customer.city), birthDate, customer.gender)
      : null,
    birth_date: isKnown ? birthDate : null,
    address: random.chance(780) ? customer.address : null,
    city: customer.city,
    member_no: customer.memberNo,
    member_level: levelFor(spending.fen),
    registered_on: dateOf(customer.registeredAt),
    source: customer.care.isOnline && random.chance(700) ? 'marketplace' : random.draw(SOURCE_TABLE),
    points: String(Math.floor(spending.fen / 100)),
    total_spent: yuan(spending.fen),
    last_purchase_on: spending.lastAt === null ? null : dateOf(spending.lastAt),
    credit_limit: random.chance(120) ? yuan(random.between(1, 40) * 500_000) : null,
    bank_card: random.chance(220) ? bankCard(random) : null,
    invoice_title: customer.company?.title ?? null,
    tax_no: customer.company?.taxNo ?? null,
    ...preferences(random, customer),
    remark: random.chance(90) ? random.pick(REMARKS) : null,
  });
  const decisions = firstDecisions(random.fork(`decisions/${customer.id}`), customer.registeredAt);
  return { id: customer.id, recordType: 'customer', customer: customer.id, placement, values, decisions };
}

function birthDateOf(random: Random, at: number): string {
  const [youngest, oldest] = random.draw(AGE_TABLE);
  const days = random.between(youngest * 365 + Math.ceil(youngest / 4) + 1, oldest * 365 + 364);
  return dateOf(at - days * DAY_MS);
}

/** Tiers by what the customer has spent: ¥2,000, ¥10,000, ¥50,000. */
function levelFor(fen: number): string {
  if (fen >= 5_000_000) return 'platinum';
  if (fen >= 1_000_000) return 'gold';
  return fen >= 200_000 ? 'silver' : 'basic';
}

function preferences(random: Random, customer: Customer): Record<string, string | null> {
  const channel = customer.care.isOnline ? 'online' : random.pick(['store', 'store', 'message', 'phone']);
  const tags = TAGS.filter(() => random.chance(140)).join('、');
  const size = customer.gender === 'female' ? random.between(150, 178) : random.between(160, 192);
  return {
    preferred_channel: random.chance(820) ? channel : null,
    preferred_category: random.chance(860) ? customer.category : null,
    marketing_tags: tags === '' ? null : tags,
    size_profile: random.chance(240)
      ? `上装 ${size}/${random.between(76, 112)}A，鞋 ${random.between(35, 45)}`
      : null,
  };
}

const TAGS = ['价格敏感', '新品尝鲜', '大促活跃', '周末到店', '有娃家庭', '高客单', '沉睡会员', '礼品采购'];

const REMARKS = [
  '到店前请先电话联系。',
  '偏好傍晚送货，门卫可代收。',
  '对羊毛过敏，推荐面料时注意。',
  '上次退款处理较慢，已致歉。',
  '公司行政，逢年过节集中采购。',
  '请勿在午休时间来电。',
  '家中有老人，送货需上楼。',
] as const;
