import type pg from 'pg';
import type { Change } from '../audit/access-record.ts';
import { Problem } from '../contract/problem.ts';
import type { ReleasedRecord, WriteAnswer } from '../contract/records.ts';
import type { Disclosure } from '../kernel/disclosure/level.ts';
import type { RecordType } from '../kernel/record-type.ts';
import { transaction } from '../platform/database/transaction.ts';
import { tableOf } from '../vault/naming.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { disclosedFields, project } from './projection.ts';
import { customersToOpen, type Released, release } from './release.ts';
import {
  type Asked,
  accessRecord,
  beginWriting,
  type Gateway,
  isLive,
  readRows,
  recordingRefusals,
  run,
  STALE,
  underLiveAuthority,
} from './requests.ts';
import { allOf, expressionSql, parameters } from './sql.ts';

/** What all writes share: one transaction that holds the change, its record, and what is echoed of it. */

export type WriteOptions = Readonly<{
  /** Makes a repeated request harmless: the same key and content writes once and answers alike. */
  idempotency?: Readonly<{ key: string; content: string }>;
  /** Bulk loads do not ask back for what they have just sent. */
  echo?: false;
}>;

type Begin = Readonly<{ begin?: (client: pg.PoolClient) => Promise<void> }>;

export type Written = Readonly<{
  action: 'create' | 'edit' | 'erase';
  /** Ids of the records written, in the order of the request. */
  records: readonly string[];
  changes: readonly Change[];
  customers: readonly string[];
  rules: readonly string[];
  erased?: Erased;
}>;

/** How many records an erasure took away; whoever erases is told only of those that they could see. */
export type Erased = Readonly<{ all: number; seen: number }>;

export type WriteResult = Readonly<{ answer: Disclosed<WriteAnswer>; erased: number }>;

/**
 * Runs `work` in a transaction under live authority. The change and its access record are committed together or not
 * at all; the answer is the record as the writer may see it, never what was sent.
 */
export function write(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  action: Written['action'],
  attempted: readonly string[],
  options: WriteOptions & Begin,
  work: (asked: Asked, client: pg.PoolClient) => Promise<Written>,
): Promise<WriteResult> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, action, attempted, () =>
      transaction(gateway.pool, async (client) => {
        await options.begin?.(client);
        await beginWriting(client, asked);
        if (!(await isLive(client, asked))) return STALE;
        const earlier = await earlierWrite(gateway, asked, client, options);
        const written = earlier === null ? await work(asked, client) : null;
        const ids = earlier?.records ?? written?.records ?? [];
        const echo = await readBack(gateway, asked, client, options.echo === false ? [] : ids);
        const entry = accessRecord(gateway, asked, {
          kind: 'change',
          action,
          releases: releasesOf(ids, echo),
          customers: written?.customers ?? echo.customers,
          changes: written?.changes ?? [],
          rules: [...new Set([...(written?.rules ?? []), ...asked.plan('see').rules])],
          ...(written?.erased === undefined ? {} : { note: { erased: written.erased.all } }),
        });
        if (written !== null) await rememberWrite(gateway, asked, client, options, written);
        await gateway.audit.appendWithin(client, [entry]);
        const answer = disclosed<WriteAnswer>({
          records: [...echo.records],
          disclosures: { ...echo.disclosures },
          accessRecord: entry.id,
        });
        return { answer, erased: earlier?.erased ?? written?.erased?.seen ?? 0 };
      }),
    ),
  );
}

/** Records that the writer may write but not see are named in the access record all the same. */
function releasesOf(ids: readonly string[], echo: Released) {
  const seen = new Set(echo.records.map(({ id }) => id));
  const unseen = ids.filter((id) => !seen.has(id));
  if (unseen.length === 0) return echo.releases;
  return [...echo.releases, { records: unseen, shown: [], masked: [], summary: [] }];
}

async function readBack(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  ids: readonly string[],
): Promise<Released> {
  const { type, authority, context } = asked;
  const see = asked.plan('see');
  if (see.branches.length === 0 || ids.length === 0) return NOTHING_SEEN;
  const { values, add } = parameters();
  const projection = project(type, see, disclosedFields(type, see), 'r', authority.recordTypes, add);
  const where = [`r.id = ANY (${add(ids)}::uuid[])`, expressionSql(see.rowFilter, type, 'r', add)];
  const text = `SELECT ${projection.columns.join(', ')} FROM ${tableOf(type)} r${projection.joined} WHERE ${allOf(where)}`;
  const rows = await readRows(client, { text, values });
  const keys = await gateway.keys.find(client, customersToOpen(rows, projection), 'fresh');
  const released = release(type, rows, projection, keys, gateway.codec, context.at);
  const byId = new Map(released.records.map((record) => [record.id, record]));
  return { ...released, records: ids.flatMap((id) => byId.get(id) ?? []) };
}

const NOTHING_SEEN: Released = {
  records: [] as readonly ReleasedRecord[],
  disclosures: {} as Readonly<Record<string, Disclosure>>,
  releases: [],
  customers: [],
};

type EarlierWrite = Readonly<{ records: readonly string[]; erased: number | null }>;

/** What an earlier request with the same key wrote; null when there was none. */
async function earlierWrite(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  { idempotency }: WriteOptions,
): Promise<EarlierWrite | null> {
  if (idempotency === undefined) return null;
  // Two requests with one key wait for each other here, so that the second finds what the first wrote.
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `${asked.caller.person.id}|${idempotency.key}`,
  ]);
  const { rows } = await client.query<EarlierWrite & { fingerprint: string }>(
    'SELECT fingerprint, records, erased FROM vault._idempotency WHERE person = $1 AND key = $2',
    [asked.caller.person.id, idempotency.key],
  );
  const [known] = rows;
  if (known === undefined) return null;
  if (known.fingerprint !== fingerprint(gateway, asked.type, idempotency.content)) {
    throw new Problem('idempotency-key-reused');
  }
  return known;
}

async function rememberWrite(
  gateway: Gateway,
  asked: Asked,
  client: pg.PoolClient,
  { idempotency }: WriteOptions,
  { records, erased }: Written,
): Promise<void> {
  if (idempotency === undefined) return;
  await client.query(
    `INSERT INTO vault._idempotency (person, key, fingerprint, records, erased)
     VALUES ($1, $2, $3, $4::uuid[], $5)`,
    [
      asked.caller.person.id,
      idempotency.key,
      fingerprint(gateway, asked.type, idempotency.content),
      records,
      erased?.seen ?? null,
    ],
  );
}

/** A client that has not repeated its request by then does not wait for the answer any more. */
const REMEMBERED_HOURS = 24;

/** Forgets what writes of more than a day ago would answer. */
export async function forgetWrites({ pool }: Pick<Gateway, 'pool'>): Promise<void> {
  await run(pool, {
    text: `DELETE FROM vault._idempotency WHERE written_at < now() - make_interval(hours => $1)`,
    values: [REMEMBERED_HOURS],
  });
}

/** A keyed digest: the content holds customer values, and must not be guessable from what is kept of it. */
function fingerprint(gateway: Gateway, type: RecordType, content: string): string {
  return gateway.indexes.digest(type.name, '_idempotency', 'exact', content);
}
