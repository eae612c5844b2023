import type { Level } from '../disclosure/level.ts';
import type { RecordType } from '../record-type.ts';
import type { Plan } from './compile.ts';
import { type Expression, expressionKey, holds } from './expression.ts';
import { fieldLevel, isAdmitted } from './plan.ts';
import type { Reach } from './scope.ts';

/**
 * The levels of the fields of a record that the plan admits, in the order of the table's names. The same array for all
 * records alike.
 */
export type LevelTable = (reach: Reach) => readonly Level[];

/** A signed 32-bit integer has a bit for each, and one to spare. */
const CONDITIONS_MAX = 30;
const ALWAYS = -1;

/**
 * All fields of a record at once. Fields of one plan share a handful of conditions, so each is asked once a record and
 * is a bit; records with the same bits have the same row of levels, which is made when it is first met.
 */
export function levelTable(plan: Plan, names: readonly string[]): LevelTable {
  const conditions: Expression[] = [];
  const places = new Map<string, number>();
  const placeOf = (when: Expression): number => {
    if (when.kind === 'true') return ALWAYS;
    const key = expressionKey(when);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, conditions.length);
    return conditions.push(when) - 1;
  };
  const cases = names.map((name) =>
    (plan.fields.get(name) ?? []).map(({ level, when }) => ({ level, place: placeOf(when) })),
  );
  if (conditions.length > CONDITIONS_MAX)
    return (reach) => names.map((name) => fieldLevel(plan, name, reach));

  const rows = new Map<number, readonly Level[]>();
  const rowOf = (bits: number): readonly Level[] =>
    cases.map((own) => own.find(({ place }) => place === ALWAYS || (bits & (1 << place)) !== 0)?.level ?? 0);

  return (reach) => {
    let bits = 0;
    let bit = 1;
    for (const condition of conditions) {
      if (holds(condition, reach)) bits |= bit;
      bit <<= 1;
    }
    let row = rows.get(bits);
    if (row === undefined) {
      row = rowOf(bits);
      rows.set(bits, row);
    }
    return row;
  };
}

const tables = new WeakMap<Plan, LevelTable>();

/** The table of all fields of the plan's record type, made once for each plan. */
export function levelsOf(type: RecordType, plan: Plan): LevelTable {
  let table = tables.get(plan);
  if (table === undefined) {
    table = levelTable(
      plan,
      type.fields.map(({ name }) => name),
    );
    tables.set(plan, table);
  }
  return table;
}

/** Whether an action that concerns a whole record (erase, share) is permitted: it is, when every field's is. */
export function permitsWhole(type: RecordType, plan: Plan, reach: Reach): boolean {
  if (type.fields.length === 0 || !isAdmitted(plan, reach)) return false;
  return levelsOf(type, plan)(reach).every((level) => level === 3);
}
