import type pg from 'pg';
import { Problem } from '../contract/problem.ts';
import { type Field, fieldOf, type RecordType, type StoredForm } from '../kernel/record-type.ts';
import { transaction } from '../platform/database/transaction.ts';
import { isUsableName } from '../vault/naming.ts';
import { addColumnsSql, createTableSql } from '../vault/tables.ts';
import { mustBeConvertible } from './conversion-rules.ts';
import { beginConversion, type Conversion, DEFINING, type Starter, stopConversion } from './conversions.ts';
import { derivationProblem } from './projection.ts';

/** Defining record types and fields: metadata and tables change in one transaction, or not at all. */
export type Definitions = Readonly<{
  /**
   * Creates the record type, or adds those fields that it does not have yet. Fields that exist stay as they are.
   * `within` runs in the same transaction, e.g. to record who did it.
   *
   * @throws Problem `invalid-input` naming what is wrong
   */
  define(type: RecordType, within?: (client: pg.PoolClient) => Promise<void>): Promise<void>;
  /**
   * Changes the catalogue in a transaction of its own. `open` is called when it is to be changed: from then on, and
   * until the transaction ends, nobody else changes it.
   */
  revise<T>(work: (client: pg.PoolClient, open: () => Promise<OpenCatalogue>) => Promise<T>): Promise<T>;
}>;

/** The record types with the version of each, which counts its changes. */
export type StoredCatalogue = Readonly<{
  types: ReadonlyMap<string, RecordType>;
  versions: ReadonlyMap<string, number>;
}>;

export type OpenCatalogue = StoredCatalogue &
  Readonly<{
    /**
     * Stores a type that is new, has more fields, or whose fields are described otherwise.
     *
     * @returns its version
     * @throws Problem `invalid-input` naming what is wrong
     */
    save(type: RecordType): Promise<number>;
    /**
     * Begins to store the values of a field in another form; see {@link Conversion}.
     *
     * @returns the version of the type
     * @throws Problem `invalid-input` where the field cannot have that form
     */
    convert(typeName: string, fieldName: string, form: StoredForm, by: Starter): Promise<number>;
    /** @throws Problem `not-found` for a conversion that is not under way */
    stopConversion(id: string, at: number): Promise<Conversion>;
  }>;

export function createDefinitions(ownerPool: pg.Pool): Definitions {
  return {
    define: (type, within) =>
      transaction(ownerPool, async (client) => {
        const { types, save } = await openCatalogue(client);
        const existing = types.get(type.name);
        const added = existing === undefined ? [] : newFields(existing, type);
        if (existing === undefined) await save(type);
        else if (added.length > 0) await save({ ...existing, fields: [...existing.fields, ...added] });
        await within?.(client);
      }),
    revise: (work) => transaction(ownerPool, (client) => work(client, () => openCatalogue(client))),
  };
}

export async function loadCatalogue(client: Pick<pg.Pool, 'query'>): Promise<StoredCatalogue> {
  const { rows } = await client.query<{ version: number; body: RecordType }>(
    'SELECT version, body FROM vault._record_type ORDER BY position',
  );
  return {
    types: new Map(rows.map(({ body }) => [body.name, body])),
    versions: new Map(rows.map(({ body, version }) => [body.name, version])),
  };
}

async function openCatalogue(client: pg.PoolClient): Promise<OpenCatalogue> {
  // One definition at a time: two imports may bring the same new column.
  await client.query(DEFINING);
  const stored = await loadCatalogue(client);
  // What is saved is there for the next type of the same transaction, whose relations may point to it.
  const types = new Map(stored.types);
  const versions = new Map(stored.versions);
  const keep = (type: RecordType, version: number) => {
    types.set(type.name, type);
    versions.set(type.name, version);
    return version;
  };
  const describe = async (type: RecordType) => {
    const updated = await client.query<{ version: number }>(
      'UPDATE vault._record_type SET body = $2, version = version + 1 WHERE name = $1 RETURNING version',
      [type.name, type],
    );
    return keep(type, updated.rows[0]?.version ?? 1);
  };
  return {
    types,
    versions,
    async save(type) {
      const existing = types.get(type.name);
      check(type, new Map([...types, [type.name, type]]));
      if (existing === undefined) {
        await client.query(createTableSql(type));
        await client.query('INSERT INTO vault._record_type (name, body) VALUES ($1, $2)', [type.name, type]);
        return keep(type, 1);
      }
      mustBeStoredAlike(existing, type);
      for (const field of newFields(existing, type).filter(({ derived }) => derived === undefined)) {
        await client.query(addColumnsSql(type, field));
      }
      return describe(type);
    },
    async convert(typeName, fieldName, form, by) {
      const type = types.get(typeName);
      const field = type === undefined ? undefined : fieldOf(type, fieldName);
      if (type === undefined || field === undefined) throw new Problem('not-found');
      mustBeConvertible(types, type, field, form);
      const { options: _, ...rest } = field;
      checkField(type, { ...rest, ...form }, types);
      return describe(await beginConversion(client, type, field, form, by));
    },
    async stopConversion(id, at) {
      const { conversion, type } = await stopConversion(client, types, id, at);
      await describe(type);
      return conversion;
    },
  };
}

/** What stands in a table is not stored otherwise by describing it otherwise: that is a conversion. */
function mustBeStoredAlike(existing: RecordType, wanted: RecordType): void {
  for (const before of existing.fields) {
    const after = fieldOf(wanted, before.name);
    if (after === undefined || storageOf(before) !== storageOf(after)) {
      throw new Error(`the field ${before.name} would have to be stored otherwise`);
    }
  }
}

function storageOf({ type, mask, encrypted, lookups, derived, target, becoming }: Field): string {
  return JSON.stringify([type, mask, encrypted, [...lookups].sort(), derived, target, becoming]);
}

function newFields(existing: RecordType, wanted: RecordType): readonly Field[] {
  return wanted.fields.filter(({ name }) => fieldOf(existing, name) === undefined);
}

/** PostgreSQL cuts names at 63 bytes; the longest part that is added to a name is `__exact`. */
const FIELDS_AT_MOST = 200;

function check(type: RecordType, known: ReadonlyMap<string, RecordType>): void {
  const names = type.fields.map(({ name }) => name);
  const bad = [type.name, ...names].find((name) => !isUsableName(name));
  if (bad !== undefined) {
    throw invalid(`“${bad}” 不能用作名称`, `“${bad}” cannot be used as a name`);
  }
  if (new Set(names).size !== names.length) throw invalid('字段重名', 'two fields have the same name');
  if (names.length > FIELDS_AT_MOST) {
    throw invalid(`字段不得超过 ${FIELDS_AT_MOST} 个`, `there may be at most ${FIELDS_AT_MOST} fields`);
  }
  if ((type.name === 'customer') !== (type.customerField === null)) {
    throw invalid('除客户外，每种记录都要指明所属客户', 'every record type but customer names its customer');
  }
  if (!names.includes(type.titleField)) {
    throw invalid(`“${type.titleField}”不是字段`, `the title “${type.titleField}” is no field`);
  }
  if (!known.has('customer')) throw invalid('须先定义客户', 'customer must be defined first');
  if (type.customerField !== null) checkCustomerField(type, type.customerField);
  for (const field of type.fields) checkField(type, field, known);
}

function checkCustomerField(type: RecordType, name: string): void {
  const field = fieldOf(type, name);
  if (field?.type !== 'relation' || field.target !== 'customer' || !field.required || field.encrypted) {
    throw invalid(
      `“${name}” 必须是指向客户的必填关系字段`,
      `“${name}” must be a required relation to customer, in the clear`,
    );
  }
}

function checkField(type: RecordType, field: Field, known: ReadonlyMap<string, RecordType>): void {
  const text = ![
    'number',
    'money',
    'date',
    'birth-date',
    'boolean',
    'relation',
    'choice',
    'multi-choice',
  ].includes(field.type);
  if (field.derived !== undefined) {
    const problem = derivationProblem(field.derived, known);
    if (problem !== null || field.encrypted || type.customerField !== null) {
      throw invalid(
        `计算字段“${field.name}”的来源无效`,
        `the source of the computed field “${field.name}” is not usable`,
      );
    }
  }
  if (field.encrypted && field.type === 'relation') {
    throw invalid(`关系字段“${field.name}”不能加密`, `the relation “${field.name}” cannot be encrypted`);
  }
  if (field.lookups.includes('last4') && !(text && field.encrypted)) {
    throw invalid(
      `字段“${field.name}”不支持按后四位查找`,
      `the field “${field.name}” cannot be looked up by its last four`,
    );
  }
}

function invalid(zh: string, en: string): Problem {
  return new Problem('invalid-input', { 'detail.zh': `${zh}。`, 'detail.en': `${en}.`, detail: `${en}.` });
}
