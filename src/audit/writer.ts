import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { Problem } from '../contract/problem.ts';
import type { AccessRecord } from './access-record.ts';
import { entryTexts } from './split.ts';

export type AuditWriterOptions = Readonly<{
  /** Connections of a role that may append. One is enough, and best its own: whoever reads waits for every flush. */
  pool: pg.Pool;
  /** UUID of this process, so that its appends can be told from others'. */
  writerId: string;
  /** Sees each record before it is durable and so before anything is released; what it throws refuses the record. */
  observe?: (record: AccessRecord) => void;
  /** Most bytes that may wait; beyond it records are refused at once, so that memory stays bounded. */
  queueBytesMax?: number;
  /** After so long without an answer a flush has failed, whatever became of it. */
  flushMillisecondsMax?: number;
}>;

export type AuditWriter = Readonly<{
  /**
   * Resolves when the record is durable, and only then may anything be released.
   *
   * @throws Problem `record-unavailable` where that failed (the record may be in the log all the same: better once too
   *   often than not), `too-large` where it can't be cut into entries
   */
  append(record: AccessRecord): Promise<void>;
  /** Appends within the caller's transaction: the records become durable with its commit, and only with it. */
  appendWithin(client: Pick<pg.ClientBase, 'query'>, records: readonly AccessRecord[]): Promise<void>;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
}>;

/** The texts of one record's entries; `bytes` is their length as an entry bundle. */
type Item = Readonly<{ texts: readonly string[]; bytes: number }>;
type Waiter = Item & Readonly<{ resolve: () => void; reject: (reason: Problem) => void }>;

const LENGTH_BYTES = 2;
const FLUSH_BYTES_MAX = 1024 * 1024;
const QUEUE_BYTES_MAX = 16 * 1024 * 1024;
const FLUSH_MILLISECONDS_MAX = 10_000;
const INSERT = {
  name: 'fencun_append',
  text: 'INSERT INTO audit.pending (writer, entries) VALUES ($1, $2)',
} as const;

/**
 * Appends access records with group commit and no timer: a flush starts as soon as none is in flight, and takes all
 * that queued meanwhile as one row. Under load the batches grow by themselves.
 */
export function createAuditWriter(options: AuditWriterOptions): AuditWriter {
  const { pool, writerId, observe, queueBytesMax = QUEUE_BYTES_MAX } = options;
  const { flushMillisecondsMax = FLUSH_MILLISECONDS_MAX } = options;
  let waiting: Waiter[] = [];
  let heldBytes = 0;
  let flushing: Promise<void> | null = null;

  async function flushAll(): Promise<void> {
    // What is answered in the same turn of the event loop goes together.
    await setImmediate();
    while (waiting.length > 0) {
      const [batch, rest] = cutBatch(waiting);
      waiting = rest;
      try {
        // `query_timeout` is known to pg, though not to its types; it closes the connection that exceeds it.
        const query = {
          ...INSERT,
          values: [writerId, encode(batch)],
          query_timeout: flushMillisecondsMax,
        };
        await pool.query(query);
        for (const waiter of batch) settle(waiter, null);
      } catch (cause) {
        const problem = new Problem('record-unavailable', {}, { cause });
        // Those behind have waited as long; trying each batch in turn would let them wait for nothing.
        const failed = [...batch, ...waiting];
        waiting = [];
        for (const waiter of failed) settle(waiter, problem);
      }
    }
    flushing = null;
  }

  function settle(waiter: Waiter, problem: Problem | null): void {
    heldBytes -= waiter.bytes;
    if (problem === null) waiter.resolve();
    else waiter.reject(problem);
  }

  function itemOf(record: AccessRecord): Item {
    observe?.(record);
    const texts = entryTexts(record);
    return { texts, bytes: bundleBytes(texts) };
  }

  return {
    append(record) {
      let item: Item;
      try {
        item = itemOf(record);
      } catch (error) {
        return Promise.reject(error);
      }
      if (heldBytes + item.bytes > queueBytesMax) return Promise.reject(new Problem('record-unavailable'));
      return new Promise((resolve, reject) => {
        waiting.push({ ...item, resolve, reject });
        heldBytes += item.bytes;
        flushing ??= flushAll();
      });
    },

    async appendWithin(client, records) {
      let items = records.map(itemOf);
      while (items.length > 0) {
        const [batch, rest] = cutBatch(items);
        items = rest;
        try {
          await client.query({ ...INSERT, values: [writerId, encode(batch)] });
        } catch (cause) {
          throw new Problem('record-unavailable', {}, { cause });
        }
      }
    },

    async drain() {
      while (flushing) await flushing;
    },
  };
}

/** As many items as one row should hold, at least one, and those that are left. */
function cutBatch<One extends Item>(items: One[]): readonly [One[], One[]] {
  let bytes = 0;
  const end = items.findIndex((item, i) => {
    bytes += item.bytes;
    return i > 0 && bytes > FLUSH_BYTES_MAX;
  });
  return end < 0 ? [items, []] : [items.slice(0, end), items.slice(end)];
}

/** An entry bundle of all texts, written straight into one buffer: this is the request path. */
function encode(items: readonly Item[]): Buffer {
  const bundle = Buffer.allocUnsafe(items.reduce((total, { bytes }) => total + bytes, 0));
  let offset = 0;
  for (const { texts } of items) {
    for (const text of texts) {
      const length = bundle.write(text, offset + LENGTH_BYTES);
      bundle.writeUInt16BE(length, offset);
      offset += LENGTH_BYTES + length;
    }
  }
  return bundle;
}

function bundleBytes(texts: readonly string[]): number {
  return texts.reduce((total, text) => total + LENGTH_BYTES + Buffer.byteLength(text), 0);
}
