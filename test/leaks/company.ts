import type { Disclosure } from '../../src/kernel/disclosure/level.ts';
import type {
  Action,
  FieldSelector,
  Narrowing,
  Purpose,
  RowScope,
  Rule,
} from '../../src/kernel/policy/model.ts';
import type { Field, FieldType, RecordType, Sensitivity } from '../../src/kernel/record-type.ts';

/** A company made for leaking: two legal entities, four departments, and one reader for each way of half seeing. */

export const EAST = 1;
export const EAST_SALES = 2;
export const EAST_SERVICE = 3;
export const WEST = 4;
export const WEST_SALES = 5;

export const DEPARTMENTS = [
  { id: EAST, parent: null },
  { id: EAST_SALES, parent: EAST },
  { id: EAST_SERVICE, parent: EAST },
  { id: WEST, parent: null },
  { id: WEST_SALES, parent: WEST },
] as const;

/** The id of a reader is also the id of their only assignment, and their login the code of their position. */
export const READERS = {
  steward: { id: 10, department: EAST },
  seer: { id: 11, department: EAST_SALES },
  masked: { id: 12, department: EAST_SALES },
  summary: { id: 13, department: EAST_SALES },
  partial: { id: 14, department: EAST_SALES },
  finder: { id: 15, department: EAST_SALES },
  viewer: { id: 16, department: EAST_SALES },
  analyst: { id: 17, department: EAST_SALES },
  outsider: { id: 18, department: WEST_SALES },
  mixed: { id: 19, department: EAST_SALES },
  unlinked: { id: 20, department: EAST_SALES },
  eraser: { id: 21, department: EAST_SALES },
  'data-protection-officer': { id: 22, department: EAST },
  nobody: { id: 23, department: EAST_SALES },
  creator: { id: 24, department: EAST_SALES },
} as const;
export type Reader = keyof typeof READERS;

export const OFFICERS = {
  'system-administrator': 1,
  'security-administrator': 2,
  'audit-administrator': 3,
} as const;

const label = (en: string) => ({ zh: en, en });

type Traits = Partial<Omit<Field, 'name' | 'label' | 'type' | 'category' | 'sensitivity'>>;

function field(
  name: string,
  type: FieldType,
  category: string,
  sensitivity: Sensitivity,
  traits: Traits = {},
): Field {
  const plain = { mask: null, summary: null, encrypted: false, lookups: [], required: false };
  return { name, label: label(name), type, category, sensitivity, ...plain, ...traits };
}

const choice = (...values: readonly string[]) => ({
  options: values.map((value) => ({ value, label: label(value) })),
});
const SEALED = { encrypted: true } as const;

export const CUSTOMER: RecordType = {
  name: 'customer',
  label: label('Customer'),
  customerField: null,
  titleField: 'name',
  fields: [
    field('name', 'person-name', 'basic', 3, { mask: 'name', summary: 'filled', required: true }),
    field('code', 'text', 'basic', 2, { mask: 'code', summary: 'filled' }),
    field('phone', 'phone', 'basic', 3, {
      ...SEALED,
      mask: 'phone',
      summary: 'filled',
      lookups: ['exact', 'last4'],
    }),
    field('resident_id', 'resident-id', 'identity', 4, {
      ...SEALED,
      mask: 'resident-id',
      summary: 'adult',
      lookups: ['exact'],
    }),
    field('birthday', 'birth-date', 'basic', 3, { mask: 'birth-date', summary: 'adult' }),
    field('level', 'choice', 'basic', 2, choice('gold', 'silver')),
    field('topics', 'multi-choice', 'basic', 2, { summary: 'how-many', ...choice('news', 'offers') }),
    field('spent', 'money', 'transaction', 3, { mask: 'amount', summary: 'amount-band' }),
    // Filled for one customer only: whatever is totalled of it is that customer's.
    field('bonus', 'money', 'transaction', 3, { mask: 'amount' }),
    field('style', 'text', 'preference', 3, { mask: 'text', summary: 'filled' }),
    field('remark', 'long-text', 'preference', 4, { ...SEALED, mask: 'full', summary: 'length-band' }),
    // No purpose opens its category.
    field('grade', 'text', 'internal', 4, { mask: 'text', summary: 'filled' }),
    // Permitted to many, and forbidden to everybody.
    field('blacklist', 'text', 'basic', 4, { mask: 'text', summary: 'filled' }),
  ],
};

const DERIVED: readonly Field[] = [
  field('orders', 'number', 'transaction', 2, { derived: { kind: 'count', from: 'order' } }),
  field('has_open', 'boolean', 'transaction', 2, {
    derived: { kind: 'exists', from: 'order', where: { field: 'status', equals: 'open' } },
  }),
  field('last_order', 'date', 'transaction', 3, {
    derived: { kind: 'latest', from: 'order', field: 'placed' },
    mask: null,
    summary: 'recency',
  }),
];

const ORDER: RecordType = {
  name: 'order',
  label: label('Order'),
  customerField: 'buyer',
  titleField: 'number',
  fields: [
    field('buyer', 'relation', 'basic', 3, {
      target: 'customer',
      required: true,
      mask: 'code',
      summary: 'filled',
    }),
    field('number', 'text', 'basic', 2, { mask: 'code', summary: 'filled' }),
    field('amount', 'money', 'transaction', 3, { mask: 'amount', summary: 'amount-band' }),
    field('status', 'choice', 'basic', 2, choice('open', 'done')),
    field('placed', 'date', 'basic', 2, { summary: 'recency' }),
    field('note', 'long-text', 'preference', 3, { ...SEALED, mask: 'full', summary: 'length-band' }),
  ],
};

const TICKET: RecordType = {
  name: 'ticket',
  label: label('Ticket'),
  customerField: 'caller',
  titleField: 'subject',
  fields: [
    field('caller', 'relation', 'basic', 3, { target: 'customer', required: true }),
    field('subject', 'text', 'basic', 2, { mask: 'text', summary: 'filled' }),
    field('contact', 'phone', 'basic', 3, {
      ...SEALED,
      mask: 'phone',
      summary: 'filled',
      lookups: ['exact', 'last4'],
    }),
    field('body', 'long-text', 'preference', 3, { ...SEALED, mask: 'full', summary: 'length-band' }),
  ],
};

/** In the order in which they can be defined: computed fields look at types that come after their own. */
export const DEFINITIONS: readonly RecordType[] = [
  CUSTOMER,
  ORDER,
  TICKET,
  { ...CUSTOMER, fields: [...CUSTOMER.fields, ...DERIVED] },
];
export const RECORD_TYPES: readonly RecordType[] = [
  { ...CUSTOMER, fields: [...CUSTOMER.fields, ...DERIVED] },
  ORDER,
  TICKET,
];

export function typeNamed(name: string): RecordType {
  const type = RECORD_TYPES.find((candidate) => candidate.name === name);
  if (type === undefined) throw new Error(`no record type ${name}`);
  return type;
}

const ALL: FieldSelector = { all: true };
const named = (...names: readonly string[]): FieldSelector => ({ names });

type Allowance = Readonly<{
  scope: RowScope;
  fields?: FieldSelector;
  actions: readonly Action[];
  disclosure?: Disclosure;
  recordType?: string;
  conditions?: Rule['conditions'];
}>;

const rules: Rule[] = [];

function rule(effect: Rule['effect'], who: Rule['who'], allowance: Allowance): void {
  const { scope, fields = ALL, actions, disclosure = 'shown', recordType = '*', conditions = [] } = allowance;
  rules.push({
    id: `rule-${rules.length + 1}`,
    version: 1,
    name: label(`Rule ${rules.length + 1}`),
    effect,
    who,
    recordType,
    scope,
    fields,
    actions,
    disclosure,
    purposes: '*',
    conditions,
    validity: {},
    obligations: [],
  });
}
const allow = (reader: Reader, allowance: Allowance) => rule('allow', { positions: [reader] }, allowance);

allow('steward', { scope: 'all', actions: ['see', 'create', 'edit', 'erase'] });
allow('seer', { scope: 'department', actions: ['see', 'find', 'aggregate', 'create', 'edit', 'erase'] });
allow('seer', { scope: 'department', actions: ['print'] });
allow('viewer', { scope: 'department', actions: ['print'], disclosure: 'masked' });
allow('seer', { scope: 'department', actions: ['export'] });
allow('viewer', { scope: 'department', actions: ['export'], disclosure: 'masked' });
allow('mixed', { scope: 'all', actions: ['export'] });
allow('masked', { scope: 'legal-entity', actions: ['see'], disclosure: 'masked' });
allow('masked', { scope: 'department', actions: ['edit'], fields: { categories: ['basic', 'transaction'] } });
allow('masked', {
  scope: 'department',
  actions: ['see'],
  fields: named('phone'),
  conditions: [{ kind: 'reason-given' }],
});
allow('summary', { scope: 'legal-entity', actions: ['see'], disclosure: 'summary' });
allow('summary', { scope: 'legal-entity', actions: ['edit'], fields: { categories: ['preference'] } });
allow('partial', { scope: 'legal-entity', actions: ['see', 'find'], fields: { categories: ['basic'] } });
allow('finder', { scope: 'legal-entity', actions: ['see'], fields: named('name', 'number', 'subject') });
allow('finder', {
  scope: 'legal-entity',
  actions: ['find'],
  fields: named('phone', 'resident_id', 'style', 'spent', 'contact'),
});
allow('viewer', { scope: 'legal-entity', actions: ['see'] });
allow('analyst', { scope: 'all', actions: ['aggregate'] });
allow('analyst', { scope: 'all', actions: ['find'], fields: named('level', 'status') });
allow('outsider', { scope: 'shared', actions: ['see', 'find', 'aggregate'] });
allow('mixed', { scope: 'legal-entity', actions: ['see'], disclosure: 'masked' });
allow('mixed', { scope: 'department', actions: ['see'], fields: named('phone', 'style', 'spent', 'code') });
allow('mixed', {
  scope: 'department',
  actions: ['find'],
  fields: named('phone', 'style', 'spent', 'code', 'name'),
});
allow('mixed', { scope: 'department', actions: ['aggregate'], fields: named('spent', 'level') });
rule(
  'deny',
  { positions: ['mixed'] },
  { scope: 'own', actions: ['see', 'find'], fields: named('phone'), disclosure: 'shown' },
);
rule(
  'deny',
  { positions: ['mixed'] },
  { scope: 'related-team', actions: ['see', 'find', 'aggregate'], disclosure: 'summary' },
);
allow('unlinked', { scope: 'legal-entity', actions: ['see'], fields: named('name'), recordType: 'customer' });
allow('unlinked', {
  scope: 'legal-entity',
  actions: ['see'],
  fields: named('number', 'amount'),
  recordType: 'order',
});
allow('eraser', { scope: 'legal-entity', actions: ['see', 'erase'], recordType: 'customer' });
allow('data-protection-officer', { scope: 'all', actions: ['see'], disclosure: 'summary' });
allow('creator', {
  scope: 'department',
  actions: ['create'],
  fields: named('name', 'phone'),
  recordType: 'customer',
});
rule(
  'deny',
  { anyone: true },
  {
    scope: 'all',
    actions: ['see', 'find', 'aggregate', 'print'],
    fields: named('blacklist'),
    disclosure: 'summary',
  },
);

export const RULES: readonly Rule[] = rules;

function purpose(code: string, categories: readonly string[], who: Purpose['who']): Purpose {
  const words = { label: label(code), description: label(code) };
  const dpv = 'https://w3id.org/dpv#ServiceProvision';
  return { code, ...words, legalBasis: 'contract', dpv, categories, who, validity: {} };
}

export const SERVICE = 'service';
export const DELIVERY = 'delivery';
export const PURPOSES: readonly Purpose[] = [
  purpose(SERVICE, ['basic', 'transaction', 'preference', 'identity'], { anyone: true }),
  purpose(DELIVERY, ['basic'], { anyone: true }),
  // Nobody but the steward, who loads and mends.
  purpose('stewardship', ['basic', 'transaction', 'preference', 'identity', 'internal'], {
    positions: ['steward'],
  }),
  // A record is erased whole or not at all, so its purpose opens every category.
  purpose('erasure', ['basic', 'transaction', 'preference', 'identity', 'internal'], {
    positions: ['eraser', 'seer'],
  }),
];
export const ERASURE = 'erasure';
/** All but the steward's, who only loads and mends. */
export const OPEN_PURPOSES = [SERVICE, DELIVERY, ERASURE] as const;

/** What the token of the seer may do at most. */
export const TOKEN_NARROWING = {
  recordTypes: ['customer', 'order'],
  actions: ['see'],
  purposes: [SERVICE],
  disclosureAtMost: 'masked',
} as const satisfies Narrowing;
