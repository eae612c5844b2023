import type { Field, RecordType } from '../kernel/record-type.ts';
import { nextOf, shadowOf, tableOf } from './naming.ts';
import { addColumnsSql, columnsOf } from './tables.ts';

/**
 * While the values of a field are stored anew, the new form of each stands in columns beside the old one, under names
 * that no field can have. Readers read the old form until, in one transaction, the new columns take its place.
 */

/** @param field as it is, and as it is becoming */
export function beginShadowSql(type: RecordType, field: Field): string {
  return addColumnsSql(type, shadowOf(field));
}

export function dropShadowSql(type: RecordType, field: Field): string {
  return dropSql(type, shadowOf(field));
}

export function adoptShadowSql(type: RecordType, field: Field): string {
  const { becoming: _, ...before } = field;
  const to = columnsOf(nextOf(field));
  const renames = columnsOf(shadowOf(field)).map(
    ({ name }, i) => `ALTER TABLE ${tableOf(type)} RENAME COLUMN ${name} TO ${to[i]?.name ?? name};`,
  );
  return [dropSql(type, before), ...renames].join('\n');
}

function dropSql(type: RecordType, field: Field): string {
  const columns = columnsOf(field).map(({ name }) => `DROP COLUMN ${name}`);
  return `ALTER TABLE ${tableOf(type)} ${columns.join(', ')};`;
}
