import type { Field, FieldType, RecordType } from '../kernel/record-type.ts';
import {
  cipherColumn,
  lookupColumn,
  maskColumn,
  plainColumn,
  reachTableOf,
  shadowOf,
  tableOf,
} from './naming.ts';

/** Record types as real tables. Each function returns SQL text made only of checked names. */

const SQL_TYPES: Readonly<Partial<Record<FieldType, string>>> = {
  number: 'numeric',
  money: 'numeric(20, 2)',
  date: 'date',
  'birth-date': 'date',
  boolean: 'boolean',
  relation: 'uuid',
};

export function sqlTypeOf(field: Field): string {
  return SQL_TYPES[field.type] ?? 'text';
}

/** The options of a multi-choice as an array; the text of an index must be the text of the condition. */
export function optionsSql(column: string): string {
  return `string_to_array(${column}, E'\\n')`;
}

/** Fields that have columns; a derived field is computed when it is read. */
export function storedFields(type: RecordType): readonly Field[] {
  return type.fields.filter((field) => field.derived === undefined);
}

export type Column = Readonly<{ name: string; sqlType: string }>;

export function columnsOf(field: Field): readonly Column[] {
  const columns: Column[] = field.encrypted
    ? [{ name: cipherColumn(field), sqlType: 'text' }]
    : [{ name: plainColumn(field), sqlType: sqlTypeOf(field) }];
  if (field.mask !== null) columns.push({ name: maskColumn(field), sqlType: 'text' });
  if (field.encrypted) {
    for (const lookup of field.lookups) columns.push({ name: lookupColumn(field, lookup), sqlType: 'text' });
  }
  return field.becoming === undefined ? columns : [...columns, ...columnsOf(shadowOf(field))];
}

/** What the customer decided: kernel/policy/customer-facts.ts. What is in force of vault._decision. */
const FACTS_COLUMN = `_facts text[] NOT NULL DEFAULT '{}',`;

export function createTableSql(type: RecordType): string {
  const columns = storedFields(type).flatMap(columnsOf);
  const customers =
    type.customerField === null
      ? ''
      : `ALTER TABLE ${tableOf(type)} ADD FOREIGN KEY (${plainColumn({ name: type.customerField })})
           REFERENCES vault.customer (id);`;
  return `
    CREATE TABLE ${tableOf(type)} (
      id uuid PRIMARY KEY,
      _version integer NOT NULL DEFAULT 1,
      _owner integer,
      _department integer,
      _legal_entity integer,
      ${type.customerField === null ? FACTS_COLUMN : ''}
      ${columns.map(({ name, sqlType }) => `${name} ${sqlType}`).join(',\n      ')}
    );
    CREATE INDEX ON ${tableOf(type)} (_owner, id DESC) WHERE _owner IS NOT NULL;
    CREATE INDEX ON ${tableOf(type)} (_department, id DESC);
    CREATE INDEX ON ${tableOf(type)} (_legal_entity, id DESC);
    ${customers}
    CREATE TABLE ${reachTableOf(type)} (
      token bigint NOT NULL,
      record uuid NOT NULL REFERENCES ${tableOf(type)} (id) ON DELETE CASCADE,
      PRIMARY KEY (token, record)
    );
    CREATE INDEX ON ${reachTableOf(type)} (record);
    ${storedFields(type)
      .map((field) => indexesSql(type, field))
      .join('\n')}
    GRANT SELECT, INSERT, UPDATE, DELETE ON ${tableOf(type)}, ${reachTableOf(type)} TO fencun_gateway;
  `;
}

/** Columns for a further field, or for another form of one. */
export function addColumnsSql(type: RecordType, field: Field): string {
  const columns = columnsOf(field).map(({ name, sqlType }) => `ADD COLUMN ${name} ${sqlType}`);
  return `ALTER TABLE ${tableOf(type)} ${columns.join(', ')}; ${indexesSql(type, field)}`;
}

function indexesSql(type: RecordType, field: Field): string {
  if (field.becoming !== undefined) {
    const { becoming: _, ...now } = field;
    return `${indexesSql(type, now)} ${indexesSql(type, shadowOf(field))}`;
  }
  const table = tableOf(type);
  if (field.encrypted) {
    return field.lookups
      .map((lookup) => lookupColumn(field, lookup))
      .map((column) => `CREATE INDEX ON ${table} (${column}) WHERE ${column} IS NOT NULL;`)
      .join('\n');
  }
  if (field.type === 'multi-choice') {
    const options = optionsSql(plainColumn(field));
    return field.lookups.includes('exact') ? `CREATE INDEX ON ${table} USING gin (${options});` : '';
  }
  const wanted = field.lookups.includes('exact') || field.type === 'relation';
  return wanted ? `CREATE INDEX ON ${table} (${plainColumn(field)}, id DESC);` : '';
}
