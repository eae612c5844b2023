import { describe, expect, it } from 'vitest';
import type { Field } from '../record-type.ts';
import { departmentTree } from './department-tree.ts';
import {
  conditionsMet,
  fieldMatches,
  isValidAt,
  judge,
  mayPursue,
  refusalOf,
  ruleSpeaksOf,
  whoMatches,
} from './matching.ts';
import { ACTIONS, type Assignment, type Condition, type Context, type Purpose, type Rule } from './model.ts';

/** Wednesday 6 May 2026, 12:00 in Shanghai. */
const NOON = Date.UTC(2026, 4, 6, 4, 0);
const label = { zh: '', en: '' };
const tree = departmentTree([
  { id: 1, parent: null },
  { id: 2, parent: 1 },
  { id: 3, parent: 2 },
]);
const clerk: Assignment = { id: 11, person: 7, department: 2, position: 'clerk', validity: {} };
const context: Context = {
  person: 7,
  assignments: [clerk],
  grants: [],
  purpose: 'after-sales',
  at: NOON,
  network: '10.1.2.3',
  secondFactorAt: NOON - 60_000,
  trainedUntil: NOON + 1,
  reasonGiven: false,
  narrowing: {},
};

describe('validity', () => {
  it('begins at its first instant and has ended at its last', () => {
    expect(isValidAt({ from: NOON, until: NOON + 1 }, NOON)).toBe(true);
    expect(isValidAt({ from: NOON + 1 }, NOON)).toBe(false);
    expect(isValidAt({ until: NOON }, NOON)).toBe(false);
    expect(isValidAt({}, NOON)).toBe(true);
  });
});

describe('whom a rule names', () => {
  it('POL-14 is nobody when nothing is said', () => {
    expect(whoMatches({}, clerk, tree)).toBe(false);
    expect(whoMatches({ positions: [] }, clerk, tree)).toBe(false);
    expect(whoMatches({ departments: [] }, clerk, tree)).toBe(false);
  });

  it('must match in every part that is given', () => {
    expect(whoMatches({ anyone: true }, clerk, tree)).toBe(true);
    expect(whoMatches({ positions: ['clerk'] }, clerk, tree)).toBe(true);
    expect(whoMatches({ anyone: true, positions: ['head'] }, clerk, tree)).toBe(false);
    expect(whoMatches({ assignments: [11] }, clerk, tree)).toBe(true);
    expect(whoMatches({ assignments: [12], positions: ['clerk'] }, clerk, tree)).toBe(false);
  });

  it('includes departments below only when it says so', () => {
    expect(whoMatches({ departments: [{ id: 1, tree: true }] }, clerk, tree)).toBe(true);
    expect(whoMatches({ departments: [{ id: 1, tree: false }] }, clerk, tree)).toBe(false);
    expect(whoMatches({ departments: [{ id: 3, tree: true }] }, clerk, tree)).toBe(false);
  });
});

describe('which fields a rule names', () => {
  const phone: Field = {
    name: 'phone',
    label,
    type: 'phone',
    category: 'basic',
    sensitivity: 3,
    mask: 'phone',
    summary: null,
    encrypted: true,
    lookups: [],
    required: false,
  };

  it('POL-15 is none when nothing is said', () => {
    expect(fieldMatches({}, phone)).toBe(false);
  });

  it('must match in every part that is given', () => {
    expect(fieldMatches({ all: true }, phone)).toBe(true);
    expect(fieldMatches({ names: ['phone'] }, phone)).toBe(true);
    expect(fieldMatches({ names: ['phone'], categories: ['transaction'] }, phone)).toBe(false);
    expect(fieldMatches({ sensitivityAtMost: 3 }, phone)).toBe(true);
    expect(fieldMatches({ sensitivityAtMost: 2 }, phone)).toBe(false);
    expect(fieldMatches({ sensitivityAtLeast: 4 }, phone)).toBe(false);
    expect(fieldMatches({ all: true, sensitivityAtMost: 2 }, phone)).toBe(false);
  });
});

describe('a field that nobody has placed', () => {
  const fresh: Field = {
    ...{ name: 'debt', label, type: 'money', category: 'basic', sensitivity: 4, mask: null, summary: null },
    ...{ encrypted: false, lookups: [], required: false, placed: false },
  };
  const speaks = (rule: Pick<Rule, 'effect' | 'fields'>) =>
    ACTIONS.filter((action) => ruleSpeaksOf(rule, fresh, action));
  const quiet = ['find', 'edit', 'create', 'erase', 'share', 'consent'];

  it('POL-40 is disclosed and counted by permissions that name it only, and forbidden by all prohibitions', () => {
    for (const fields of [
      { all: true as const },
      { categories: ['basic'] },
      { sensitivityAtLeast: 4 as const },
    ]) {
      expect(speaks({ effect: 'allow', fields })).toEqual(quiet);
      expect(speaks({ effect: 'deny', fields })).toEqual(ACTIONS);
    }
    expect(speaks({ effect: 'allow', fields: { names: ['debt'] } })).toEqual(ACTIONS);
    expect(speaks({ effect: 'allow', fields: { names: ['name'] } })).toEqual([]);
    expect(ruleSpeaksOf({ effect: 'allow', fields: { all: true } }, { ...fresh, placed: true }, 'see')).toBe(
      true,
    );
  });
});

describe('conditions', () => {
  const hours: Condition = {
    kind: 'time-of-day',
    weekdays: [1, 2, 3, 4, 5],
    fromMinute: 9 * 60,
    untilMinute: 18 * 60,
    utcOffsetMinutes: 480,
  };
  const at = (instant: number): Context => ({ ...context, at: instant });

  it('know local hours and weekdays, the end excluded', () => {
    expect(judge(hours, at(NOON))).toBe('holds');
    expect(judge(hours, at(Date.UTC(2026, 4, 6, 10, 0)))).toBe('fails');
    expect(judge(hours, at(Date.UTC(2026, 4, 6, 9, 59, 59)))).toBe('holds');
    expect(judge(hours, at(Date.UTC(2026, 4, 10, 4, 0)))).toBe('fails');
    expect(judge({ ...hours, weekdays: [7] }, at(Date.UTC(2026, 4, 10, 4, 0)))).toBe('holds');
  });

  it('know how old a second factor is, and distrust one from the future', () => {
    const recent: Condition = { kind: 'second-factor-age', atMostSeconds: 60 };
    expect(judge(recent, context)).toBe('holds');
    expect(judge(recent, at(NOON + 1))).toBe('fails');
    expect(judge(recent, { ...context, secondFactorAt: null })).toBe('fails');
    expect(judge(recent, { ...context, secondFactorAt: NOON + 1 })).toBe('fails');
  });

  it('know whether training is still valid', () => {
    expect(judge({ kind: 'training-valid' }, context)).toBe('holds');
    expect(judge({ kind: 'training-valid' }, { ...context, trainedUntil: NOON })).toBe('fails');
    expect(judge({ kind: 'training-valid' }, { ...context, trainedUntil: null })).toBe('fails');
  });

  const network = (...cidrs: string[]): Condition => ({ kind: 'network', cidrs });
  const rule = (effect: Rule['effect'], ...conditions: Condition[]) =>
    ({ effect, conditions }) as unknown as Rule;

  it('POL-16 that cannot be judged keep a permission shut and a prohibition in force', () => {
    const unreadable = network('nonsense');
    expect(judge(unreadable, context)).toBe('unknown');
    expect(judge(network('10.0.0.0/8'), { ...context, network: null })).toBe('unknown');
    expect(conditionsMet(rule('allow', unreadable), context)).toBe(false);
    expect(conditionsMet(rule('deny', unreadable), context)).toBe(true);
    expect(judge(network('nonsense', '10.0.0.0/8'), context)).toBe('holds');
    expect(judge(network('192.168.0.0/16'), context)).toBe('fails');
    expect(conditionsMet(rule('deny', network('192.168.0.0/16'), unreadable), context)).toBe(false);
  });
});

describe('purposes', () => {
  const purpose: Purpose = {
    code: 'after-sales',
    label,
    description: label,
    legalBasis: 'contract',
    dpv: 'https://w3id.org/dpv#ServiceProvision',
    categories: ['basic'],
    who: { positions: ['clerk'] },
    validity: {},
  };
  const refusal = (changes: Partial<Context>, purposes: readonly Purpose[] = [purpose]) =>
    refusalOf(purposes, { ...context, ...changes }, 'customer', 'see', tree);

  it('are pursued through an assignment of the person that is valid now', () => {
    expect(mayPursue(purpose, context, tree)).toBe(true);
    const ended = { ...clerk, validity: { until: NOON } };
    expect(mayPursue(purpose, { ...context, assignments: [ended] }, tree)).toBe(false);
    expect(mayPursue(purpose, { ...context, assignments: [{ ...clerk, person: 8 }] }, tree)).toBe(false);
    expect(mayPursue({ ...purpose, validity: { from: NOON + 1 } }, context, tree)).toBe(false);
  });

  it('POL-17 nobody, no purpose, and a purpose that is unknown or not theirs are refused before any rule', () => {
    expect(refusal({})).toBeNull();
    expect(refusal({ person: null })).toBe('no-principal');
    expect(refusal({ purpose: null })).toBe('no-purpose');
    expect(refusal({ purpose: 'unheard-of' })).toBe('purpose-not-permitted');
    expect(refusal({}, [{ ...purpose, who: { positions: ['head'] } }])).toBe('purpose-not-permitted');
  });

  it('POL-18 a token opens nothing outside its own limits', () => {
    expect(refusal({ narrowing: { recordTypes: ['order'] } })).toBe('narrowed');
    expect(refusal({ narrowing: { actions: [] } })).toBe('narrowed');
    expect(refusal({ narrowing: { purposes: ['marketing'] } })).toBe('narrowed');
    expect(
      refusal({ narrowing: { recordTypes: ['customer'], actions: ['see'], purposes: ['after-sales'] } }),
    ).toBeNull();
  });
});
