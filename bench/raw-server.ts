/**
 * What a careful developer would write without any governance: node:http, one prepared statement, JSON. It answers
 * in the same shape as Fencun. `/objects` reads rows as objects, `/arrays` as arrays, which the driver makes quicker.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';
import type { ListAnswer } from '../src/contract/records.ts';
import { FIELD_NAMES } from './customer-type.ts';
import { announce } from './serving.ts';

const LIMIT = 50;
const POOL_SIZE = 20;

const { url } = JSON.parse(process.argv[2] ?? '') as { url: string };
const pool = new pg.Pool({ connectionString: url, max: POOL_SIZE });
pg.types.setTypeParser(1082, (text: string) => text);

const columns = ['id', 'version', ...FIELD_NAMES].map((name) => `"${name}"`).join(', ');
const text = (condition: string) =>
  `SELECT ${columns} FROM bench_raw.customer WHERE ${condition} ORDER BY id DESC LIMIT ${LIMIT}`;
const FIRST = text('department = $1');
const AFTER = text('department = $1 AND id < $2::uuid');

const disclosures = Object.fromEntries(FIELD_NAMES.map((name) => [name, 'shown' as const]));
const ACCESS_RECORD = '01938f4e-0000-7000-8000-000000000000';

type Row = Record<string, string> & { id: string; version: number };

/** Written out by the engine once, as one would by hand: `(row) => ({ id: row.id, …, values: { name: row.name, … } })`. */
const fromObject = new Function(
  'row',
  `return { id: row.id, version: row.version, values: { ${FIELD_NAMES.map((name) => `${name}: row.${name}`).join(', ')} } };`,
) as (row: Row) => ListAnswer['records'][number];
const fromArray = new Function(
  'row',
  `return { id: row[0], version: row[1], values: { ${FIELD_NAMES.map((name, index) => `${name}: row[${index + 2}]`).join(', ')} } };`,
) as (row: unknown[]) => ListAnswer['records'][number];

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, style, department, after] = (request.url ?? '').split('/');
  const statement = after ? { name: 'after', text: AFTER } : { name: 'first', text: FIRST };
  const values = after ? [department, after] : [department];
  const records =
    style === 'arrays'
      ? (await pool.query<unknown[]>({ ...statement, values, rowMode: 'array' })).rows.map(fromArray)
      : (await pool.query<Row>({ ...statement, values })).rows.map(fromObject);
  const body: ListAnswer = {
    disclosures,
    records,
    nextCursor: records.at(-1)?.id ?? null,
    obligations: [],
    accessRecord: ACCESS_RECORD,
  };
  const json = JSON.stringify(body);
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.setHeader('content-length', Buffer.byteLength(json));
  response.end(json);
}

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.writeHead(500).end());
});
announce(server, async () => {
  await pool.end();
});
