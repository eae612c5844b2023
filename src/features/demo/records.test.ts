import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { coerce } from '../../kernel/classify/coerce.ts';
import { parsePhone } from '../../kernel/classify/phone.ts';
import { fieldOf, type RecordType } from '../../kernel/record-type.ts';
import { dateOf } from './calendar.ts';
import { demoCompany, isInForce } from './company.ts';
import { STORED_CUSTOMER_FIELDS } from './customer-type.ts';
import type { DemoRecord } from './demo-record.ts';
import { DEPARTMENT } from './departments.ts';
import { DEMO_RECORD_TYPES } from './record-types.ts';
import { demoRecords } from './records.ts';

const AT = Date.UTC(2025, 10, 3, 2);
const company = demoCompany(AT);
const clean = [...demoRecords({ company, at: AT, customers: 700, untidyPerMille: 0 })];
const untidy = [...demoRecords({ company, at: AT, customers: 700, untidyPerMille: 300 })];

function ofType(records: readonly DemoRecord[], name: string): readonly DemoRecord[] {
  return records.filter(({ recordType }) => recordType === name);
}

function typeOf(record: DemoRecord): RecordType {
  const type = DEMO_RECORD_TYPES.find(({ name }) => name === record.recordType);
  if (type === undefined) throw new Error(`No record type ${record.recordType}.`);
  return type;
}

/** Whole fen, so that sums are exact. */
function fenOf(yuan: string | undefined): number {
  const [whole = '', decimals = ''] = (yuan ?? '').split('.');
  return Number(whole + decimals.padEnd(2, '0'));
}

describe('the records of the demo company', () => {
  it('DEMO-1 the first 1,000 records are the same on every machine and every run', () => {
    const hash = createHash('sha256');
    let count = 0;
    for (const record of demoRecords({ company, at: AT })) {
      hash.update(JSON.stringify(record));
      count += 1;
      if (count === 1000) break;
    }
    expect(hash.digest('hex')).toBe('d28b27a7c3f9b20b204f73379f85756b844d5f6880e6f9cb2c91f93a3758354c');
  });

  it('DEMO-1 a customer is the same however many are made, but for being shared', () => {
    const few = [...demoRecords({ company, at: AT, customers: 40, untidyPerMille: 0 })];
    const unshared = (record: DemoRecord) => ({
      ...record,
      placement: { ...record.placement, shares: [] },
    });
    expect(clean.slice(0, few.length).map(unshared)).toEqual(few.map(unshared));
  });

  it('DEMO-7 every value belongs to a stored field, in the form in which the vault stores it', () => {
    const wrong: string[] = [];
    for (const record of clean) {
      const type = typeOf(record);
      for (const [name, value] of Object.entries(record.values)) {
        const field = fieldOf(type, name);
        const coerced = field === undefined ? null : coerce(field.type, value);
        const isStored = field !== undefined && field.derived === undefined;
        const isOption = field?.options?.some((option) => option.value === value) ?? true;
        const isInForm = coerced?.ok === true && coerced.value === value;
        if (!isStored || !isOption || !isInForm) wrong.push(`${type.name}.${name}: ${value}`);
      }
      for (const { name, required } of type.fields) {
        if (required && record.values[name] === undefined) wrong.push(`${type.name}.${name} is missing`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('DEMO-7 untidy values are still read for what they mean, and every field is used by somebody', () => {
    const filled = new Set(untidy.flatMap(({ recordType, values }) => [recordType, ...Object.keys(values)]));
    for (const { name } of STORED_CUSTOMER_FIELDS) expect(filled).toContain(name);
    const unreadable: string[] = [];
    let differing = 0;
    for (const record of untidy) {
      for (const [name, value] of Object.entries(record.values)) {
        const coerced = coerce(fieldOf(typeOf(record), name)?.type ?? 'text', value);
        if (!coerced.ok) unreadable.push(`${record.recordType}.${name}: ${value}`);
        else if (coerced.value !== value) differing += 1;
      }
      if (record.recordType !== 'customer') continue;
      const { phone = '' } = record.values;
      if (parsePhone(phone)?.kind !== 'mobile') unreadable.push(`customer.phone: ${phone}`);
    }
    expect(unreadable).toEqual([]);
    expect(differing).toBeGreaterThan(50);
    const people = ofType(untidy, 'customer').map(({ values }) => values.phone);
    expect(new Set(people).size).toBeLessThan(people.length);
  });

  it("DEMO-8 what is said of a customer's spending is what the orders come to", () => {
    const ordersOf = new Map<string, DemoRecord[]>();
    for (const order of ofType(clean, 'order')) {
      ordersOf.set(order.customer, [...(ordersOf.get(order.customer) ?? []), order]);
    }
    for (const customer of ofType(clean, 'customer')) {
      const kept = (ordersOf.get(customer.id) ?? []).filter(
        ({ values }) => !['returned', 'cancelled'].includes(values.status ?? ''),
      );
      const fen = kept.reduce((sum, { values }) => sum + fenOf(values.amount), 0);
      expect(fenOf(customer.values.total_spent)).toBe(fen);
      const dates = kept.map(({ values }) => values.ordered_on ?? '').sort();
      expect(customer.values.last_purchase_on).toBe(dates.at(-1));
    }
  });

  it('DEMO-8 relations point to earlier records about the same customer', () => {
    const known = new Map<string, DemoRecord>();
    for (const record of clean) {
      expect(known.has(record.id)).toBe(false);
      known.set(record.id, record);
      if (record.recordType === 'customer') expect(record.customer).toBe(record.id);
      else expect(known.get(record.customer)?.recordType).toBe('customer');
      for (const { name, type, target } of typeOf(record).fields) {
        const id = record.values[name];
        if (type !== 'relation' || id === undefined) continue;
        expect(known.get(id)?.recordType).toBe(target);
        expect(known.get(id)?.customer).toBe(record.customer);
      }
    }
  });

  it('DEMO-8 nothing is younger than the instant given, and ids are UUIDs of version 7 with that time', () => {
    for (const { id } of clean) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBeLessThanOrEqual(AT);
    }
    for (const { values } of ofType(clean, 'order')) {
      expect((values.ordered_on ?? '') <= dateOf(AT)).toBe(true);
    }
  });

  it('DEMO-8 placements name assignments and departments that exist; some owners have moved or left', () => {
    let orphans = 0;
    for (const { placement } of clean) {
      const { owner, department, team } = placement;
      expect(department !== null && company.departments[department - 1]?.id === department).toBe(true);
      for (const id of owner === null ? team : [owner, ...team]) {
        const held = company.assignments[id - 1];
        expect(held?.id).toBe(id);
        if (held !== undefined && !isInForce(held, AT)) orphans += 1;
      }
    }
    expect(orphans).toBeGreaterThan(0);
  });

  it('DEMO-9 by default: 20,000 customers in stores of unequal size, 300 shared with one order and ticket each', () => {
    const counts = new Map<string, number>();
    const add = (key: string): void => {
      counts.set(key, (counts.get(key) ?? 0) + 1);
    };
    for (const { recordType, placement } of demoRecords({ company, at: AT })) {
      add(recordType);
      if (recordType === 'customer') add(`store ${placement.department}`);
      if (placement.shares.some(({ id }) => id === DEPARTMENT.callCentre)) add(`shared ${recordType}`);
    }
    expect(counts.get('customer')).toBe(20_000);
    for (const type of ['customer', 'order', 'ticket']) expect(counts.get(`shared ${type}`)).toBe(300);
    const largest = counts.get(`store ${DEPARTMENT.onlineStore}`) ?? 0;
    const smallest = counts.get(`store ${DEPARTMENT.suzhouStore}`) ?? 0;
    expect(largest / smallest).toBeGreaterThan(4);
    for (const { name } of DEMO_RECORD_TYPES) expect(counts.get(name), name).toBeGreaterThan(1000);
  });

  it('DEMO-9 orders follow the seasons and a long tail: November beats February, few buy most', () => {
    const orders = ofType(clean, 'order');
    const inMonth = (month: string) =>
      orders.filter(({ values }) => values.ordered_on?.slice(5, 7) === month && values.ordered_on < '2025-10')
        .length;
    expect(inMonth('11')).toBeGreaterThan(inMonth('02'));
    const perCustomer = new Map<string, number>();
    for (const { customer } of orders) perCustomer.set(customer, (perCustomer.get(customer) ?? 0) + 1);
    const sorted = [...perCustomer.values()].sort((one, other) => other - one);
    const top = sorted.slice(0, 140).reduce((sum, count) => sum + count, 0);
    expect(top / orders.length).toBeGreaterThan(0.5);
  });
});
