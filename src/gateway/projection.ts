import type { Level } from '../kernel/disclosure/level.ts';
import type { FieldPlan, Plan } from '../kernel/policy/compile.ts';
import { expressionKey } from '../kernel/policy/expression.ts';
import { constantLevel } from '../kernel/policy/plan.ts';
import { type Derivation, type Field, fieldOf, type RecordType } from '../kernel/record-type.ts';
import {
  customerColumn,
  maskColumn,
  plainColumn,
  tableOf,
  valueColumn,
  versionSql,
} from '../vault/naming.ts';
import { type Ask, expressionSql, type Parameters } from './sql.ts';

/**
 * Which columns a statement selects for a plan. What is withheld is not selected; what is masked is read from the
 * stored masked form; a value itself is read only where it is shown or has to be summarised.
 */
export type Projection = Readonly<{
  columns: readonly string[];
  fields: readonly ProjectedField[];
  /** Index of the column with the customer's id. */
  customerAt: number;
  /**
   * What the columns need joined to the row: the levels that vary from record to record, each found once a record
   * however many fields share it. Empty where none does.
   */
  joined: string;
}>;

export type ProjectedField = Readonly<{
  field: Field;
  valueAt: number;
  /** The level where all records share it, else the index of the column that says it. */
  level: Readonly<{ constant: Level }> | Readonly<{ columnAt: number }>;
}>;

/** The first columns of every row that the gateway reads. */
export const ID_AT = 0;
export const VERSION_AT = 1;

/** Fields of the type that the plan discloses in at least one record, in the order of the type. */
export function disclosedFields(type: RecordType, plan: Plan): readonly Field[] {
  return type.fields.filter(({ name }) => (plan.fields.get(name)?.length ?? 0) > 0);
}

export function project(
  type: RecordType,
  plan: Plan,
  fields: readonly Field[],
  row: string,
  recordTypes: ReadonlyMap<string, RecordType>,
  add: Parameters['add'],
): Projection {
  const columns = [`${row}.id`, versionSql(type, row)];
  const customer = customerColumn(type);
  const customerAt = customer === 'id' ? ID_AT : columns.push(`${row}.${customer}`) - 1;
  const levels = levelColumns(type, row, add);
  const projected = fields.map((field): ProjectedField => {
    const fieldPlan = plan.fields.get(field.name) ?? [];
    const constant = constantLevel(fieldPlan);
    const value = valueSql(field, row, recordTypes, add);
    if (constant !== null) {
      const valueAt = columns.push(constantSql(field, constant, value, row)) - 1;
      return { field, valueAt, level: { constant } };
    }
    const level = levels.of(fieldPlan);
    level.columnAt ??= columns.push(level.name) - 1;
    const valueAt = columns.push(varyingSql(field, fieldPlan, level.name, value, row)) - 1;
    return { field, valueAt, level: { columnAt: level.columnAt } };
  });
  return { columns, fields: projected, customerAt, joined: levels.joined() };
}

type LevelColumn = { readonly name: string; readonly text: string; columnAt?: number };

/**
 * Levels as columns of a subselect that PostgreSQL may not take apart (OFFSET 0), or it would ask everything again for
 * each field. What has to be looked up is asked first, once for all levels.
 */
function levelColumns(type: RecordType, row: string, add: Parameters['add']) {
  const levels = new Map<string, LevelColumn>();
  const answers = new Map<string, Readonly<{ name: string; text: string }>>();
  const ask: Ask = (question, sql) => {
    const known = answers.get(question) ?? { name: `answers.a${answers.size}`, text: sql() };
    answers.set(question, known);
    return known.name;
  };
  return {
    of(plan: FieldPlan): LevelColumn {
      const key = plan.map(({ level, when }) => `${level}:${expressionKey(when)}`).join(' ');
      const known = levels.get(key) ?? {
        name: `levels.l${levels.size}`,
        text: levelSql(plan, type, row, add, ask),
      };
      levels.set(key, known);
      return known;
    },
    joined(): string {
      if (levels.size === 0) return '';
      const from = answers.size === 0 ? '' : ` FROM (SELECT ${named(answers)} OFFSET 0) answers`;
      return ` CROSS JOIN LATERAL (SELECT ${named(levels)}${from} OFFSET 0) levels`;
    },
  };
}

function named(columns: ReadonlyMap<string, Readonly<{ name: string; text: string }>>): string {
  return [...columns.values()].map(({ name, text }) => `${text} AS ${name.replace(/^.*\./, '')}`).join(', ');
}

/** Only how far each field is open, and no value of any. */
export function projectLevels(
  type: RecordType,
  plan: Plan,
  fields: readonly Field[],
  row: string,
  add: Parameters['add'],
): Readonly<{ columns: readonly string[]; levels: readonly ProjectedField['level'][] }> {
  const columns = [`${row}.id`];
  const known = new Map<string, number>();
  const levels = fields.map(({ name }): ProjectedField['level'] => {
    const fieldPlan = plan.fields.get(name) ?? [];
    const constant = constantLevel(fieldPlan);
    if (constant !== null) return { constant };
    const key = fieldPlan.map(({ level, when }) => `${level}:${expressionKey(when)}`).join(' ');
    const columnAt = known.get(key) ?? columns.push(levelSql(fieldPlan, type, row, add)) - 1;
    known.set(key, columnAt);
    return { columnAt };
  });
  return { columns, levels };
}

function constantSql(field: Field, level: Level, value: string, row: string): string {
  if (level === 0) return 'NULL';
  return level === 2 ? `${row}.${maskColumn(field)}` : value;
}

function levelSql(plan: FieldPlan, type: RecordType, row: string, add: Parameters['add'], ask?: Ask): string {
  const cases = plan.map(
    ({ level, when }) => `WHEN ${expressionSql(when, type, row, add, ask)} THEN ${level}`,
  );
  return `CASE ${cases.join(' ')} ELSE 0 END`;
}

function varyingSql(field: Field, plan: FieldPlan, levelText: string, value: string, row: string): string {
  const arms = plan.map(({ level }) => {
    const text = level === 2 ? `${row}.${maskColumn(field)}` : `(${value})::text`;
    return `WHEN ${level} THEN ${text}`;
  });
  return `CASE ${levelText} ${arms.join(' ')} END`;
}

function valueSql(
  field: Field,
  row: string,
  recordTypes: ReadonlyMap<string, RecordType>,
  add: Parameters['add'],
): string {
  const { derived } = field;
  if (derived === undefined) return `${row}.${valueColumn(field)}`;
  const source = recordTypes.get(derived.from);
  if (source === undefined) return 'NULL';
  const from = `${tableOf(source)} d WHERE d.${customerColumn(source)} = ${row}.id`;
  if (derived.kind === 'latest')
    return `(SELECT max(d.${plainColumn({ name: derived.field })}) FROM ${from})`;
  const { where } = derived;
  const rows =
    where === undefined
      ? from
      : `${from} AND d.${plainColumn({ name: where.field })}::text = ${add(where.equals)}::text`;
  return derived.kind === 'exists' ? `EXISTS (SELECT FROM ${rows})` : `(SELECT count(*) FROM ${rows})`;
}

/** The definition of a derived field is checked when it is stored: what it reads must exist in the clear. */
export function derivationProblem(
  derived: Derivation,
  recordTypes: ReadonlyMap<string, RecordType>,
): string | null {
  const source = recordTypes.get(derived.from);
  if (source === undefined) return derived.from;
  const used = derived.kind === 'latest' ? derived.field : derived.where?.field;
  if (used === undefined) return null;
  const field = fieldOf(source, used);
  return field === undefined || field.encrypted || field.derived !== undefined ? used : null;
}
