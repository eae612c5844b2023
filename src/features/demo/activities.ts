import type { AssignmentId, Placement, ShareHolder } from '../../kernel/policy/model.ts';
import { DAY_MS, dateOf, uuidAt } from './calendar.ts';
import type { Customer } from './customers.ts';
import { type DemoRecord, present, yuan } from './demo-record.ts';
import { emailAddress, mobileNumber } from './identifiers.ts';
import { personName } from './names.ts';
import type { Order } from './orders.ts';
import { randomInstantSince, storePlacement } from './paperwork.ts';
import { type Random, weighted } from './random.ts';

/** Other people through whom the customer is reached: companies have some, private customers seldom. */
export function* contactRecords(random: Random, customer: Customer): Generator<DemoRecord> {
  const isCompany = customer.company !== null;
  const count = isCompany ? random.between(1, 3) : random.chance(60) ? 1 : 0;
  for (let index = 0; index < count; index += 1) {
    const values = present({
      customer: customer.id,
      name: personName(random, random.chance(500) ? 'female' : 'male'),
      relationship: isCompany ? random.pick(['assistant', 'buyer', 'finance']) : 'family',
      phone: mobileNumber(random),
      email: isCompany && random.chance(700) ? emailAddress(random) : null,
      preferred_time: random.chance(400) ? random.pick(['morning', 'afternoon', 'evening']) : null,
      is_primary: String(index === 0),
    });
    yield {
      id: uuidAt(customer.registeredAt + DAY_MS, random),
      recordType: 'contact',
      customer: customer.id,
      placement: storePlacement(customer),
      values,
    };
  }
}

const INTERACTION_COUNTS = weighted([
  [0, 420],
  [1, 300],
  [2, 140],
  [3, 70],
  [5, 40],
  [8, 20],
  [13, 10],
]);

const TALKS = [
  ['新品到店邀约', '介绍本季新品，客户表示周末来看。'],
  ['会员日提醒', '告知会员日双倍积分，客户已知悉。'],
  ['尺码咨询', '客户咨询尺码与面料，已按档案推荐。'],
  ['送货时间确认', '与客户约定送货时间，需提前半小时电话。'],
  ['使用回访', '回访使用情况，总体满意，包装有轻微破损。'],
  ['团购意向', '客户询问企业团购折扣，待报价。'],
] as const;

/** Talks with the customer, kept by the one who looks after the customer. Nobody talks in nobody's name. */
export function* interactionRecords(random: Random, customer: Customer, at: number): Generator<DemoRecord> {
  if (customer.care.owner === null) return;
  const count = random.draw(INTERACTION_COUNTS);
  for (let index = 0; index < count; index += 1) {
    const occurredAt = randomInstantSince(random, customer.registeredAt, at);
    const [subject, content] = random.pick(TALKS);
    const values = present({
      customer: customer.id,
      occurred_on: dateOf(occurredAt),
      channel: random.pick(['visit', 'phone', 'message', 'message', 'email']),
      direction: random.chance(620) ? 'outbound' : 'inbound',
      subject,
      content: random.chance(800) ? content : null,
      follow_up_on: random.chance(250) ? dateOf(occurredAt + random.between(3, 30) * DAY_MS) : null,
    });
    yield {
      id: uuidAt(occurredAt, random),
      recordType: 'interaction',
      customer: customer.id,
      placement: storePlacement(customer),
      values,
    };
  }
}

const STAGES: readonly (readonly [stage: string, probability: number])[] = [
  ['lead', 10],
  ['qualified', 30],
  ['proposal', 55],
  ['won', 100],
  ['lost', 0],
];

export function* opportunityRecords(random: Random, customer: Customer, at: number): Generator<DemoRecord> {
  if (customer.care.owner === null || !random.chance(customer.company === null ? 60 : 450)) return;
  const openedAt = randomInstantSince(random, customer.registeredAt, at);
  const [stage, probability] = random.pick(STAGES);
  const thousands = customer.company === null ? random.between(1, 20) : random.between(10, 600);
  const values = present({
    customer: customer.id,
    title: customer.company === null ? '家装焕新方案' : '企业年度采购',
    stage,
    product_category: customer.category,
    expected_amount: yuan(thousands * 100_000),
    expected_close_on: dateOf(openedAt + random.between(14, 120) * DAY_MS),
    probability: String(probability),
  });
  yield {
    id: uuidAt(openedAt, random),
    recordType: 'opportunity',
    customer: customer.id,
    placement: storePlacement(customer),
    values,
  };
}

const TICKET_KINDS = weighted([
  [
    {
      kind: 'inquiry',
      subject: '物流进度查询',
      description: '客户询问包裹何时送达。',
      answer: '已告知预计送达日期。',
    },
    40,
  ],
  [
    {
      kind: 'return',
      subject: '尺码不符申请换货',
      description: '上身偏小，希望更换大一码。',
      answer: '已安排换货。',
    },
    28,
  ],
  [
    {
      kind: 'repair',
      subject: '商品故障报修',
      description: '开机无反应，已排除电源问题。',
      answer: '已寄修并更换部件。',
    },
    18,
  ],
  [
    {
      kind: 'complaint',
      subject: '接到推销电话投诉',
      description: '客户质问为何知道其购买记录。',
      answer: '已致歉并核查来源。',
    },
    10,
  ],
  [
    {
      kind: 'privacy',
      subject: '要求删除个人信息',
      description: '客户要求注销会员并删除资料。',
      answer: '已转个人信息保护负责人。',
    },
    4,
  ],
] as const);

/** A ticket to be made: who handles it, and the order that it is about. */
export type TicketPlan = Readonly<{ agent: AssignmentId; order: Order | null }>;

/** Decides, before the customer's record is placed, whether the customer has a ticket and who handles it. */
export function planTicket(random: Random, customer: Customer, orders: readonly Order[]): TicketPlan | null {
  const { agents } = customer.care.store;
  if (agents.length === 0 || !random.chance(customer.care.isOnline ? 190 : 75)) return null;
  return { agent: random.pick(agents), order: orders.length === 0 ? null : random.pick(orders) };
}

export function ticketRecord(
  random: Random,
  customer: Customer,
  plan: TicketPlan,
  shares: readonly ShareHolder[],
  number: number,
  at: number,
): DemoRecord {
  const { kind, subject, description, answer } = random.draw(TICKET_KINDS);
  const openedAt = randomInstantSince(random, plan.order?.orderedAt ?? customer.registeredAt, at);
  const isOld = at - openedAt > 14 * DAY_MS;
  const status = isOld
    ? random.pick(['resolved', 'closed', 'closed'])
    : random.pick(['open', 'open', 'waiting']);
  const values = present({
    customer: customer.id,
    ticket_no: `TK${dateOf(openedAt).replaceAll('-', '')}${String(number).padStart(6, '0')}`,
    related_order: plan.order?.id ?? null,
    kind,
    priority: kind === 'complaint' ? 'urgent' : random.pick(['low', 'normal', 'normal']),
    status,
    subject,
    description,
    opened_on: dateOf(openedAt),
    closed_on: isOld ? dateOf(Math.min(at, openedAt + random.between(1, 14) * DAY_MS)) : null,
    callback_phone: random.chance(700) ? customer.phone : null,
    resolution: isOld ? answer : null,
  });
  const placement: Placement = {
    owner: plan.agent,
    department: customer.care.store.serviceDepartment,
    team: [plan.agent],
    shares,
  };
  return { id: uuidAt(openedAt, random), recordType: 'ticket', customer: customer.id, placement, values };
}
