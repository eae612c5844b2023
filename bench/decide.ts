import type { Plan } from '../src/kernel/policy/compile.ts';
import type { Context, Policy, Rule } from '../src/kernel/policy/model.ts';
import { built } from './built.ts';
import { BENCH_TYPE, ENCRYPTED_FIELDS, FIELD_NAMES, MASKED_FIELDS, PLAIN_FIELDS } from './customer-type.ts';
import type { Goal, Section } from './section.ts';
import { type Spread, spreadOf } from './statistics.ts';

/**
 * Decisions about 24 fields for each of five purposes and ten roles: by the specification (`decide`), and from
 * plans that were compiled once. One decision is the disclosure of one field of one record.
 */
export async function benchDecide(
  options: Readonly<{ rounds: number; build?: string | undefined }>,
): Promise<Section> {
  const { decide } = await built<typeof import('../src/kernel/policy/decide.ts')>(
    'kernel/policy/decide.js',
    options.build,
  );
  const { compile } = await built<typeof import('../src/kernel/policy/compile.ts')>(
    'kernel/policy/compile.js',
    options.build,
  );
  const { levelIn, fieldLevel } = await built<typeof import('../src/kernel/policy/plan.ts')>(
    'kernel/policy/plan.js',
    options.build,
  );
  const { levelTable } = await built<typeof import('../src/kernel/policy/level-table.ts')>(
    'kernel/policy/level-table.js',
    options.build,
  );
  const { reachOf } = await built<typeof import('../src/kernel/policy/scope.ts')>(
    'kernel/policy/scope.js',
    options.build,
  );
  const { departmentTree } = await built<typeof import('../src/kernel/policy/department-tree.ts')>(
    'kernel/policy/department-tree.js',
    options.build,
  );
  const contexts = ROLES.flatMap((_, role) => PURPOSE_CODES.map((purpose) => contextOf(role, purpose)));
  const placement = { owner: 1, department: 2, team: [], shares: [] };
  const reach = reachOf(placement, departmentTree(POLICY.departments));
  const plans = contexts.map((context) => compile(POLICY, context, BENCH_TYPE, 'see'));
  for (const [index, context] of contexts.entries()) agree(context, plans[index]);

  function agree(context: Context, plan: Plan | undefined): void {
    const decision = decide(POLICY, context, BENCH_TYPE, 'see', placement);
    for (const name of FIELD_NAMES) {
      const level = plan === undefined ? 0 : fieldLevel(plan, name, reach);
      const decided = LEVELS.indexOf(decision.fields.get(name)?.disclosure ?? 'withheld');
      if (level !== decided) throw new Error(`plan and specification differ about ${name}`);
    }
  }

  const decisions = contexts.length * FIELD_NAMES.length;
  const byDecide = perSecond(options.rounds, decisions, () => {
    let sum = 0;
    for (const context of contexts) sum += decide(POLICY, context, BENCH_TYPE, 'see', placement).fields.size;
    return sum;
  });
  const byName = perSecond(options.rounds, decisions, () => {
    let sum = 0;
    for (const plan of plans) for (const name of FIELD_NAMES) sum += fieldLevel(plan, name, reach);
    return sum;
  });
  const fieldPlans = plans.map((plan) => FIELD_NAMES.map((name) => plan.fields.get(name)));
  const inOrder = perSecond(options.rounds, decisions, () => {
    let sum = 0;
    for (const fields of fieldPlans) for (const field of fields) sum += levelIn(field, reach);
    return sum;
  });
  const tables = plans.map((plan) => levelTable(plan, FIELD_NAMES));
  const byTable = perSecond(options.rounds, decisions, () => {
    let sum = 0;
    for (const table of tables) for (const level of table(reach)) sum += level;
    return sum;
  });
  const compiling = perSecond(options.rounds, contexts.length, () => {
    let sum = 0;
    for (const context of contexts) sum += compile(POLICY, context, BENCH_TYPE, 'see').fields.size;
    return sum;
  });
  const million = (name: string, value: Spread, goal: number): Goal => ({
    name,
    value: scaled(value, 1e-6),
    goal,
    better: 'higher',
    digits: 1,
    unit: 'M/s',
  });
  return {
    title: 'Field decisions, 24 fields × 5 purposes × 10 roles',
    about: `${POLICY.rules.length} rules. Reasons are not asked for; plan and specification were compared before the clock ran.`,
    goals: [
      million('decide, the specification', byDecide, 1),
      million('from the compiled plan', fastest(fastest(byName, inOrder), byTable), 150),
    ],
    table: [
      ['Way', 'per second'],
      ['decide (field decisions)', figure(byDecide)],
      ['plan, field by name (field decisions)', figure(byName)],
      ['plan, fields in order (field decisions)', figure(inOrder)],
      ['plan, all fields at once (field decisions)', figure(byTable)],
      ['compile (plans)', figure(compiling)],
    ],
  };
}

const LEVELS = ['withheld', 'summary', 'masked', 'shown'];
const PURPOSE_CODES = ['sales', 'service', 'credit', 'marketing', 'audit'];
const ROLES = [
  'sales',
  'service',
  'credit',
  'marketing',
  'audit',
  'clerk',
  'manager',
  'analyst',
  'care',
  'risk',
];
const MEASURE_MILLISECONDS = 400;

const POLICY: Policy = {
  version: 1,
  departments: [
    { id: 1, parent: null },
    { id: 2, parent: 1 },
    { id: 3, parent: 2 },
  ],
  purposes: PURPOSE_CODES.map((code) => ({
    code,
    label: { zh: code, en: code },
    description: { zh: code, en: code },
    legalBasis: 'contract',
    dpv: 'https://w3id.org/dpv#ServiceProvision',
    categories: [...new Set(BENCH_TYPE.fields.map(({ category }) => category))],
    who: { anyone: true },
    validity: {},
  })),
  rules: ROLES.flatMap((role, index) => {
    const purposes = PURPOSE_CODES.filter((_, at) => (at + index) % 5 < 4);
    const shown = ENCRYPTED_FIELDS.slice(0, index % 5);
    return [
      rule(`${role}-plain`, role, 'department', PLAIN_FIELDS, 'shown', purposes, 'allow'),
      rule(`${role}-masked`, role, 'department-tree', MASKED_FIELDS, 'masked', purposes, 'allow'),
      rule(`${role}-own`, role, 'own', [...PLAIN_FIELDS, ...MASKED_FIELDS], 'shown', purposes, 'allow'),
      rule(`${role}-shown`, role, 'department', shown, 'shown', purposes.slice(0, 2), 'allow'),
      rule(`${role}-not`, role, 'all', ['bank_card'], 'shown', purposes.slice(0, 1), 'deny'),
    ];
  }),
};

function rule(
  id: string,
  position: string,
  scope: Rule['scope'],
  names: readonly string[],
  disclosure: Rule['disclosure'],
  purposes: readonly string[],
  effect: Rule['effect'],
): Rule {
  return {
    id,
    version: 1,
    name: { zh: id, en: id },
    effect,
    who: { positions: [position] },
    recordType: 'customer',
    scope,
    fields: { names },
    actions: ['see'],
    disclosure,
    purposes,
    conditions: [],
    validity: {},
    obligations: [],
  };
}

function contextOf(role: number, purpose: string): Context {
  const position = ROLES[role] ?? '';
  return {
    person: role + 1,
    assignments: [{ id: role + 1, person: role + 1, department: 2, position, validity: {} }],
    grants: [],
    purpose,
    at: Date.parse('2026-01-01T00:00:00Z'),
    network: null,
    secondFactorAt: null,
    trainedUntil: null,
    reasonGiven: false,
    narrowing: {},
  };
}

/** Things done a second, over several rounds; `work` does so many at once and answers something to keep. */
function perSecond(rounds: number, things: number, work: () => number): Spread {
  let kept = 0;
  const measure = () => {
    const startedAt = performance.now();
    let times = 0;
    while (performance.now() - startedAt < MEASURE_MILLISECONDS) {
      for (let again = 0; again < 10; again += 1) kept += work();
      times += 10;
    }
    return (times * things) / ((performance.now() - startedAt) / 1000);
  };
  measure();
  const figures = Array.from({ length: rounds }, measure);
  // What nobody reads the engine would not compute.
  if (kept < 0) throw new Error('unreachable');
  return spreadOf(figures);
}

function fastest(one: Spread, other: Spread): Spread {
  return one.median >= other.median ? one : other;
}

function scaled({ median, least, most }: Spread, by: number): Spread {
  return { median: median * by, least: least * by, most: most * by };
}

function figure({ median, least, most }: Spread): string {
  return `${compact(median)} (${compact(least)}–${compact(most)})`;
}

function compact(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} M`;
  return value >= 1e3 ? `${(value / 1e3).toFixed(1)} k` : value.toFixed(0);
}
