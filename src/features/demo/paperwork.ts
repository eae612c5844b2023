import type { Placement } from '../../kernel/policy/model.ts';
import { DAY_MS, dateOf, uuidAt, yearOf } from './calendar.ts';
import type { Customer } from './customers.ts';
import { type DemoRecord, present, yuan } from './demo-record.ts';
import { bankCard, emailAddress } from './identifiers.ts';
import { personName } from './names.ts';
import type { Order } from './orders.ts';
import type { Random } from './random.ts';

/** Contracts: what companies buy by, and what private customers pay instalments on. `number` is the customer's. */
export function* contractRecords(
  random: Random,
  customer: Customer,
  number: number,
  at: number,
): Generator<DemoRecord> {
  const isCompany = customer.company !== null;
  if (!random.chance(isCompany ? 380 : 25)) return;
  const count = isCompany ? random.between(1, 3) : 1;
  for (let index = 1; index <= count; index += 1) {
    const signedAt = randomInstantSince(random, customer.registeredAt, at);
    const startsAt = signedAt + random.between(0, 20) * DAY_MS;
    const endsAt = startsAt + random.pick([180, 365, 730]) * DAY_MS;
    const kind = isCompany ? random.pick(['purchase', 'framework', 'service']) : 'instalment';
    const status = contractStatus(random, endsAt, at);
    const fen = (isCompany ? random.between(20, 900) : random.between(3, 30)) * 100_000;
    const values = present({
      customer: customer.id,
      contract_no: `HT${yearOf(signedAt)}${String(number).padStart(6, '0')}${index}`,
      title: `${yearOf(signedAt)}年度${KIND_TITLES[kind] ?? ''}合同`,
      kind,
      status,
      signed_on: status === 'draft' ? null : dateOf(signedAt),
      starts_on: dateOf(startsAt),
      ends_on: dateOf(endsAt),
      amount: yuan(fen),
      payment_terms: random.pick(PAYMENT_TERMS),
      settlement_account: random.chance(isCompany ? 650 : 300) ? bankCard(random) : null,
      signatory: isCompany ? personName(random, 'male') : customer.name,
    });
    yield {
      id: uuidAt(signedAt, random),
      recordType: 'contract',
      customer: customer.id,
      placement: storePlacement(customer),
      values,
    };
  }
}

const KIND_TITLES: Readonly<Record<string, string>> = {
  purchase: '企业团购',
  framework: '采购框架',
  service: '安装与维保服务',
  instalment: '商品分期付款',
};

const PAYMENT_TERMS = [
  '签订后七日内付清。',
  '预付三成，验收后三十日内付清余款。',
  '按月对账，次月十日前付款。',
  '分十二期，每月扣款。',
] as const;

function contractStatus(random: Random, endsAt: number, at: number): string {
  if (random.chance(60)) return 'terminated';
  if (endsAt < at) return 'expired';
  return random.chance(90) ? 'draft' : 'active';
}

/** Invoices for those orders for which one was asked; they lie with the finance department of the legal entity. */
export function* invoiceRecords(
  random: Random,
  customer: Customer,
  orders: readonly Order[],
  at: number,
): Generator<DemoRecord> {
  const { financeDepartment, accountants } = customer.care.store;
  for (const order of orders) {
    if (order.status === 'placed' || order.status === 'cancelled') continue;
    if (!random.chance(customer.company === null ? 70 : 560)) continue;
    const issuedAt = Math.min(at, order.orderedAt + random.between(0, 9) * DAY_MS + random.below(DAY_MS));
    const status = order.status === 'returned' ? 'reversed' : random.chance(40) ? 'requested' : 'issued';
    const values = present({
      customer: customer.id,
      // Twenty digits, as fully digital invoices have; 99 is not the year of any.
      invoice_no: `99${random.digits(18)}`,
      related_order: order.id,
      kind: customer.company !== null && random.chance(600) ? 'special' : 'ordinary',
      status,
      title: customer.company?.title ?? null,
      tax_no: customer.company?.taxNo ?? null,
      amount: yuan(order.fen),
      // The price includes 13 per cent of VAT; rounded to the nearest fen in whole numbers.
      tax_amount: yuan(Math.floor((order.fen * 26 + 113) / 226)),
      issued_on: status === 'requested' ? null : dateOf(issuedAt),
      deliver_to: random.chance(800) ? emailAddress(random) : null,
    });
    yield {
      id: uuidAt(issuedAt, random),
      recordType: 'invoice',
      customer: customer.id,
      placement: {
        owner: accountants.length === 0 ? null : random.pick(accountants),
        department: financeDepartment,
        team: [],
        shares: [],
      },
      values,
    };
  }
}

/** Where whatever a store does for its customer lies: with the store and the one who looks after the customer. */
export function storePlacement(customer: Customer): Placement {
  return { owner: customer.care.owner, department: customer.care.department, team: [], shares: [] };
}

/** An instant (ms) after another and before `at`. */
export function randomInstantSince(random: Random, since: number, at: number): number {
  return since + random.below(Math.max(1, Math.floor((at - since) / 1000))) * 1000;
}
