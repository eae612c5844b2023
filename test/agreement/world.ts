import fc from 'fast-check';
import type { Disclosure } from '../../src/kernel/disclosure/level.ts';
import {
  agreedToAll,
  CUSTOMER_STATES,
  type CustomerFact,
  consentFact,
  OBJECTIONABLE_USES,
  separateFact,
  stateFact,
} from '../../src/kernel/policy/customer-facts.ts';
import {
  ACTIONS,
  type Action,
  type Assignment,
  type Condition,
  type Context,
  type Department,
  type Grant,
  LEGAL_BASES,
  type Placement,
  type Policy,
  type Purpose,
  ROW_SCOPES,
  type Rule,
  type ShareHolder,
  type Validity,
  type Who,
} from '../../src/kernel/policy/model.ts';
import type { Field, RecordType, Sensitivity } from '../../src/kernel/record-type.ts';

/** Random organisations, policies, people and records, small enough to be read when they fail. */

export const NOON = Date.UTC(2026, 4, 6, 4, 0);
const HOUR = 3_600_000;
const PERSON = 7;
const CATEGORIES = ['basic', 'transaction', 'preference'] as const;
const PURPOSES = ['after-sales', 'marketing'] as const;
const POSITIONS = ['clerk', 'head'] as const;
const DISCLOSURE_NAMES: readonly Disclosure[] = ['withheld', 'summary', 'masked', 'shown'];

const label = { zh: '', en: '' };

export type World = Readonly<{
  policy: Policy;
  recordType: RecordType;
  context: Context;
  placements: readonly Placement[];
}>;

const validity: fc.Arbitrary<Validity> = fc.oneof(
  { weight: 12, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        from: fc.integer({ min: -3, max: 3 }).map((hours) => NOON + hours * HOUR),
        until: fc.integer({ min: -3, max: 3 }).map((hours) => NOON + hours * HOUR),
      },
      { requiredKeys: [] },
    ),
  },
);

/** Each department's parent is an earlier one or none, so that the result is always a forest. */
export const departments: fc.Arbitrary<readonly Department[]> = fc
  .array(fc.nat(), { minLength: 1, maxLength: 9 })
  .map((picks) =>
    picks.map((pick, index) => {
      const parent = index === 0 || pick % (index + 2) === 0 ? null : 1 + (pick % index);
      return { id: index + 1, parent };
    }),
  );

const idWithin = (count: number) => fc.integer({ min: 1, max: count });

function who(count: number): fc.Arbitrary<Who> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constant<Who>({ anyone: true }) },
    {
      weight: 4,
      arbitrary: fc.record(
        {
          positions: fc.subarray([...POSITIONS], { minLength: 1 }),
          departments: fc.array(fc.record({ id: idWithin(count), tree: fc.boolean() }), {
            minLength: 1,
            maxLength: 2,
          }),
          assignments: fc.array(idWithin(4), { minLength: 1, maxLength: 2 }),
        },
        { requiredKeys: [] },
      ),
    },
  );
}

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('time-of-day' as const),
    weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    fromMinute: fc.constantFrom(0, 480, 720),
    untilMinute: fc.constantFrom(720, 1080, 1440),
    utcOffsetMinutes: fc.constant(480),
  }),
  fc.record({
    kind: fc.constant('network' as const),
    cidrs: fc.subarray(['10.0.0.0/8', '192.168.1.0/24', 'fd00::/8', 'nonsense'], { minLength: 1 }),
  }),
  fc.record({ kind: fc.constant('second-factor-age' as const), atMostSeconds: fc.constantFrom(60, 300) }),
  fc.constant({ kind: 'training-valid' as const }),
  fc.constant({ kind: 'reason-given' as const }),
);

const fieldSelector = (names: readonly string[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({ all: true as const }) },
    {
      weight: 6,
      arbitrary: fc.record(
        {
          names: fc.subarray([...names], { minLength: 1 }),
          categories: fc.subarray([...CATEGORIES], { minLength: 1 }),
          sensitivityAtMost: fc.constantFrom<Sensitivity>(1, 2, 3, 4),
          sensitivityAtLeast: fc.constantFrom<Sensitivity>(1, 2, 3, 4),
        },
        { requiredKeys: [] },
      ),
    },
  );

function rule(id: string, fieldNames: readonly string[], departmentCount: number): fc.Arbitrary<Rule> {
  return fc.record({
    id: fc.constant(id),
    version: fc.constant(1),
    name: fc.constant(label),
    effect: fc.oneof(
      { weight: 3, arbitrary: fc.constant('allow' as const) },
      { weight: 1, arbitrary: fc.constant('deny' as const) },
    ),
    who: who(departmentCount),
    recordType: fc.oneof(
      { weight: 12, arbitrary: fc.constant('customer') },
      { weight: 1, arbitrary: fc.constantFrom('*', 'order') },
    ),
    scope: fc.constantFrom(...ROW_SCOPES),
    fields: fieldSelector(fieldNames),
    actions: fc.oneof(
      { weight: 3, arbitrary: fc.constant([...ACTIONS]) },
      { weight: 1, arbitrary: fc.subarray([...ACTIONS], { minLength: 1 }) },
    ),
    disclosure: fc.constantFrom<Disclosure>(
      'withheld',
      'summary',
      'masked',
      'masked',
      'shown',
      'shown',
      'shown',
    ),
    purposes: fc.oneof(
      { weight: 3, arbitrary: fc.constant('*' as const) },
      { weight: 1, arbitrary: fc.subarray([...PURPOSES], { minLength: 1 }) },
    ),
    conditions: fc.oneof(
      { weight: 5, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(condition, { minLength: 1, maxLength: 2 }) },
    ),
    validity,
    obligations: fc.constant([]),
  });
}

/** Of an approved request. Its assignment is one of those that there may be; only it makes the grant worth something. */
function grant(id: number, fieldNames: readonly string[]): fc.Arbitrary<Grant> {
  return fc.record({
    id: fc.constant(`grant-${id}`),
    version: fc.constant(1),
    name: fc.constant(label),
    effect: fc.constant('allow' as const),
    who: idWithin(4).map((assignment): Who => ({ assignments: [assignment] })),
    recordType: fc.oneof(
      { weight: 12, arbitrary: fc.constant('customer') },
      { weight: 1, arbitrary: fc.constant('order') },
    ),
    scope: fc.constant('granted' as const),
    grant: fc.constant(id),
    fields: fc.subarray([...fieldNames], { minLength: 1 }).map((names) => ({ names })),
    actions: fc.oneof(
      { weight: 3, arbitrary: fc.constant<readonly Action[]>(['see', 'find']) },
      { weight: 1, arbitrary: fc.subarray([...ACTIONS], { minLength: 1 }) },
    ),
    disclosure: fc.constantFrom<Disclosure>('summary', 'masked', 'shown', 'shown'),
    purposes: fc.subarray([...PURPOSES], { minLength: 1 }),
    conditions: fc.oneof(
      { weight: 7, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(condition, { minLength: 1, maxLength: 1 }) },
    ),
    validity,
    obligations: fc.constant([]),
  });
}

const GRANTS_MAX = 3;

function purpose(code: string, departmentCount: number): fc.Arbitrary<Purpose> {
  return fc.record({
    code: fc.constant(code),
    label: fc.constant(label),
    description: fc.constant(label),
    legalBasis: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('contract' as const, 'consent' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...LEGAL_BASES) },
    ),
    uses: fc.subarray([...OBJECTIONABLE_USES]),
    dpv: fc.constant('https://w3id.org/dpv#ServiceProvision'),
    categories: fc.oneof(
      { weight: 2, arbitrary: fc.constant([...CATEGORIES]) },
      { weight: 1, arbitrary: fc.subarray([...CATEGORIES], { minLength: 1 }) },
    ),
    who: fc.oneof({ weight: 9, arbitrary: fc.constant<Who>({ anyone: true }) }, who(departmentCount)),
    validity,
  });
}

const FIELD_NAMES = ['name', 'phone', 'identity', 'spent', 'style', 'remark'] as const;

/** The stored types matter to the vault, not to the policy: these cover plain, encrypted and numeric columns. */
const FIELD_SHAPES: Readonly<Record<string, Pick<Field, 'type' | 'encrypted' | 'lookups'>>> = {
  name: { type: 'text', encrypted: false, lookups: [] },
  phone: { type: 'phone', encrypted: true, lookups: ['exact', 'last4'] },
  identity: { type: 'text', encrypted: true, lookups: ['exact'] },
  spent: { type: 'money', encrypted: false, lookups: [] },
  style: { type: 'text', encrypted: false, lookups: [] },
  remark: { type: 'long-text', encrypted: true, lookups: [] },
};

const recordType: fc.Arbitrary<RecordType> = fc
  .tuple(
    ...FIELD_NAMES.map((name) =>
      fc.record({
        name: fc.constant(name as string),
        label: fc.constant(label),
        type: fc.constant(FIELD_SHAPES[name]?.type ?? 'text'),
        category: fc.constantFrom(...CATEGORIES),
        sensitivity: fc.constantFrom<Sensitivity>(1, 2, 3, 4),
        mask: fc.constantFrom('text' as const, null),
        summary: fc.constantFrom('filled' as const, null),
        encrypted: fc.constant(FIELD_SHAPES[name]?.encrypted ?? false),
        lookups: fc.constant(FIELD_SHAPES[name]?.lookups ?? []),
        required: fc.constant(false),
        placed: fc.oneof(
          { weight: 5, arbitrary: fc.constant(true) },
          { weight: 1, arbitrary: fc.constant(false) },
        ),
      }),
    ),
  )
  .map((fields) => ({ name: 'customer', label, customerField: null, titleField: 'name', fields }));

function assignment(id: number, departmentCount: number): fc.Arbitrary<Assignment> {
  return fc.record({
    id: fc.constant(id),
    person: fc.oneof(
      { weight: 15, arbitrary: fc.constant(PERSON) },
      { weight: 1, arbitrary: fc.constant(8) },
    ),
    department: idWithin(departmentCount),
    position: fc.constantFrom(...POSITIONS),
    validity,
  });
}

function context(departmentCount: number): fc.Arbitrary<Context> {
  return fc.record({
    person: fc.oneof(
      { weight: 12, arbitrary: fc.constant(PERSON) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    assignments: fc
      .constantFrom(0, 1, 1, 2, 2, 2, 3, 3)
      .chain((count) =>
        fc.tuple(...Array.from({ length: count }, (_, index) => assignment(index + 1, departmentCount))),
      ),
    grants: fc
      .constantFrom(0, 0, 1, 2, GRANTS_MAX)
      .chain((count) =>
        fc.tuple(...Array.from({ length: count }, (_, index) => grant(index + 1, FIELD_NAMES))),
      ),
    purpose: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom<string | null>(...PURPOSES) },
      { weight: 1, arbitrary: fc.constantFrom<string | null>(null, 'unheard-of') },
    ),
    at: fc.constant(NOON),
    network: fc.constantFrom(null, '10.1.2.3', '192.168.1.9', '203.0.113.5', 'fd00::1', 'odd'),
    secondFactorAt: fc.constantFrom(null, NOON - 30_000, NOON - 200_000, NOON - 900_000, NOON + 1000),
    trainedUntil: fc.constantFrom(null, NOON + HOUR, NOON - HOUR),
    reasonGiven: fc.boolean(),
    narrowing: fc.oneof(
      { weight: 14, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.record(
          {
            recordTypes: fc.constantFrom(['customer'], ['order']),
            actions: fc.subarray([...ACTIONS], { minLength: 1 }),
            purposes: fc.subarray([...PURPOSES], { minLength: 1 }),
            disclosureAtMost: fc.constantFrom(...DISCLOSURE_NAMES),
          },
          { requiredKeys: [] },
        ),
      },
    ),
  });
}

/** Half of the customers have agreed to everything, as most do; of the others anything may be on record. */
const customerFacts: fc.Arbitrary<readonly CustomerFact[]> = fc.oneof(
  fc.constant(agreedToAll(PURPOSES.map((code) => ({ code })))),
  fc.subarray([
    ...PURPOSES.flatMap((code) => [
      consentFact(code),
      ...CATEGORIES.map((category) => consentFact(code, category)),
      separateFact(code, 'sensitive'),
    ]),
    ...CUSTOMER_STATES.map(stateFact),
  ]),
);

function placement(departmentCount: number): fc.Arbitrary<Placement> {
  const holder: fc.Arbitrary<ShareHolder> = fc.oneof(
    fc.record({ kind: fc.constant('assignment' as const), id: idWithin(4) }),
    fc.record({
      kind: fc.constant('department' as const),
      id: idWithin(departmentCount),
      tree: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('grant' as const), id: idWithin(GRANTS_MAX) }),
  );
  return fc.record({
    owner: fc.option(idWithin(4), { freq: 4 }),
    department: fc.option(idWithin(departmentCount), { freq: 5 }),
    team: fc.uniqueArray(idWithin(4), { maxLength: 2 }),
    shares: fc.array(holder, { maxLength: 3 }),
    facts: customerFacts,
  });
}

export const world: fc.Arbitrary<World> = departments.chain((forest) =>
  fc.record({
    policy: fc.integer({ min: 1, max: 8 }).chain((count) =>
      fc.record({
        version: fc.constant(1),
        rules: fc.tuple(
          ...Array.from({ length: count }, (_, index) =>
            rule(`rule-${index + 1}`, FIELD_NAMES, forest.length),
          ),
        ),
        purposes: fc.tuple(...PURPOSES.map((code) => purpose(code, forest.length))),
        departments: fc.constant(forest),
      }),
    ),
    recordType,
    context: context(forest.length),
    placements: fc.array(placement(forest.length), { minLength: 1, maxLength: 8 }),
  }),
);
