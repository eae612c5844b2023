import type { Placement } from '../../src/kernel/policy/model.ts';
import type { Field } from '../../src/kernel/record-type.ts';
import { canary, type Variant } from './canaries.ts';
import { EAST_SALES, EAST_SERVICE, READERS, typeNamed, WEST_SALES } from './company.ts';

/** The company's records, the same in every world but for the values of their cells. */

export type Row = Readonly<{
  type: string;
  id: string;
  /** The customer whom it is about; its own id for a customer. */
  customer: string;
  /** Where it is put. */
  placement: Placement;
  /** Where it stands once it has inherited team and shares of its customer. */
  standing: Placement;
  plain: Readonly<Record<string, string>>;
  /** Fields that are empty, though they could hold a canary. */
  empty: readonly string[];
}>;

const NOWHERE = { owner: null, team: [], shares: [] } as const;

export function idOf(type: string, index: number): string {
  const space = { customer: 1, order: 2, ticket: 3 }[type] ?? 9;
  return `01890000-0000-7000-8000-${String(space)}${index.toString(16).padStart(11, '0')}`;
}
/** Has the form of a record's id, and is none. */
export const ABSENT = '01890000-0000-7000-8000-9000000000ff';

function customerRow(index: number): Row {
  const department = index < 7 ? EAST_SALES : index < 10 ? EAST_SERVICE : WEST_SALES;
  const { outsider, mixed } = READERS;
  const placement: Placement = {
    owner: index === 0 ? mixed.id : null,
    department,
    team: index === 1 ? [mixed.id] : [],
    shares:
      index === 3
        ? [{ kind: 'assignment', id: outsider.id }]
        : index === 4
          ? [{ kind: 'department', id: WEST_SALES, tree: false }]
          : [],
  };
  const id = idOf('customer', index);
  const plain = {
    level: index % 3 === 0 ? 'silver' : 'gold',
    topics: index % 2 === 0 ? 'news' : 'news\noffers',
  };
  return {
    type: 'customer',
    id,
    customer: id,
    placement,
    standing: placement,
    plain,
    empty: index === 2 ? [] : ['bonus'],
  };
}

export const CUSTOMERS: readonly Row[] = Array.from({ length: 14 }, (_, index) => customerRow(index));

function about(type: string, index: number, customerIndex: number, department: number): Row {
  const customer = CUSTOMERS[customerIndex];
  if (customer === undefined) throw new Error('no such customer');
  const placement: Placement = { ...NOWHERE, department };
  const { team, shares } = customer.placement;
  const link = type === 'order' ? 'buyer' : 'caller';
  const day = String(1 + index).padStart(2, '0');
  const orderOnly =
    type === 'order' ? { status: index % 2 === 0 ? 'open' : 'done', placed: `2026-03-${day}` } : {};
  return {
    type,
    id: idOf(type, index),
    customer: customer.id,
    placement,
    standing: { ...placement, team, shares },
    plain: { [link]: customer.id, ...orderOnly },
    empty: [],
  };
}

const departmentOf = (index: number) => CUSTOMERS[index]?.placement.department ?? EAST_SALES;

const ORDERS: readonly Row[] = [
  ...Array.from({ length: 10 }, (_, index) =>
    about('order', index, index, index === 2 ? EAST_SERVICE : index === 7 ? EAST_SALES : departmentOf(index)),
  ),
  about('order', 10, 0, EAST_SALES),
  about('order', 11, 1, EAST_SALES),
  about('order', 12, 10, WEST_SALES),
];

const TICKETS: readonly Row[] = [
  ...Array.from({ length: 6 }, (_, index) => about('ticket', index, index, EAST_SERVICE)),
  about('ticket', 6, 10, WEST_SALES),
  about('ticket', 7, 0, WEST_SALES),
];

export const ROWS: readonly Row[] = [...CUSTOMERS, ...ORDERS, ...TICKETS];
export const rowsOf = (type: string) => ROWS.filter((row) => row.type === type);

/** Names a cell in findings: `customer.phone of 01890000-…`. */
export const cellOf = (row: Row, field: Pick<Field, 'name'>) => `${row.type}.${field.name} of ${row.id}`;

/** What stands in a cell, in its stored form; null where it is empty or computed. */
export function valueIn(row: Row, field: Field, variant: Variant): string | null {
  if (field.derived !== undefined || row.empty.includes(field.name)) return null;
  return row.plain[field.name] ?? canary(field, cellOf(row, field), variant);
}

export function canaryFields(row: Row): readonly Field[] {
  return typeNamed(row.type).fields.filter(
    (field) => row.plain[field.name] === undefined && valueIn(row, field, 'match') !== null,
  );
}

/** What a computed field gives of a customer: it counts all orders, whoever may see them. */
export function derivedOf(row: Row, field: Field): string | number | boolean | null {
  const orders = rowsOf('order').filter(({ customer }) => customer === row.id);
  switch (field.derived?.kind) {
    case 'count':
      return orders.length;
    case 'exists':
      return orders.some(({ plain }) => plain.status === 'open');
    case 'latest':
      return (
        orders
          .map(({ plain }) => plain.placed ?? '')
          .toSorted()
          .at(-1) ?? null
      );
    default:
      throw new Error(`${field.name} is not computed`);
  }
}
