import type { Value } from '../../src/contract/records.ts';
import type { Disclosure } from '../../src/kernel/disclosure/level.ts';
import { mask } from '../../src/kernel/disclosure/masks.ts';
import { summarise } from '../../src/kernel/disclosure/summaries.ts';
import type { Action } from '../../src/kernel/policy/model.ts';
import type { Field } from '../../src/kernel/record-type.ts';
import { typeNamed } from './company.ts';
import { derivedOf, type Row, rowsOf, valueIn } from './records.ts';
import { type Authority, decisionOn } from './rights.ts';

/** What must arrive: the interpreter's decision applied to what is stored, with nothing of the gateway in between. */

export type Arrived = Readonly<{
  customer: string | null;
  fields: Readonly<Record<string, readonly [Disclosure, Value]>>;
}>;

export const storedIn = (row: Row, field: Field): Value =>
  field.derived === undefined ? valueIn(row, field, 'match') : derivedOf(row, field);

/** A record as one reader gets it under a purpose; null where it does not exist for them. */
export function arrivalOf(authority: Authority, purpose: string, row: Row): Arrived | null {
  const type = typeNamed(row.type);
  const { fields, visible } = decisionOn(authority, purpose, 'see', row);
  if (!visible) return null;
  const arrived: [string, readonly [Disclosure, Value]][] = [];
  for (const field of type.fields) {
    const disclosure = fields.get(field.name)?.disclosure ?? 'withheld';
    if (disclosure !== 'withheld') {
      arrived.push([field.name, [disclosure, inForm(field, storedIn(row, field), disclosure)]]);
    }
  }
  const link = type.customerField;
  const isLinked = link !== null && fields.get(link)?.disclosure === 'shown';
  return { customer: isLinked ? row.customer : null, fields: Object.fromEntries(arrived) };
}

function inForm(field: Field, value: Value, disclosure: Disclosure): Value {
  if (value === null || disclosure === 'shown') return value;
  if (disclosure === 'masked') return field.mask === null ? null : mask(field.mask, String(value));
  return field.summary === null ? null : summarise(field.summary, String(value), Date.now()).code;
}

export function isPermitted(
  authority: Authority,
  purpose: string,
  action: Action,
  row: Row,
  field: Pick<Field, 'name'>,
): boolean {
  return decisionOn(authority, purpose, action, row).fields.get(field.name)?.disclosure === 'shown';
}

export const isVisible = (authority: Authority, purpose: string, row: Row) =>
  decisionOn(authority, purpose, 'see', row).visible;

/** Records that a search by the field may reach. */
export function searchable(
  authority: Authority,
  purpose: string,
  field: Field,
  type: string,
): readonly Row[] {
  return rowsOf(type).filter(
    (row) => isVisible(authority, purpose, row) && isPermitted(authority, purpose, 'find', row, field),
  );
}
