import type { PreviewAnswer } from '../../../src/contract/policy.ts';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';

type Shift = PreviewAnswer['gains'][number];

/** Fields of one record type that change alike for one person. */
export type ShiftLine = Readonly<{
  recordType: string;
  before: Disclosure;
  after: Disclosure;
  fields: readonly string[];
}>;
export type PersonShifts = Readonly<{ id: number; name: string; lines: readonly ShiftLine[] }>;

/** By person, then by what becomes of the fields; a field that shifts under several purposes is named once. */
export function groupShifts(shifts: readonly Shift[]): readonly PersonShifts[] {
  const people = new Map<number, { name: string; lines: Map<string, ShiftLine> }>();
  for (const { person, recordType, field, before, after } of shifts) {
    const known = people.get(person.id) ?? { name: person.name, lines: new Map<string, ShiftLine>() };
    people.set(person.id, known);
    const key = `${recordType} ${before} ${after}`;
    const fields = known.lines.get(key)?.fields ?? [];
    const next = fields.includes(field) ? fields : [...fields, field];
    known.lines.set(key, { recordType, before, after, fields: next });
  }
  return [...people].map(([id, { name, lines }]) => ({ id, name, lines: [...lines.values()] }));
}
