import type { NewDecision } from '../../contract/decisions.ts';
import type { Placement } from '../../kernel/policy/model.ts';

/** A record of the demo company, ready to be created: no derived fields, and absent instead of empty values. */
export type DemoRecord = Readonly<{
  /** UUID version 7; its time is when the record came into being. */
  id: string;
  recordType: string;
  /** Id of the customer whom the record is about; the record's own id when it is the customer. */
  customer: string;
  placement: Placement;
  /** Field values in their written form: `YYYY-MM-DD`, decimal strings, `true` and `false`, codes of choices. */
  values: Readonly<Record<string, string>>;
  /** What a customer decided at the beginning; nothing for other records. */
  decisions?: readonly NewDecision[];
}>;

/** The values that are there. */
export function present(values: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

/** Whole fen as the decimal string of yuan that a money field stores: exact, and without trailing zeros. */
export function yuan(fen: number): string {
  const decimals = String(fen % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return decimals === '' ? String(Math.floor(fen / 100)) : `${Math.floor(fen / 100)}.${decimals}`;
}
