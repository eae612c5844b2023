import type { Field, Lookup, RecordType } from '../kernel/record-type.ts';

/**
 * How record types and fields are named in the database. System columns begin with an underscore and parts of a
 * field follow two of them; the names of types and fields may contain neither, so that nothing can collide.
 */

export const NAME_PATTERN = /^[a-z](?:_?[a-z0-9]){0,47}$/;

/** Names that a field cannot take because the vault or SQL's readers need them. */
export const RESERVED_NAMES: readonly string[] = [
  'id',
  'version',
  'customer_id',
  'tableoid',
  'ctid',
  'xmin',
  'xmax',
];

export function isUsableName(name: string): boolean {
  return NAME_PATTERN.test(name) && !RESERVED_NAMES.includes(name);
}

export function tableOf(type: Pick<RecordType, 'name'> | string): string {
  return `vault.${quoted(typeof type === 'string' ? type : type.name)}`;
}

/** Which records each reach token reaches: see kernel/policy/scope.ts. */
export function reachTableOf(type: Pick<RecordType, 'name'> | string): string {
  return `vault.${quoted(`${typeof type === 'string' ? type : type.name}__reach`)}`;
}

export function plainColumn(field: Pick<Field, 'name'>): string {
  return quoted(field.name);
}

export function cipherColumn(field: Pick<Field, 'name'>): string {
  return quoted(`${field.name}__ct`);
}

export function maskColumn(field: Pick<Field, 'name'>): string {
  return quoted(`${field.name}__mask`);
}

export function lookupColumn(field: Pick<Field, 'name'>, lookup: Lookup): string {
  return quoted(`${field.name}__${lookup}`);
}

/** The column that holds the value itself, in the clear or as ciphertext. */
export function valueColumn(field: Field): string {
  return field.encrypted ? cipherColumn(field) : plainColumn(field);
}

/** The version of a record, which counts its changes and those of how its type is stored. */
export function versionSql({ timesConverted = 0 }: RecordType, row: string): string {
  return timesConverted === 0 ? `${row}._version` : `(${row}._version + ${Math.trunc(timesConverted)})`;
}

/** A field as it will be when all its values have the form that it is becoming. */
export function nextOf(field: Field): Field {
  const { becoming, options: _, ...rest } = field;
  if (becoming === undefined) throw new Error(`the field ${field.name} is not becoming anything`);
  return { ...rest, ...becoming };
}

/** The same, under a name whose columns stand beside those of the field. */
export function shadowOf(field: Field): Field {
  return { ...nextOf(field), name: `${field.name}__next` };
}

/** The column that names the customer whom a record is about. */
export function customerColumn(type: RecordType): string {
  return type.customerField === null ? 'id' : quoted(type.customerField);
}

/** Every name here has passed {@link NAME_PATTERN}; this is the second lock on the same door. */
function quoted(name: string): string {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) throw new Error('a name reached SQL that is not a name');
  return `"${name}"`;
}
