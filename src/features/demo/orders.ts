import type { Placement } from '../../kernel/policy/model.ts';
import { DAY_MS, dateOf, dayOfMonth, monthOf, uuidAt } from './calendar.ts';
import { CATEGORY_TABLE, type Customer, type Spending } from './customers.ts';
import { type DemoRecord, present, yuan } from './demo-record.ts';
import { licencePlate, mobileNumber } from './identifiers.ts';
import { personName } from './names.ts';
import { cityName, streetAddress } from './places.ts';
import { type Random, weighted } from './random.ts';

export type Order = Readonly<{
  id: string;
  number: string;
  orderedAt: number;
  status: 'placed' | 'paid' | 'shipped' | 'completed' | 'returned' | 'cancelled';
  category: string;
  quantity: number;
  fen: number;
}>;

/**
 * Orders per customer in two years follow Zipf's law, with an exponent of two and fewer idle members than it asks
 * for: many buy once, a few buy every month.
 */
const COUNT_TABLE = weighted(
  Array.from({ length: 25 }, (_, count) => [
    count,
    count === 0 ? 400_000 : Math.floor(1_000_000 / ((count + 1) * (count + 1))),
  ]),
);

/** How busy each month is, January first: Spring Festival, 6·18 and the autumn sales stand out. */
const MONTH_WEIGHTS = [11, 7, 8, 7, 8, 13, 8, 8, 9, 9, 16, 12] as const;
const SALE_DAYS: ReadonlySet<string> = new Set(['6-18', '11-11', '12-12']);
const SALE_WEIGHT = 60;

/** Least and most of one piece, in fen, and what is bought. */
const GOODS: Readonly<Record<string, readonly [least: number, most: number, names: readonly string[]]>> = {
  apparel: [9_900, 89_900, ['羊毛开衫', '直筒长裤', '防风外套', '棉质衬衫']],
  grocery: [1_990, 29_900, ['鲜牛奶', '有机蔬菜礼盒', '冷冻虾仁', '东北大米']],
  home: [4_900, 259_900, ['记忆棉枕', '实木边桌', '四件套', '落地灯']],
  beauty: [5_900, 109_900, ['保湿面霜', '防晒乳', '电动牙刷', '香氛礼盒']],
  electronics: [12_900, 699_900, ['无线耳机', '空气净化器', '平板电脑', '扫地机器人']],
  baby: [3_900, 129_900, ['婴儿推车', '奶粉', '纸尿裤', '安全座椅']],
  sports: [5_900, 159_900, ['跑鞋', '瑜伽垫', '登山包', '折叠自行车']],
};

/** The customer's orders of the last two years, oldest first. `number` is the customer's. */
export function makeOrders(random: Random, customer: Customer, number: number, at: number): readonly Order[] {
  const count = random.draw(COUNT_TABLE) + (customer.care.isOnline ? 1 : 0);
  const since = Math.max(customer.registeredAt, at - 730 * DAY_MS);
  const instants = Array.from({ length: count }, () => seasonalInstant(random, since, at));
  instants.sort((one, other) => one - other);
  return instants.map((orderedAt, index) => {
    const category = random.chance(650) ? customer.category : random.draw(CATEGORY_TABLE);
    const [least, most] = GOODS[category] ?? [1_000, 10_000];
    const quantity = customer.company === null ? random.between(1, 3) : random.between(2, 40);
    // The smaller of two draws: cheap things sell more often than dear ones.
    const price = Math.min(random.between(least, most), random.between(least, most));
    return {
      id: uuidAt(orderedAt, random),
      number: `SO${dateOf(orderedAt).replaceAll('-', '')}${String(number).padStart(6, '0')}${String(index + 1).padStart(2, '0')}`,
      orderedAt,
      status: statusAt(random, orderedAt, at),
      category,
      quantity,
      fen: quantity * price,
    };
  });
}

export function spendingOf(orders: readonly Order[]): Spending {
  const kept = orders.filter(({ status }) => status !== 'returned' && status !== 'cancelled');
  return {
    fen: kept.reduce((total, order) => total + order.fen, 0),
    lastAt: kept.at(-1)?.orderedAt ?? null,
  };
}

export function orderRecord(
  random: Random,
  customer: Customer,
  order: Order,
  placement: Placement,
): DemoRecord {
  const isDelivered = customer.care.isOnline || random.chance(200);
  // Presents go to somebody else, at another place.
  const isGift = isDelivered && random.chance(70);
  const names = GOODS[order.category]?.[2] ?? [];
  const values = present({
    customer: customer.id,
    order_no: order.number,
    ordered_on: dateOf(order.orderedAt),
    channel: isDelivered ? (customer.care.isOnline ? 'online' : 'phone') : 'store',
    status: order.status,
    product_category: order.category,
    items: `${names.length === 0 ? cityName(customer.city) : random.pick(names)} × ${order.quantity}`,
    quantity: String(order.quantity),
    amount: yuan(order.fen),
    payment_method: paymentOf(random, customer, isDelivered),
    consignee: isDelivered ? (isGift ? personName(random, 'female') : customer.name) : null,
    consignee_phone: isDelivered ? (isGift ? mobileNumber(random) : customer.phone) : null,
    delivery_address: isDelivered ? (isGift ? streetAddress(random, customer.city) : customer.address) : null,
    tracking_no:
      isDelivered && (order.status === 'shipped' || order.status === 'completed')
        ? `FC${random.digits(12)}`
        : null,
    pickup_plate: !isDelivered && random.chance(40) ? licencePlate(random) : null,
  });
  return { id: order.id, recordType: 'order', customer: customer.id, placement, values };
}

function paymentOf(random: Random, customer: Customer, isDelivered: boolean): string {
  if (customer.company !== null) return 'transfer';
  if (random.chance(760)) return 'mobile-wallet';
  return isDelivered || random.chance(700) ? 'bank-card' : 'cash';
}

function statusAt(random: Random, orderedAt: number, at: number): Order['status'] {
  const ageDays = (at - orderedAt) / DAY_MS;
  if (random.chance(45)) return 'cancelled';
  if (ageDays < 1) return random.pick(['placed', 'paid']);
  if (ageDays < 5) return random.pick(['paid', 'shipped', 'shipped']);
  return random.chance(55) ? 'returned' : 'completed';
}

/** An instant drawn from a span (ms), the likelier the busier its day is. */
function seasonalInstant(random: Random, since: number, until: number): number {
  const spanSeconds = Math.max(1, Math.floor((until - since) / 1000));
  for (;;) {
    const instant = since + random.below(spanSeconds) * 1000;
    const month = monthOf(instant);
    const isSale = SALE_DAYS.has(`${month}-${dayOfMonth(instant)}`);
    const weight = isSale ? SALE_WEIGHT : (MONTH_WEIGHTS[month - 1] ?? 1);
    if (random.below(SALE_WEIGHT) < weight) return instant;
  }
}
