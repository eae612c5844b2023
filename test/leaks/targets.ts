import type { Field } from '../../src/kernel/record-type.ts';
import { OPEN_PURPOSES, RECORD_TYPES } from './company.ts';
import { ABSENT, cellOf, type Row, rowsOf, valueIn } from './records.ts';
import { type Authority, decisionOn, imaginable, may, revealOn, silentCells } from './rights.ts';

/** What there is to be probed for one principal: where to look, and what to look for. */

export type FieldTarget = Readonly<{
  field: Field;
  /** What stands in a cell of the field about which the principal may learn nothing, or in any cell. */
  value: string;
  /** Whether the principal may search by the field in no record at all. */
  isUnsearchable: boolean;
  /** Records in which a stated reason may open more of the field: to be asked for elsewhere only. */
  revealable: ReadonlySet<string>;
}>;

export type TypeTarget = Readonly<{
  name: string;
  visible: Row | null;
  hidden: Row | null;
  /** Everything to ask about: a visible record, a hidden one, and one that never was. */
  ids: readonly string[];
  fields: readonly FieldTarget[];
}>;

export type Targets = Readonly<{ authority: Authority; types: readonly TypeTarget[] }>;

export function targetsOf(authority: Authority): Targets {
  const silent = silentCells(authority);
  const types = RECORD_TYPES.map((type): TypeTarget => {
    const rows = rowsOf(type.name);
    const isVisible = (row: Row) =>
      OPEN_PURPOSES.some((purpose) => decisionOn(authority, purpose, 'see', row).visible);
    const visible = rows.find(isVisible) ?? null;
    const hidden = rows.find((row) => !isVisible(row)) ?? null;
    const fields = type.fields.map((field): FieldTarget => {
      // A visible record first: what is hidden within it is nearest to leaking.
      const inOrder = [...rows.filter(isVisible), ...rows];
      const hiding = inOrder.find((row) => silent.has(cellOf(row, field)));
      const filled = inOrder.find((row) => valueIn(row, field, 'match') !== null);
      const row = hiding ?? filled;
      const value = (row === undefined ? null : valueIn(row, field, 'match')) ?? '1';
      const anywhere = [...rows, ...imaginable(authority, type.name)];
      const isUnsearchable = !anywhere.some((each) => may(authority, 'find', each, field));
      const revealable = new Set(rows.filter((each) => revealOn(authority, each, field)).map(({ id }) => id));
      return { field, value, isUnsearchable, revealable };
    });
    const ids = [visible?.id, hidden?.id, ABSENT].filter((id) => id !== undefined);
    return { name: type.name, visible, hidden, ids, fields };
  });
  return { authority, types };
}
