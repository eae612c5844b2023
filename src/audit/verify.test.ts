import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  accessRecord,
  LOG_MIGRATIONS,
  logKey,
  ORIGIN,
  sha256,
  testSealer,
  WRITER,
} from '../../test/support/access-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { decodeBundle, encodeBundle } from '../kernel/merkle/bundle.ts';
import { concatBytes } from '../kernel/merkle/bytes.ts';
import { grow } from '../kernel/merkle/edge.ts';
import { leafHash } from '../kernel/merkle/hash.ts';
import { exportLog } from './export-log.ts';
import { folderSource, httpSource, type LogSource } from './log-source.ts';
import { databaseSource, keptCheckpoints, serveLogFile } from './tiles.ts';
import { type LogReport, verifyLog } from './verify.ts';
import { verifyMentions } from './verify-mentions.ts';
import { createAuditWriter } from './writer.ts';

const SIZE = 256 * 4 + 100;

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(LOG_MIGRATIONS);
  const writer = createAuditWriter({ pool: test.database.pool('gateway'), writerId: WRITER });
  const sealer = testSealer(test.database);
  for (let start = 0; start < SIZE; start += 70) {
    const count = Math.min(70, SIZE - start);
    await Promise.all(Array.from({ length: count }, (_, i) => writer.append(accessRecord(start + i))));
    await sealer.sealNow();
  }
});
afterAll(() => test.drop());

const source = (): LogSource => databaseSource(test.database.pool('auditor'));
const check = (from: LogSource, witnessed: readonly string[] = []): Promise<LogReport> =>
  verifyLog({ source: from, hash: sha256, origin: ORIGIN, trusted: [logKey().verifier], witnessed });

/** Changes the stored log as somebody who owns the database could, looks, and puts everything back. */
async function tampered(statements: readonly (readonly [string, unknown[]?])[]) {
  const owner = test.database.pool('owner');
  const tables = ['bundle', 'tail', 'tile', 'checkpoint'];
  for (const table of tables) {
    await owner.query(`ALTER TABLE audit.${table} DISABLE TRIGGER USER`);
    await owner.query(`CREATE TABLE public.kept_${table} AS TABLE audit.${table}`);
  }
  try {
    for (const [text, values] of statements) await owner.query(text, values ?? []);
    const witnessed = await keptCheckpoints(test.database.pool('auditor'));
    return {
      report: await check(source()),
      narrowed: await check(source(), witnessed),
      mentions: await verifyMentions(test.database.pool('auditor')),
    };
  } finally {
    for (const table of tables) {
      await owner.query(`DELETE FROM audit.${table}`);
      await owner.query(`INSERT INTO audit.${table} TABLE public.kept_${table}`);
      await owner.query(`DROP TABLE public.kept_${table}`);
      await owner.query(`ALTER TABLE audit.${table} ENABLE TRIGGER USER`);
    }
  }
}

async function entriesOf(table: 'bundle' | 'tail', key: number): Promise<Uint8Array[]> {
  const column = table === 'bundle' ? 'index' : 'first';
  const { rows } = await test.database
    .pool('auditor')
    .query<{ entries: Buffer }>(`SELECT entries FROM audit.${table} WHERE ${column} = $1`, [key]);
  const decoded = decodeBundle(rows[0]?.entries ?? Buffer.alloc(1));
  if (!decoded.ok) throw new Error(decoded.reason);
  return [...decoded.value];
}

const replaceBundle = (index: number, entries: readonly Uint8Array[]) => {
  const encoded = encodeBundle(entries);
  if (!encoded.ok) throw new Error(encoded.reason);
  return ['UPDATE audit.bundle SET entries = $2 WHERE index = $1', [index, encoded.value]] as [
    string,
    unknown[],
  ];
};

const forged = Buffer.from(JSON.stringify(accessRecord(9999)));

/** The place of the first finding. */
const place = ({ findings: [first] }: LogReport) => [first?.kind, first?.firstLeaf, first?.lastLeaf];

describe('a log as it was sealed', () => {
  it('LOG-20 verifies, from the database, from a folder and over HTTP', async () => {
    const witnessed = await keptCheckpoints(test.database.pool('auditor'));
    expect(witnessed.length).toBeGreaterThan(15);
    expect(await check(source(), witnessed)).toMatchObject({
      isSound: true,
      checkedEntries: SIZE,
      findings: [],
    });
    expect(await verifyMentions(test.database.pool('auditor'))).toEqual([]);

    const folder = await mkdtemp(join(tmpdir(), 'fencun-log-'));
    expect(await exportLog(source(), folder)).toBe(SIZE);
    expect(await check(folderSource(folder), witnessed)).toMatchObject({
      isSound: true,
      checkedEntries: SIZE,
    });

    const server = createServer((request, response) => {
      const path = (request.url ?? '').replace('/log/', '');
      void serveLogFile(source(), path).then((file) => {
        response.writeHead(file ? 200 : 404, file ? { 'content-type': file.contentType } : {});
        response.end(file?.bytes);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const http = httpSource(`http://127.0.0.1:${port}/log`, fetch);
    expect(await check(http, witnessed)).toMatchObject({ isSound: true, checkedEntries: SIZE });
    server.close();
    await rm(folder, { recursive: true });
  });

  it('LOG-21 is served in the layout of tlog-tiles, partial tiles included', async () => {
    const serve = (path: string) => serveLogFile(source(), path);
    expect(await serve('checkpoint')).toMatchObject({
      contentType: 'text/plain; charset=utf-8',
      isImmutable: false,
    });
    expect(await serve('tile/0/000')).toMatchObject({ isImmutable: true, bytes: { length: 8192 } });
    expect(await serve('tile/0/004.p/100')).toMatchObject({ bytes: { length: 3200 } });
    expect(await serve('tile/0/003.p/7')).toMatchObject({ bytes: { length: 224 } });
    expect(await serve('tile/1/000.p/4')).toMatchObject({ bytes: { length: 128 } });
    const bundle = await serve('tile/entries/004.p/3');
    const decoded = decodeBundle(bundle?.bytes ?? new Uint8Array(1));
    expect(decoded.ok && decoded.value.length).toBe(3);
    for (const path of [
      'tile/0/004',
      'tile/0/004.p/101',
      'tile/1/000',
      'tile/2/000',
      'tile/entries/005',
      'x',
    ]) {
      expect(await serve(path), path).toBeNull();
    }
  });

  it('LOG-20 a second export leaves the first as evidence', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fencun-log-'));
    await exportLog(source(), folder);
    const file = join(folder, 'tile/entries/000');
    const bytes = await readFile(file);
    await writeFile(file, 'seen before');
    await exportLog(source(), folder);
    expect(await readFile(file, 'utf8')).toBe('seen before');
    await writeFile(file, bytes.subarray(0, -1));
    expect(place(await check(folderSource(folder)))).toEqual(['entry-altered', 255, 255]);
    await rm(folder, { recursive: true });
  });
});

describe('tampering with sealed entries', () => {
  let entries: Uint8Array[];
  beforeEach(async () => {
    entries = await entriesOf('bundle', 2);
  });

  it('LOG-22 a changed entry is found at its place', async () => {
    const { report } = await tampered([replaceBundle(2, entries.with(77, forged))]);
    expect(report.isSound).toBe(false);
    expect(report.findings).toHaveLength(1);
    expect(place(report)).toEqual(['entry-altered', 512 + 77, 512 + 77]);
  });

  it('LOG-22 a deleted entry is found at its place', async () => {
    const { report } = await tampered([replaceBundle(2, entries.toSpliced(10, 1))]);
    expect(place(report)).toEqual(['entry-altered', 522, 522]);
    const last = await tampered([replaceBundle(2, entries.slice(0, -1))]);
    expect(place(last.report)).toEqual(['entry-altered', 767, 767]);
    const bundle = await tampered([['DELETE FROM audit.bundle WHERE index = 2']]);
    expect(place(bundle.report)).toEqual(['entries-missing', 512, 767]);
  });

  it('LOG-22 an inserted entry is found at its place', async () => {
    const { report } = await tampered([replaceBundle(2, entries.toSpliced(10, 0, forged))]);
    expect(place(report)).toEqual(['entry-altered', 522, 522]);
    const last = await tampered([replaceBundle(2, [...entries, forged])]);
    expect(place(last.report)).toEqual(['entry-altered', 767, 767]);
  });

  it('LOG-22 reordered entries are found at the first that moved', async () => {
    const [third, ninth] = [entries[3] ?? forged, entries[9] ?? forged];
    const { report } = await tampered([replaceBundle(2, entries.with(3, ninth).with(9, third))]);
    expect(place(report)).toEqual(['entry-altered', 515, 515]);
  });

  it('LOG-22 an entry of the last, partial bundle is found as well', async () => {
    const { rows } = await test.database
      .pool('auditor')
      .query<{ first: number }>('SELECT max(first) AS first FROM audit.tail');
    const first = rows[0]?.first ?? 0;
    const tail = await entriesOf('tail', first);
    const encoded = encodeBundle(tail.with(1, forged));
    const { report } = await tampered([
      ['UPDATE audit.tail SET entries = $2 WHERE first = $1', [first, encoded.ok && encoded.value]],
    ]);
    expect(place(report)).toEqual(['entry-altered', first + 1, first + 1]);
    const gone = await tampered([['DELETE FROM audit.tail']]);
    expect(gone.report.isSound).toBe(false);
    expect(place(gone.report)).toEqual(['entries-missing', 1024, SIZE - 1]);
  });

  it('LOG-23 who changes the tile along with the entry is found by the tile above', async () => {
    const altered = entries.with(77, forged);
    const tile = concatBytes(altered.map((entry) => leafHash(sha256, entry)));
    const { report } = await tampered([
      replaceBundle(2, altered),
      ['UPDATE audit.tile SET hashes = $1 WHERE level = 0 AND index = 2', [tile]],
    ]);
    expect(place(report)).toEqual(['tile-altered', 512, 767]);
    expect(report.findings.map(({ kind }) => kind)).toContain('root-mismatch');
  });

  it('LOG-23 who changes all tiles is found by the signature, and narrowed down by kept checkpoints', async () => {
    const altered = entries.with(77, forged);
    const leaves = altered.map((entry) => leafHash(sha256, entry));
    const [tile] = grow(sha256, { size: 0, partials: [] }, leaves).full;
    const { report, narrowed } = await tampered([
      replaceBundle(2, altered),
      [
        'UPDATE audit.tile SET hashes = $1, root = $2 WHERE level = 0 AND index = 2',
        [tile?.hashes, tile?.root],
      ],
    ]);
    expect(place(report)).toEqual(['root-mismatch', 0, SIZE - 1]);
    // Sealed 70 at a time: leaf 589 lies between the checkpoints at 560 and at 630.
    expect(place(narrowed)).toEqual(['history-rewritten', 560, 629]);
  });

  it('LOG-24 a damaged tile is told from a changed entry', async () => {
    const broken = await tampered([
      ['UPDATE audit.tile SET hashes = sha256(hashes) || substr(hashes, 33) WHERE level = 0 AND index = 1'],
    ]);
    expect(broken.report.findings.map(({ kind }) => kind)).toEqual(['tile-altered', 'tile-altered']);
    expect(place(broken.report)).toEqual(['tile-altered', 256, 256]);
    const missing = await tampered([['DELETE FROM audit.tile WHERE level = 0 AND index = 1']]);
    expect(missing.report.findings.map(({ kind }) => kind)).toContain('tile-missing');
    expect(missing.report.findings.map(({ kind }) => kind)).not.toContain('entry-altered');
  });

  it('LOG-25 a search list that hides an entry is found', async () => {
    const { report, mentions } = await tampered([
      [`UPDATE audit.bundle SET customers = '{}' WHERE index = 3`],
      [`UPDATE audit.bundle SET last_at = first_at WHERE index = 1`],
    ]);
    expect(report.isSound).toBe(true);
    expect(mentions.map(({ kind, firstLeaf }) => [kind, firstLeaf])).toEqual([
      ['mentions-altered', 256],
      ['mentions-altered', 768],
    ]);
  });
});

describe('tampering with checkpoints', () => {
  it('LOG-26 a log cut short is sound in itself, and found by a checkpoint kept elsewhere', async () => {
    const witnessed = (await source().checkpoint()) ?? '';
    const owner = test.database.pool('owner');
    await owner.query('ALTER TABLE audit.checkpoint DISABLE TRIGGER USER');
    await owner.query('CREATE TABLE public.kept AS SELECT * FROM audit.checkpoint WHERE size > 1050');
    await owner.query('DELETE FROM audit.checkpoint WHERE size > 1050');
    const shorter = await check(source(), [witnessed]);
    const unaware = await check(source());
    await owner.query('INSERT INTO audit.checkpoint TABLE public.kept');
    await owner.query('DROP TABLE public.kept');
    await owner.query('ALTER TABLE audit.checkpoint ENABLE TRIGGER USER');
    expect(unaware).toMatchObject({ isSound: true, checkedEntries: 1050 });
    expect(place(shorter)).toEqual(['shortened', 1050, SIZE - 1]);
  });

  it('LOG-26 a checkpoint by another key, for another log or of no form is worth nothing', async () => {
    const stranger = { hash: sha256, origin: ORIGIN, trusted: [logKey(2).verifier] };
    expect(place(await verifyLog({ source: source(), ...stranger }))[0]).toBe('checkpoint-invalid');
    const other = { hash: sha256, origin: 'other.example/log', trusted: [logKey().verifier] };
    expect((await verifyLog({ source: source(), ...other })).findings[0]?.detail).toContain('another-origin');
    const none = await check({ ...source(), checkpoint: async () => null });
    expect(none.findings[0]?.detail).toContain('missing');
    const note = (await source().checkpoint()) ?? '';
    const larger = note.replace(`\n${SIZE}\n`, `\n${SIZE - 1}\n`);
    expect((await check({ ...source(), checkpoint: async () => larger })).findings[0]?.detail).toContain(
      'wrong-signature',
    );
    expect(place(await check(source(), [larger]))[0]).toBe('checkpoint-invalid');
  });
});
