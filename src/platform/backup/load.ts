import type pg from 'pg';
import { misconfigured } from '../misconfigured.ts';
import type { DumpEnd } from './dump.ts';
import {
  type CopiedTable,
  type CopyPlan,
  copiedTables,
  EXACT_TEXT,
  nameOf,
  quoted,
  quotedTable,
  type SequenceState,
  type TableName,
} from './tables.ts';

export type LoadOptions = Readonly<{
  plan: CopyPlan;
  /** Called when the tables that come first are filled: makes the tables that they describe. */
  afterFirst(client: pg.PoolClient): Promise<void>;
  /** Called when everything is there, in the same transaction. */
  atEnd(client: pg.PoolClient): Promise<void>;
  report?: (rows: number) => void;
}>;

const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_ROWS = 2_000;

/**
 * Fills an empty database of the same schema from the lines of a dump after its head, in one transaction: all of it is
 * there in the end, or nothing. References between tables are checked when all rows are in; triggers keep still,
 * because what they would do they did when the rows were first written.
 *
 * @returns how many rows there are
 * @throws Problem `misconfigured` when the database is not empty, has other tables, or the dump is not whole
 */
export async function load(
  client: pg.PoolClient,
  lines: AsyncIterable<string>,
  options: LoadOptions,
): Promise<number> {
  await client.query(EXACT_TEXT);
  await mustBeEmpty(client, options.plan);
  const references = [...(await dropReferences(client, options.plan))];
  const afterFirst = async () => {
    await options.afterFirst(client);
    references.push(...(await dropReferences(client, options.plan)));
  };
  const loader = new Loader(client, { ...options, afterFirst });
  for await (const line of lines) await loader.take(line);
  const rows = await loader.finish();
  for (const { table, name, definition } of references) {
    await client.query(`ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`);
  }
  await options.atEnd(client);
  return rows;
}

/** Takes the lines one by one and writes rows in batches. */
class Loader {
  readonly #client: pg.PoolClient;
  readonly #options: LoadOptions;
  #target: ReadonlyMap<string, CopiedTable> | null = null;
  #first: ReadonlySet<string>;
  #table: CopiedTable | null = null;
  #batch: string[] = [];
  #batchBytes = 0;
  #loaded = 0;
  readonly #counts: Record<string, number> = {};
  #end: DumpEnd['end'] | null = null;

  constructor(client: pg.PoolClient, options: LoadOptions) {
    this.#client = client;
    this.#options = options;
    this.#first = new Set(options.plan.first);
  }

  async take(line: string): Promise<void> {
    if (this.#end !== null) throw damaged();
    if (line.startsWith('[')) {
      await this.#takeRow(line);
      return;
    }
    await this.#leaveTable();
    const said = JSON.parse(line) as Readonly<{ table?: CopiedTable }> & Partial<DumpEnd>;
    if (said.end !== undefined) this.#end = said.end;
    else if (said.table !== undefined) await this.#enterTable(said.table);
    else throw damaged();
  }

  async finish(): Promise<number> {
    const end = this.#end;
    if (end === null) throw damaged();
    const counted = Object.entries(end.rows).every(([name, count]) => this.#counts[name] === count);
    if (!counted) throw damaged();
    const target = await this.#tables();
    const lacking = [...target.keys()].filter((name) => this.#counts[name] === undefined);
    // A table that a later version brought stays empty.
    for (const name of lacking) this.#counts[name] = 0;
    for (const table of target.values()) {
      await this.#client.query(`ALTER TABLE ${quotedTable(table)} ENABLE TRIGGER USER`);
    }
    for (const state of end.sequences) await restoreSequence(this.#client, state);
    return this.#loaded;
  }

  async #enterTable(table: CopiedTable): Promise<void> {
    const name = nameOf(table);
    if (this.#first.size > 0 && !this.#first.has(name)) {
      this.#first = new Set();
      await this.#options.afterFirst(this.#client);
      this.#target = null;
    }
    const own = (await this.#tables()).get(name);
    const columns = table.columns.map((column) => own?.columns.find((known) => known.name === column.name));
    if (own === undefined || columns.some((column) => column === undefined)) throw otherTables(name);
    this.#table = { ...own, columns: columns.flatMap((column) => column ?? []) };
    this.#counts[name] = 0;
    await this.#client.query(`ALTER TABLE ${quotedTable(own)} DISABLE TRIGGER USER`);
    if (this.#options.plan.seeded.includes(name)) {
      await this.#client.query(`DELETE FROM ${quotedTable(own)}`);
    }
  }

  async #takeRow(line: string): Promise<void> {
    this.#batch.push(line);
    this.#batchBytes += line.length;
    if (this.#batch.length >= BATCH_ROWS || this.#batchBytes >= BATCH_BYTES) await this.#write();
  }

  async #leaveTable(): Promise<void> {
    await this.#write();
    this.#table = null;
  }

  async #write(): Promise<void> {
    if (this.#batch.length === 0) return;
    const table = this.#table;
    if (table === null) throw damaged();
    const names = table.columns.map(({ name }) => quoted(name)).join(', ');
    const values = table.columns.map(({ type }, at) => `(r ->> ${at})::${type}`).join(', ');
    const { rowCount } = await this.#client.query(
      `INSERT INTO ${quotedTable(table)} (${names}) OVERRIDING SYSTEM VALUE
       SELECT ${values} FROM json_array_elements($1::json) AS r`,
      [`[${this.#batch.join(',')}]`],
    );
    const name = nameOf(table);
    this.#counts[name] = (this.#counts[name] ?? 0) + (rowCount ?? 0);
    this.#loaded += this.#batch.length;
    this.#batch = [];
    this.#batchBytes = 0;
    this.#options.report?.(this.#loaded);
  }

  async #tables(): Promise<ReadonlyMap<string, CopiedTable>> {
    this.#target ??= new Map(
      (await copiedTables(this.#client, this.#options.plan)).map((table) => [nameOf(table), table]),
    );
    return this.#target;
  }
}

async function mustBeEmpty(client: pg.PoolClient, plan: CopyPlan): Promise<void> {
  for (const table of await copiedTables(client, plan)) {
    if (plan.seeded.includes(nameOf(table))) continue;
    const { rows } = await client.query(`SELECT FROM ${quotedTable(table)} LIMIT 1`);
    if (rows.length > 0) throw notEmpty();
  }
}

type Reference = Readonly<{ table: string; name: string; definition: string }>;

async function dropReferences(client: pg.PoolClient, { schemas }: CopyPlan): Promise<readonly Reference[]> {
  const { rows } = await client.query<TableName & { constraint: string; definition: string }>(
    `SELECT n.nspname AS schema, c.relname AS name, k.conname AS constraint, pg_get_constraintdef(k.oid) AS definition
       FROM pg_constraint k
       JOIN pg_class c ON c.oid = k.conrelid
       JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE k.contype = 'f' AND n.nspname = ANY ($1)`,
    [schemas],
  );
  for (const row of rows) {
    await client.query(`ALTER TABLE ${quotedTable(row)} DROP CONSTRAINT ${quoted(row.constraint)}`);
  }
  return rows.map((row) => ({ table: quotedTable(row), name: row.constraint, definition: row.definition }));
}

async function restoreSequence(client: pg.PoolClient, state: SequenceState): Promise<void> {
  await client.query(
    `SELECT setval(pg_get_serial_sequence($1, $2), $3::bigint, $4) WHERE pg_get_serial_sequence($1, $2) IS NOT NULL`,
    [quotedTable(state), state.column, state.lastValue, state.isCalled],
  );
}

function damaged(): Error {
  return misconfigured({
    zh: '备份文件不完整。请换一份备份。',
    en: 'The backup is not whole. Use another one.',
  });
}

function notEmpty(): Error {
  return misconfigured({
    zh: '只能恢复到空库。请把 FENCUN_DATA 设为新的目录，或把 DATABASE_URL 指向新建的空数据库。',
    en: 'A backup is restored into an empty store only. Set FENCUN_DATA to a new folder, or DATABASE_URL to a new database.',
  });
}

function otherTables(name: string): Error {
  return misconfigured({
    zh: `此版本没有备份中的表 ${name}，或其列不同。请用做备份时的版本恢复，再升级。`,
    en: `This version lacks the table ${name} of the backup, or its columns differ. Restore with the version that made the backup, then upgrade.`,
  });
}
