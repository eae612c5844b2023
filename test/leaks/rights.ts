import { type Level, levelOf } from '../../src/kernel/disclosure/level.ts';
import { type Decision, decide } from '../../src/kernel/policy/decide.ts';
import type { Action, Assignment, Context, Narrowing, Policy } from '../../src/kernel/policy/model.ts';
import type { Field } from '../../src/kernel/record-type.ts';
import { DEPARTMENTS, OPEN_PURPOSES, PURPOSES, READERS, type Reader, RULES, typeNamed } from './company.ts';
import { canaryFields, cellOf, ROWS, type Row } from './records.ts';

/** What the interpreter of the policy says of this company's readers: the measure of everything that arrives. */

export const POLICY: Policy = { version: 1, rules: RULES, purposes: PURPOSES, departments: DEPARTMENTS };

export type Authority = Readonly<{
  person: number | null;
  assignments: readonly Assignment[];
  narrowing: Narrowing;
}>;

export const NO_AUTHORITY: Authority = { person: null, assignments: [], narrowing: {} };

export function authorityOf(reader: Reader, narrowing: Narrowing = {}): Authority {
  const { id, department } = READERS[reader];
  return {
    person: id,
    assignments: [{ id, person: id, department, position: reader, validity: {} }],
    narrowing,
  };
}

export function contextOf(authority: Authority, purpose: string | null): Context {
  return {
    ...authority,
    grants: [],
    purpose,
    at: Date.now(),
    network: '127.0.0.1',
    secondFactorAt: null,
    trainedUntil: null,
    reasonGiven: false,
  };
}

export function decisionOn(authority: Authority, purpose: string | null, action: Action, row: Row): Decision {
  return decide(POLICY, contextOf(authority, purpose), typeNamed(row.type), action, row.standing);
}

/** Whether a stated reason opens more of a cell, under some purpose, than the policy opens unasked. */
export function revealOn(authority: Authority, row: Row, field: Pick<Field, 'name'>): boolean {
  return OPEN_PURPOSES.some((purpose) => {
    const context = { ...contextOf(authority, purpose), reasonGiven: true };
    const decision = decide(POLICY, context, typeNamed(row.type), 'see', row.standing);
    const level = levelOf(decision.fields.get(field.name)?.disclosure ?? 'withheld');
    return level > mostSeen(authority, row, field);
  });
}

/** The most of a cell under any purpose that is open to the company. */
export function mostSeen(authority: Authority, row: Row, field: Pick<Field, 'name'>): Level {
  const levels = OPEN_PURPOSES.map((purpose) =>
    levelOf(decisionOn(authority, purpose, 'see', row).fields.get(field.name)?.disclosure ?? 'withheld'),
  );
  return Math.max(...levels) as Level;
}

export function may(authority: Authority, action: Action, row: Row, field: Pick<Field, 'name'>): boolean {
  return OPEN_PURPOSES.some(
    (purpose) => decisionOn(authority, purpose, action, row).fields.get(field.name)?.disclosure === 'shown',
  );
}

/** Records as they could stand: in each department, the reader's own, on their team, shared with them. */
export function imaginable({ assignments }: Authority, type: string): readonly Row[] {
  const model = ROWS.find((row) => row.type === type);
  const [assignment] = assignments;
  if (model === undefined || assignment === undefined) return [];
  const { id } = assignment;
  const standings: Partial<Row['standing']>[] = [
    { owner: id },
    { team: [id] },
    { shares: [{ kind: 'assignment', id }] },
    ...DEPARTMENTS.map(({ id: department }) => ({ department })),
  ];
  const nowhere = { owner: null, department: null, team: [], shares: [] };
  return standings.map((standing) => ({ ...model, standing: { ...nowhere, ...standing } }));
}

/** Cells whose value must never arrive in the clear. */
export function unseenCells(authority: Authority): ReadonlySet<string> {
  return cells((row, field) => mostSeen(authority, row, field) < 3);
}

/** Cells whose value must not even make a difference: no more of them is seen than mask or summary. */
export function silentCells(authority: Authority): ReadonlySet<string> {
  return cells(
    (row, field) =>
      mostSeen(authority, row, field) < 3 &&
      !may(authority, 'find', row, field) &&
      !(may(authority, 'aggregate', row, field) && !field.encrypted),
  );
}

function cells(isOne: (row: Row, field: Field) => boolean): ReadonlySet<string> {
  return new Set(
    ROWS.flatMap((row) =>
      canaryFields(row)
        .filter((field) => isOne(row, field))
        .map((field) => cellOf(row, field)),
    ),
  );
}

const TOUCHING: readonly Action[] = ['see', 'find', 'aggregate', 'edit', 'erase', 'create'];

/** Records that may as well not be there: nothing can be done with them, and nothing that can be seen rests on them. */
export function absentRows(authority: Authority): ReadonlySet<string> {
  const untouched = (row: Row) =>
    TOUCHING.every((action) =>
      OPEN_PURPOSES.every((purpose) => !decisionOn(authority, purpose, action, row).visible),
    );
  // Computed fields count all orders by design, so those stay.
  const tickets = ROWS.filter((row) => row.type === 'ticket' && untouched(row));
  const gone = new Set(tickets.map(({ id }) => id));
  const needed = new Set(
    ROWS.filter((row) => row.type !== 'customer' && !gone.has(row.id)).map(({ customer }) => customer),
  );
  const customers = ROWS.filter((row) => row.type === 'customer' && untouched(row) && !needed.has(row.id));
  return new Set([...gone, ...customers.map(({ id }) => id)]);
}
