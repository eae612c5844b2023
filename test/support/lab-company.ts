import type { Filter, ListQuery } from '../../src/contract/records.ts';
import type {
  Assignment,
  Context,
  Department,
  Placement,
  Policy,
  Rule,
} from '../../src/kernel/policy/model.ts';
import type { Field, FieldType, RecordType } from '../../src/kernel/record-type.ts';

/** A small company for tests of the gateway: two record types with a field of every type, and words for rules. */

const label = { zh: '', en: '' };

type Details = Partial<Omit<Field, 'name' | 'type' | 'label'>>;

export function field(name: string, type: FieldType, details: Details = {}): Field {
  return {
    name,
    label: { zh: name, en: name },
    type,
    category: 'basic',
    sensitivity: 3,
    mask: null,
    summary: null,
    encrypted: false,
    lookups: [],
    required: false,
    ...details,
  };
}

export const CUSTOMER: RecordType = {
  name: 'customer',
  label,
  customerField: null,
  titleField: 'name',
  fields: [
    field('name', 'person-name', { mask: 'name', encrypted: true, lookups: ['exact'], required: true }),
    field('phone', 'phone', { mask: 'phone', encrypted: true, lookups: ['exact', 'last4'] }),
    field('identity', 'resident-id', {
      mask: 'resident-id',
      summary: 'adult',
      encrypted: true,
      lookups: ['exact', 'last4'],
      sensitivity: 4,
    }),
    field('card', 'bank-card', { mask: 'card', encrypted: true, lookups: ['last4'], sensitivity: 4 }),
    field('email', 'email', { mask: 'email' }),
    field('address', 'address', { mask: 'address', summary: 'filled', encrypted: true }),
    field('birth', 'birth-date', { mask: 'birth-date', summary: 'adult' }),
    field('company', 'company-name', { mask: 'text', lookups: ['exact'] }),
    field('licence', 'uscc', { mask: 'code', encrypted: true, lookups: ['exact'] }),
    field('passport', 'passport', { mask: 'code', encrypted: true, lookups: ['last4'] }),
    field('plate', 'plate', { mask: 'code', encrypted: true }),
    field('spent', 'money', { mask: 'amount', summary: 'amount-band', category: 'transaction' }),
    field('visits', 'number', { sensitivity: 2 }),
    field('since', 'date', { mask: 'birth-date', summary: 'recency' }),
    field('vip', 'boolean', { sensitivity: 2 }),
    field('style', 'choice', {
      sensitivity: 2,
      options: ['plain', 'striped', 'dotted'].map((value) => ({ value, label })),
    }),
    field('remark', 'text', { mask: 'text', summary: 'length-band' }),
    field('notes', 'long-text', { mask: 'full', summary: 'filled', encrypted: true }),
    field('referrer', 'relation', { target: 'customer' }),
  ],
};

export const ORDER: RecordType = {
  name: 'order',
  label,
  customerField: 'customer',
  titleField: 'number',
  fields: [
    field('customer', 'relation', { target: 'customer', required: true }),
    field('number', 'text', { lookups: ['exact'], sensitivity: 2 }),
    field('amount', 'money', { mask: 'amount', category: 'transaction' }),
    field('paid', 'boolean', { sensitivity: 2 }),
    field('gift_note', 'long-text', { mask: 'full', encrypted: true }),
  ],
};

/** One value for each field of a customer, in its stored form. All numbers are synthetic. */
export const PERSON = {
  name: '欧阳小满',
  phone: '19900001234',
  identity: '11010519491231002X',
  card: '6222020000000000017',
  email: 'xiaoman@example.com',
  address: '上海市浦东新区世纪大道1号101室',
  birth: '1949-12-31',
  company: '分寸测试贸易有限公司',
  licence: '91350100M000100Y43',
  passport: 'E12345678',
  plate: '沪A12345',
  spent: '12345.60',
  visits: '7',
  since: '2026-05-01',
  vip: 'true',
  style: 'plain',
  remark: 'prefers calls in the morning',
  notes: 'first line\nsecond line',
} as const;

/** 1 is a legal entity with 2 and 4 below it, 3 is below 2; 9 is another legal entity. */
export const DEPARTMENTS: readonly Department[] = [
  { id: 1, parent: null },
  { id: 2, parent: 1 },
  { id: 3, parent: 2 },
  { id: 4, parent: 1 },
  { id: 9, parent: null },
];

/** Wednesday 6 May 2026, 12:00 in Shanghai. */
export const NOON = Date.UTC(2026, 4, 6, 4, 0);
export const PURPOSE = 'service';

type RuleParts = Partial<Omit<Rule, 'id' | 'version' | 'name'>>;
let rules = 0;

/** Unless it says otherwise: everybody, all records of all types, all fields, for any purpose, shown. */
export function allow(actions: Rule['actions'], parts: RuleParts = {}): Rule {
  rules += 1;
  return {
    id: `rule-${rules}`,
    version: 1,
    name: label,
    effect: 'allow',
    who: { anyone: true },
    recordType: '*',
    scope: 'all',
    fields: { all: true },
    actions,
    disclosure: 'shown',
    purposes: '*',
    conditions: [],
    validity: {},
    obligations: [],
    ...parts,
  };
}

export const EVERYTHING = allow(['see', 'find', 'aggregate', 'edit', 'create', 'erase']);

export function policyOf(...some: readonly Rule[]): Policy {
  const purpose = (code: string) => ({
    code,
    label,
    description: label,
    legalBasis: 'contract' as const,
    dpv: 'https://w3id.org/dpv#ServiceProvision',
    categories: ['basic', 'transaction'],
    who: { anyone: true as const },
    validity: {},
  });
  return {
    version: 0,
    rules: some,
    purposes: [purpose(PURPOSE), purpose('audit')],
    departments: DEPARTMENTS,
  };
}

export const ASSIGNMENT: Assignment = { id: 11, person: 1, department: 2, position: 'clerk', validity: {} };

/** A clerk of department 2 at noon, unless told otherwise. */
export function clerk(change: Partial<Context> = {}): Context {
  return {
    person: 1,
    assignments: [ASSIGNMENT],
    grants: [],
    purpose: PURPOSE,
    at: NOON,
    network: '10.0.0.1',
    secondFactorAt: null,
    trainedUntil: null,
    reasonGiven: false,
    narrowing: {},
    ...change,
  };
}

export function placed(department: number | null, more: Partial<Placement> = {}): Placement {
  return { owner: null, department, team: [], shares: [], ...more };
}

export function query(more: Partial<ListQuery> = {}): ListQuery {
  return { filters: [], limit: 50, count: false, ...more };
}

export function filter(name: string, operator: Filter['operator'], ...values: readonly string[]): Filter {
  return { field: name, operator, values: [...values] };
}
