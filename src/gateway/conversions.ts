import type pg from 'pg';
import type { AuditWriter } from '../audit/writer.ts';
import { Problem } from '../contract/problem.ts';
import { convert } from '../kernel/classify/convert.ts';
import { type Field, fieldOf, type RecordType, type StoredForm } from '../kernel/record-type.ts';
import { asProblem } from '../platform/database/connect.ts';
import { transaction } from '../platform/database/transaction.ts';
import { customerColumn, nextOf, shadowOf, tableOf, valueColumn } from '../vault/naming.ts';
import { adoptShadowSql, beginShadowSql, dropShadowSql } from '../vault/shadow.ts';
import { columnsOf } from '../vault/tables.ts';
import type { Gateway } from './requests.ts';

/**
 * Storing the values of a field in another form, in the background.
 *
 * It begins with empty columns beside the old ones and the word in the catalogue that the field is becoming something
 * else; whoever writes from then on stores both forms. Batches then give the records that were there before their new
 * form, one transaction each, which also notes how far they have come. At the end one short transaction puts the new
 * columns in the place of the old. Until then readers get the old form, and nothing else waits for it to be done: a
 * process that dies leaves all of that true, and any process goes on from there.
 */
export type Conversion = Readonly<{
  id: string;
  recordType: string;
  field: string;
  form: StoredForm;
  state: 'running' | 'finished' | 'refused' | 'stopped';
  /** Records of the type when it began, and how many have been gone through. */
  total: number;
  done: number;
  /** Values that do not fit the new form; one that does not is enough to refuse all. */
  unfit: number;
  /** Why it does not get on at the moment, or null. */
  problem: string | null;
  startedAt: Date;
  endedAt: Date | null;
}>;

export type Starter = Readonly<{ person: number; at: number; id: string }>;

export type Conversions = Readonly<{
  /** Those under way, and those that ended lately. */
  list(): Promise<readonly Conversion[]>;
  /**
   * Works until none is under way, whichever process began it, or until the signal. One that does not get on stands
   * back behind the others; `failed` is told of it.
   */
  run(signal?: AbortSignal, failed?: (conversion: string, error: unknown) => void): Promise<void>;
}>;

type Tools = Pick<Gateway, 'codec' | 'keys' | 'clock' | 'newId'> & Readonly<{ audit: AuditWriter }>;

const COLUMNS = `id, record_type AS "recordType", field, form, state, total, done, unfit, problem, person, position,
  started_at AS "startedAt", ended_at AS "endedAt"`;
type Row = Conversion & Readonly<{ person: number; position: string }>;

const AT_ONCE = 1_000;
const LISTED_AT_MOST = 20;
const WAIT_MS = 1_000;
const AFTER_FAILURE_MS = 5_000;

export function createConversions(owner: pg.Pool, tools: Tools): Conversions {
  /** The next one that is none of those, and whether there were records left to go through. */
  const advance = (stuck: ReadonlySet<string>, begun: (id: string) => void) =>
    transaction(owner, async (client) => {
      const { rows } = await client.query<Row>(
        `SELECT ${COLUMNS} FROM vault._conversion WHERE state = 'running' AND id <> ALL ($1::uuid[])
          ORDER BY started_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
        [[...stuck]],
      );
      const [conversion] = rows;
      if (conversion === undefined) return null;
      begun(conversion.id);
      // One value that does not fit refuses all: there is nothing to go on for.
      const goesOn = conversion.unfit === 0 && (await batch(tools, client, conversion));
      return { id: conversion.id, goesOn };
    });

  return {
    async list() {
      const { rows } = await owner
        .query<Row>(
          `SELECT ${COLUMNS} FROM vault._conversion ORDER BY state = 'running' DESC, started_at DESC LIMIT $1`,
          [LISTED_AT_MOST],
        )
        .catch((error: unknown) => {
          throw asProblem(error);
        });
      return rows.map(({ person: _person, position: _position, ...conversion }) => conversion);
    },
    async run(signal, failed = () => {}) {
      const stuck = new Set<string>();
      while (signal?.aborted !== true) {
        let current: string | null = null;
        try {
          const advanced = await advance(stuck, (id) => {
            current = id;
          });
          if (advanced !== null && !advanced.goesOn) {
            await transaction(owner, (client) => finish(tools, client, advanced.id));
          }
          if (advanced !== null) continue;
          if (stuck.size === 0 && !(await isAnyRunning(owner))) return;
          await pause(stuck.size === 0 ? WAIT_MS : AFTER_FAILURE_MS, signal);
          stuck.clear();
        } catch (error) {
          if (current === null) {
            await pause(AFTER_FAILURE_MS, signal);
            continue;
          }
          stuck.add(current);
          failed(current, error);
          await noteFailure(owner, current, error);
        }
      }
    },
  };
}

/** In the transaction in which the catalogue is open. @returns the type as it is from then on */
export async function beginConversion(
  client: pg.PoolClient,
  type: RecordType,
  field: Field,
  form: StoredForm,
  { id, person, at }: Starter,
): Promise<RecordType> {
  const table = tableOf(type);
  const becoming = { ...field, becoming: form };
  // Counted before the table is locked: nobody waits for the count, and it only says how far there is to go.
  await client.query(
    `INSERT INTO vault._conversion (id, record_type, field, form, total, person, started_at)
     SELECT $1, $2, $3, $4, count(*), $5, $6 FROM ${table}`,
    [id, type.name, field.name, form, person, new Date(at)],
  );
  // Writers that have begun end first, and those that come later find that there are two forms to store.
  await lockForShape(client, type);
  await client.query(beginShadowSql(type, becoming));
  return withField(type, becoming);
}

/**
 * Gives it up, and leaves the field as it was.
 *
 * @throws Problem `not-found` when it is not under way any more
 */
export async function stopConversion(
  client: pg.PoolClient,
  types: ReadonlyMap<string, RecordType>,
  id: string,
  at: number,
): Promise<Readonly<{ conversion: Conversion; type: RecordType }>> {
  const { rows } = await client.query<Row>(
    `SELECT ${COLUMNS} FROM vault._conversion WHERE id = $1 AND state = 'running' FOR UPDATE`,
    [id],
  );
  const [conversion] = rows;
  const type = conversion === undefined ? undefined : types.get(conversion.recordType);
  if (conversion === undefined || type === undefined) throw new Problem('not-found');
  const { field } = fieldAndNext(type, conversion);
  await lockForShape(client, type);
  await client.query(dropShadowSql(type, field));
  await end(client, conversion.id, 'stopped', at);
  return { conversion, type: withField(type, unchanged(field)) };
}

/** @returns whether there were records to go through */
async function batch(tools: Tools, client: pg.PoolClient, conversion: Row): Promise<boolean> {
  const type = await typeNamed(client, conversion.recordType);
  const { field, next } = fieldAndNext(type, conversion);
  const { rows } = await client.query<{ id: string; customer: string; value: string | null }>(
    `SELECT id, ${customerColumn(type)} AS customer, ${valueColumn(field)}::text AS value FROM ${tableOf(type)}
      WHERE id > $1 ORDER BY id LIMIT ${AT_ONCE} FOR UPDATE`,
    [conversion.position],
  );
  const last = rows.at(-1);
  if (last === undefined) return false;
  const filled = rows.flatMap(({ id, customer, value }) => (value === null ? [] : [{ id, customer, value }]));
  const customers = [...new Set(filled.map(({ customer }) => customer))];
  const keys = await tools.keys.find(client, customers, 'fresh');
  let unfit = 0;
  const encoded = filled.flatMap(({ id, customer, value }) => {
    const key = keys.get(customer);
    if (key === undefined) throw new Problem('key-unavailable');
    const clear = field.encrypted ? tools.codec.decrypt(type, field, id, key, value) : value;
    const converted = convert(next, clear);
    const fits = converted.ok && (converted.value !== null || !field.required);
    if (!fits) unfit += 1;
    return fits ? [{ id, columns: tools.codec.encodeNext(type, field, id, key, clear) }] : [];
  });
  await store(client, type, field, encoded);
  await client.query(
    `UPDATE vault._conversion SET position = $2, done = done + $3, unfit = unfit + $4, problem = NULL WHERE id = $1`,
    [conversion.id, last.id, rows.length, unfit],
  );
  return true;
}

type Encoded = Readonly<{ id: string; columns: ReturnType<Gateway['codec']['encodeNext']> }>;

/** One statement for the batch: each column is one array. */
async function store(
  client: pg.PoolClient,
  type: RecordType,
  field: Field,
  rows: readonly Encoded[],
): Promise<void> {
  if (rows.length === 0) return;
  const columns = columnsOf(shadowOf(field));
  const valueIn = ({ columns: some }: Encoded, name: string) =>
    some.find(({ column }) => column === name)?.value ?? null;
  const sets = columns.map(({ name }, i) => `${name} = n.c${i}`);
  const arrays = columns.map(({ sqlType }, i) => `$${i + 2}::${sqlType.replace(/\(.*\)/, '')}[]`);
  await client.query(
    `UPDATE ${tableOf(type)} t SET ${sets.join(', ')}
       FROM unnest($1::uuid[], ${arrays.join(', ')}) AS n (id, ${columns.map((_, i) => `c${i}`).join(', ')})
      WHERE t.id = n.id`,
    [rows.map(({ id }) => id), ...columns.map(({ name }) => rows.map((row) => valueIn(row, name)))],
  );
}

/** The new columns take the place of the old, or are given up where a value did not fit. */
async function finish(tools: Tools, client: pg.PoolClient, id: string): Promise<void> {
  // Before the conversion, as everybody takes them who changes the catalogue.
  await client.query(DEFINING);
  const { rows } = await client.query<Row>(
    `SELECT ${COLUMNS} FROM vault._conversion WHERE id = $1 AND state = 'running' FOR UPDATE`,
    [id],
  );
  const [conversion] = rows;
  if (conversion === undefined) return;
  const type = await typeNamed(client, conversion.recordType);
  const { field, next } = fieldAndNext(type, conversion);
  const state = conversion.unfit === 0 ? 'finished' : 'refused';
  await lockForShape(client, type);
  await client.query(state === 'finished' ? adoptShadowSql(type, field) : dropShadowSql(type, field));
  const after =
    state === 'finished'
      ? { ...withField(type, next), timesConverted: (type.timesConverted ?? 0) + 1 }
      : withField(type, unchanged(field));
  await client.query('UPDATE vault._record_type SET body = $2, version = version + 1 WHERE name = $1', [
    type.name,
    after,
  ]);
  const at = tools.clock();
  await end(client, id, state, at);
  await tools.audit.appendWithin(client, [endRecord(conversion, state, tools.newId(), at)]);
}

/**
 * The table to oneself. Whoever comes while this waits must wait behind it, so behind a long read it waits a moment
 * only, lets the others through, and asks again.
 *
 * @throws Problem `database-unavailable` when the table was never free for a moment
 */
async function lockForShape(client: pg.PoolClient, type: RecordType): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await client.query(`SAVEPOINT alone; SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`);
    try {
      await client.query(`LOCK TABLE ${tableOf(type)} IN ACCESS EXCLUSIVE MODE`);
      await client.query('SET LOCAL lock_timeout TO DEFAULT; RELEASE SAVEPOINT alone');
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE)) throw error;
      if (tries === LOCK_TRIES) throw new Problem('database-unavailable');
      await client.query('ROLLBACK TO SAVEPOINT alone');
      await pause(LOCK_WAIT_MS, undefined);
    }
  }
}

const LOCK_NOT_AVAILABLE = '55P03';
const LOCK_WAIT_MS = 500;
const LOCK_TRIES = 20;

/** The lock of everybody who changes the catalogue. */
export const DEFINING = `SELECT pg_advisory_xact_lock(hashtext('fencun.define'))`;

function endRecord(conversion: Row, state: 'finished' | 'refused', id: string, at: number) {
  const { recordType, field, done } = conversion;
  return {
    id,
    at,
    kind: 'administration' as const,
    outcome: state === 'finished' ? ('released' as const) : ('failed' as const),
    person: conversion.person,
    credential: null,
    client: null,
    assignments: [],
    office: null,
    door: 'job' as const,
    network: null,
    request: null,
    purpose: null,
    action: 'field.convert.end',
    recordType: null,
    releases: [],
    rules: [],
    policyVersion: 0,
    note: { conversion: conversion.id, recordType, field, records: done, state },
  };
}

async function end(client: pg.PoolClient, id: string, state: Conversion['state'], at: number): Promise<void> {
  await client.query('UPDATE vault._conversion SET state = $2, ended_at = $3, problem = NULL WHERE id = $1', [
    id,
    state,
    new Date(at),
  ]);
}

async function typeNamed(client: pg.PoolClient, name: string): Promise<RecordType> {
  const { rows } = await client.query<{ body: RecordType }>(
    'SELECT body FROM vault._record_type WHERE name = $1',
    [name],
  );
  const type = rows[0]?.body;
  if (type === undefined) throw new Error(`the record type ${name} is gone`);
  return type;
}

function fieldAndNext(type: RecordType, conversion: Conversion): Readonly<{ field: Field; next: Field }> {
  const field = fieldOf(type, conversion.field);
  if (field === undefined) throw new Error(`the field ${conversion.field} is gone`);
  return { field, next: nextOf(field) };
}

function unchanged(field: Field): Field {
  const { becoming: _, ...before } = field;
  return before;
}

function withField(type: RecordType, field: Field): RecordType {
  return { ...type, fields: type.fields.map((each) => (each.name === field.name ? field : each)) };
}

async function isAnyRunning(pool: pg.Pool): Promise<boolean> {
  const { rowCount } = await pool.query(`SELECT FROM vault._conversion WHERE state = 'running' LIMIT 1`);
  return (rowCount ?? 0) > 0;
}

/** Whoever looks at the progress is told that it does not get on, by a code and never by the words of an error. */
async function noteFailure(pool: pg.Pool, id: string, error: unknown): Promise<void> {
  const code = error instanceof Problem ? error.code : 'internal';
  await pool
    .query(`UPDATE vault._conversion SET problem = $2 WHERE id = $1 AND state = 'running'`, [id, code])
    .catch(() => {});
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done, { once: true });
  });
}
