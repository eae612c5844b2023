import { createServer, type Server, type Socket, connect as tcp } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { accessRecord, LOG_MIGRATIONS, uuid, WRITER } from '../../test/support/access-log.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { decodeBundle } from '../kernel/merkle/bundle.ts';
import { transaction } from '../platform/database/transaction.ts';
import type { AccessRecord } from './access-record.ts';
import { decodeRecord } from './entry.ts';
import { createAuditWriter } from './writer.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(LOG_MIGRATIONS);
});
afterAll(() => test.drop());
afterEach(async () => {
  await transaction(test.database.pool('owner'), async (client) => {
    await client.query(`SELECT set_config('fencun.sealing', 'on', true)`);
    await client.query('DELETE FROM audit.pending');
  });
});

const batch = (count: number, from = 1) => Array.from({ length: count }, (_, i) => accessRecord(from + i));

async function pendingRows(): Promise<AccessRecord[][]> {
  const { rows } = await test.database
    .pool('auditor')
    .query<{ entries: Buffer }>('SELECT entries FROM audit.pending ORDER BY id');
  return rows.map(({ entries }) => {
    const decoded = decodeBundle(entries);
    if (!decoded.ok) throw new Error(decoded.reason);
    return decoded.value.flatMap((entry) => decodeRecord(entry) ?? []);
  });
}

describe('appending', () => {
  it('LOG-9 an append resolves only when its record is durable', async () => {
    const writer = createAuditWriter({ pool: test.database.pool('gateway'), writerId: WRITER });
    await writer.append(accessRecord(1));
    expect(await pendingRows()).toEqual([[accessRecord(1)]]);
  });

  it('LOG-10 records that arrive during a flush go together in the next, in order', async () => {
    const writer = createAuditWriter({ pool: test.database.pool('application'), writerId: WRITER });
    const first = writer.append(accessRecord(1));
    await new Promise(setImmediate);
    const rest = batch(500, 2).map((record) => writer.append(record));
    await Promise.all([first, ...rest]);
    const rows = await pendingRows();
    expect(rows.map((row) => row.length)).toEqual([1, 500]);
    expect(rows.flat()).toEqual(batch(501));
    await writer.drain();
  });

  it('LOG-10 a row stays bounded however many wait', async () => {
    const writer = createAuditWriter({ pool: test.database.pool('gateway'), writerId: WRITER });
    const records = batch(3000).map((record) => ({ ...record, request: 'r'.repeat(600) }));
    await Promise.all(records.map((record) => writer.append(record)));
    const rows = await pendingRows();
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect(JSON.stringify(row).length).toBeLessThan(1_100_000);
    expect(rows.flat().map(({ id }) => id)).toEqual(records.map(({ id }) => id));
  });

  it('LOG-11 beyond the bound of the queue a record is refused at once', async () => {
    const pool = test.database.pool('gateway');
    const writer = createAuditWriter({ pool, writerId: WRITER, queueBytesMax: 2000 });
    const outcomes = await Promise.allSettled(batch(10).map((record) => writer.append(record)));
    const refused = outcomes.filter((one) => one.status === 'rejected');
    expect(refused.length).toBeGreaterThan(5);
    expect(refused[0]).toMatchObject({ reason: { code: 'record-unavailable' } });
    await writer.append(accessRecord(11));
    expect((await pendingRows()).flat()).toHaveLength(10 - refused.length + 1);
  });

  it('LOG-9 the observer sees a record before it is durable, and its veto refuses it', async () => {
    const seen: string[] = [];
    const writer = createAuditWriter({
      pool: test.database.pool('gateway'),
      writerId: WRITER,
      observe: ({ id }) => {
        if (id === uuid(2)) throw new Error('locked');
        seen.push(id);
      },
    });
    await writer.append(accessRecord(1));
    await expect(writer.append(accessRecord(2))).rejects.toThrow('locked');
    expect(seen).toEqual([uuid(1)]);
    expect((await pendingRows()).flat()).toHaveLength(1);
  });

  it('LOG-12 what is appended within a transaction becomes durable with it, and only with it', async () => {
    const pool = test.database.pool('gateway');
    const writer = createAuditWriter({ pool, writerId: WRITER });
    await transaction(pool, (client) => writer.appendWithin(client, batch(3)));
    const failed = transaction(pool, async (client) => {
      await writer.appendWithin(client, batch(3, 10));
      throw new Error('the edit failed');
    });
    await expect(failed).rejects.toThrow('the edit failed');
    expect(await pendingRows()).toEqual([batch(3)]);
  });
});

/** Stands between us and the server, so that a test can cut or freeze the line at will. */
async function createLine(url: string) {
  const { hostname, port } = new URL(url);
  const host = decodeURIComponent(hostname);
  // The test server listens on a socket file in the folder that the host names, or on a port.
  const reach = () => (host.startsWith('/') ? tcp(`${host}/.s.PGSQL.${port}`) : tcp(Number(port), host));
  const sockets: Socket[] = [];
  let isFrozen = false;
  const server: Server = createServer((near) => {
    const far = reach();
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => {});
    near.on('data', (bytes) => void (isFrozen || far.write(bytes)));
    far.on('data', (bytes) => near.write(bytes));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  return {
    url: through.href,
    cut: () => sockets.splice(0).forEach((socket) => void socket.destroy()),
    freeze: () => {
      isFrozen = true;
    },
    close: () => server.close(),
  };
}

describe('failure', () => {
  it('LOG-11 when the database cannot be reached, every waiter is refused', async () => {
    const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    const writer = createAuditWriter({ pool, writerId: WRITER });
    const outcomes = await Promise.allSettled(batch(20).map((record) => writer.append(record)));
    expect(
      outcomes.every((one) => one.status === 'rejected' && one.reason.code === 'record-unavailable'),
    ).toBe(true);
    await expect(writer.append(accessRecord(21))).rejects.toMatchObject({ status: 503 });
    await pool.end();
  });

  it('LOG-11 a line cut in the middle of a flush refuses, and the next record goes through', async () => {
    const line = await createLine(test.url);
    const pool = new pg.Pool({ connectionString: line.url, max: 2 });
    pool.on('error', () => {});
    const writer = createAuditWriter({ pool, writerId: WRITER });
    await writer.append(accessRecord(1));
    const interrupted = Promise.allSettled(batch(50, 2).map((record) => writer.append(record)));
    await new Promise(setImmediate);
    line.cut();
    const outcomes = await interrupted;
    await writer.append(accessRecord(100));
    const stored = new Set((await pendingRows()).flat().map(({ id }) => id));
    // Whatever was acknowledged is there; what was refused may be there as well.
    for (const [i, outcome] of outcomes.entries()) {
      if (outcome.status === 'fulfilled') expect(stored.has(uuid(2 + i))).toBe(true);
    }
    expect(stored.has(uuid(1)) && stored.has(uuid(100))).toBe(true);
    expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
    await pool.end();
    line.close();
  });

  it('LOG-11 a server that no longer answers is given up after the deadline', async () => {
    const line = await createLine(test.url);
    const pool = new pg.Pool({ connectionString: line.url, max: 2 });
    pool.on('error', () => {});
    const writer = createAuditWriter({ pool, writerId: WRITER, flushMillisecondsMax: 200 });
    await writer.append(accessRecord(1));
    line.freeze();
    await expect(writer.append(accessRecord(2))).rejects.toMatchObject({ code: 'record-unavailable' });
    line.cut();
    await pool.end();
    line.close();
  });
});
