import type { Placement, ShareHolder } from '../../kernel/policy/model.ts';
import {
  contactRecords,
  interactionRecords,
  opportunityRecords,
  planTicket,
  type TicketPlan,
  ticketRecord,
} from './activities.ts';
import { DEMO_SEED, type DemoCompany } from './company.ts';
import { type Customer, customerRecord, makeCustomer } from './customers.ts';
import type { DemoRecord } from './demo-record.ts';
import { DEPARTMENT } from './departments.ts';
import { makeOrders, type Order, orderRecord, spendingOf } from './orders.ts';
import { contractRecords, invoiceRecords, storePlacement } from './paperwork.ts';
import { type CareDesk, careDesk } from './placements.ts';
import { createRandom, type Random } from './random.ts';
import { untidied } from './untidiness.ts';

export const DEMO_CUSTOMERS = 20_000;

export type DemoRecordsOptions = Readonly<{
  company: DemoCompany;
  /** The instant (ms) that the demo takes for now; no record is younger. */
  at: number;
  customers?: number;
  seed?: string;
  /** Of a thousand customer records, how many are written as carelessly as people do; 0 makes all of them clean. */
  untidyPerMille?: number;
}>;

/**
 * All records of the demo company, one customer after the other, each followed by the records about it (orders
 * before the invoices and tickets that point to them). Only one customer is in memory at a time, and customer
 * `n` is the same however many are asked for, but for being shared.
 */
export function* demoRecords(options: DemoRecordsOptions): Generator<DemoRecord> {
  const { company, at, customers = DEMO_CUSTOMERS, seed = DEMO_SEED, untidyPerMille = 30 } = options;
  const root = createRandom(seed).fork('records');
  const desk = careDesk(company, at);
  const quota = sharingQuota(customers);
  let previous: Customer | null = null;
  for (let number = 1; number <= customers; number += 1) {
    const random = root.fork(String(number));
    const isDuplicate = random.chance(untidyPerMille) && random.chance(250);
    const customer: Customer = isDuplicate
      ? duplicateOf(previous, newCustomer(random, desk, number, at))
      : newCustomer(random, desk, number, at);
    previous = customer;
    yield* recordsOf(random, customer, number, at, quota, untidyPerMille);
  }
}

function newCustomer(random: Random, desk: CareDesk, number: number, at: number): Customer {
  return makeCustomer(random.fork('customer'), number, at, desk.careFor(random.fork('care')));
}

/** The same person, registered once more at another counter. */
function duplicateOf(previous: Customer | null, fresh: Customer): Customer {
  if (previous === null) return fresh;
  const { gender, name, phone } = previous;
  return { ...fresh, gender, name, phone };
}

function* recordsOf(
  random: Random,
  customer: Customer,
  number: number,
  at: number,
  quota: SharingQuota,
  untidyPerMille: number,
): Generator<DemoRecord> {
  const orders = makeOrders(random.fork('orders'), customer, number, at);
  const ticket = planTicket(random.fork('ticket-plan'), customer, orders);
  const shares = sharesOf(random.fork('shares'), customer, ticket, quota);
  const placement: Placement = {
    ...storePlacement(customer),
    team: ticket === null ? [] : [ticket.agent],
    shares,
  };

  const made = customerRecord(random.fork('values'), customer, spendingOf(orders), placement, at);
  const untidy = random.fork('untidy');
  yield untidy.chance(untidyPerMille) ? untidied(untidy, made) : made;
  yield* contactRecords(random.fork('contacts'), customer);
  yield* interactionRecords(random.fork('interactions'), customer, at);
  yield* opportunityRecords(random.fork('opportunities'), customer, at);
  yield* contractRecords(random.fork('contracts'), customer, number, at);
  for (const order of orders) {
    const isTicketed = ticket?.order === order;
    const orderPlacement = isTicketed ? placement : storePlacement(customer);
    yield orderRecord(random.fork(`order-${order.number}`), customer, order, orderPlacement);
  }
  yield* invoiceRecords(random.fork('invoices'), customer, orders, at);
  if (ticket !== null) yield ticketRecord(random.fork('ticket'), customer, ticket, shares, number, at);
}

/** What may still be shared with the call centre: 300 of 20,000 customers, each with one ticket and one order. */
type SharingQuota = { left: number };

function sharingQuota(customers: number): SharingQuota {
  return { left: Math.round((customers * 300) / DEMO_CUSTOMERS) };
}

const WITH_CALL_CENTRE: readonly ShareHolder[] = [
  { kind: 'department', id: DEPARTMENT.callCentre, tree: true },
];

/** The online store hands some of its tickets to the call centre, with the customer and order that they concern. */
function sharesOf(
  random: Random,
  customer: Customer,
  ticket: TicketPlan | null,
  quota: SharingQuota,
): readonly ShareHolder[] {
  const isSuitable = customer.care.isOnline && ticketedOrder(ticket) !== null;
  if (!isSuitable || quota.left === 0 || !random.chance(450)) return [];
  quota.left -= 1;
  return WITH_CALL_CENTRE;
}

function ticketedOrder(ticket: TicketPlan | null): Order | null {
  return ticket?.order ?? null;
}
