import { dateOf, uuidAt } from '../src/features/demo/calendar.ts';
import { PRODUCT_CATEGORIES } from '../src/features/demo/customer-type.ts';
import {
  bankCard,
  emailAddress,
  mobileNumber,
  residentId,
  unifiedSocialCreditCode,
} from '../src/features/demo/identifiers.ts';
import { companyName, personName } from '../src/features/demo/names.ts';
import { type City, cityName, streetAddress } from '../src/features/demo/places.ts';
import { createRandom, type Random } from '../src/features/demo/random.ts';
import type { Placement } from '../src/kernel/policy/model.ts';
import { type Placer, placerOf, type StoreShape } from './company.ts';

export type BenchRecord = Readonly<{
  id: string;
  placement: Placement;
  values: Readonly<Record<string, string>>;
}>;

export const CHUNK_ROWS = 1_000;

const CITY_CODES: readonly City[] = ['shanghai', 'hangzhou', 'guangzhou', 'chengdu', 'beijing', 'wuhan'];
const CATEGORY_CODES = Object.keys(PRODUCT_CATEGORIES);
const BEGIN = Date.parse('2025-01-01T00:00:00Z');
const ROW_MILLISECONDS = 30_000;

/** The rows of one chunk, the same on every machine. All 24 fields hold a value: no row is cheaper than another. */
export function chunkOf(shape: StoreShape, chunk: number, place: Placer = placerOf(shape)): BenchRecord[] {
  const random = createRandom(`bench/${shape.rows}/${shape.departments}/${shape.shares}/${chunk}`);
  const first = chunk * CHUNK_ROWS;
  const count = Math.min(CHUNK_ROWS, shape.rows - first);
  return Array.from({ length: count }, (_, index) => {
    const row = first + index;
    const at = BEGIN + row * ROW_MILLISECONDS;
    return { id: uuidAt(at, random), placement: place(row, random), values: valuesOf(random, row, at) };
  });
}

export function chunkCount({ rows }: StoreShape): number {
  return Math.ceil(rows / CHUNK_ROWS);
}

function valuesOf(random: Random, row: number, at: number): Record<string, string> {
  const gender = random.chance(500) ? 'female' : 'male';
  const city = random.pick(CITY_CODES);
  const year = random.between(1950, 2004);
  const birthDate = `${year}-${two(random.between(1, 12))}-${two(random.between(1, 28))}`;
  return {
    name: personName(random, gender),
    gender,
    phone: mobileNumber(random),
    email: emailAddress(random),
    resident_id: residentId(random, '31', birthDate, gender),
    birth_date: birthDate,
    address: streetAddress(random, city),
    city,
    member_no: `M2025${String(row).padStart(8, '0')}`,
    member_level: random.pick(['basic', 'silver', 'gold', 'platinum']),
    registered_on: dateOf(at),
    source: random.pick(['store', 'mini-program', 'app', 'referral']),
    points: String(random.below(100_000)),
    total_spent: `${random.below(1_000_000)}.${two(random.below(100))}`,
    last_purchase_on: dateOf(at + random.below(365) * 86_400_000),
    credit_limit: `${random.between(1, 40) * 5_000}.00`,
    bank_card: bankCard(random),
    invoice_title: companyName(random, cityName(city)),
    tax_no: unifiedSocialCreditCode(random),
    preferred_channel: random.pick(['store', 'online', 'phone', 'message']),
    preferred_category: random.pick(CATEGORY_CODES),
    marketing_tags: random.pick(['价格敏感、新品尝鲜', '大促活跃', '周末到店、有娃家庭', '高客单']),
    size_profile: `上装 ${random.between(150, 190)}/${random.between(76, 112)}A`,
    remark: random.pick(['到店前请先电话联系。', '偏好傍晚送货，门卫可代收。', '请勿在午休时间来电。']),
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
