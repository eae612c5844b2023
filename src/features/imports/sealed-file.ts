import { type FileHandle, open } from 'node:fs/promises';
import type { RandomBytes } from '../../platform/crypto/cipher.ts';
import { keyProblem } from '../../platform/crypto/key-problem.ts';
import {
  NONCE_BYTES,
  type SuiteName,
  suiteById,
  suiteNamed,
  TAG_BYTES,
} from '../../platform/crypto/suites.ts';

/**
 * A file at rest under a key of its own, sealed in chunks, so that neither end needs it in memory. The layout follows
 * STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance", CRYPTO 2015):
 *
 *     suite (1 byte) | nonce prefix (7) | chunk 0 | chunk 1 | … | last chunk
 *
 * Each chunk is the ciphertext of 64 KiB and its 16-byte tag; the last holds what is left, and may hold nothing. The
 * nonce of a chunk is the prefix, its number (uint32, big-endian) and 1 for the last chunk or 0 for any other, so that
 * chunks can be neither exchanged, left out, cut off at the end nor added. The associated data names the file.
 */
export type FileKey = Readonly<{ bytes: Uint8Array; binding: string }>;

const CHUNK_BYTES = 64 * 1024;
const PREFIX_BYTES = NONCE_BYTES - 5;
const HEADER_BYTES = 1 + PREFIX_BYTES;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + TAG_BYTES;

/**
 * Seals everything that `content` yields into a new file, mode 0600, and waits until it is on the disk.
 *
 * @throws what the content or the disk fails with; the file is then incomplete, and does not open
 */
export async function sealFile(
  path: string,
  content: AsyncIterable<Uint8Array>,
  key: FileKey,
  options: Readonly<{ suite: SuiteName; randomBytes: RandomBytes }>,
): Promise<void> {
  const suite = suiteNamed(options.suite);
  const prefix = options.randomBytes(PREFIX_BYTES);
  const associated = Buffer.from(key.binding, 'utf8');
  const file = await open(path, 'wx', 0o600);
  try {
    await writeAll(file, Buffer.concat([Buffer.of(suite.id), prefix]));
    let count = 0;
    for await (const { chunk, last } of chunksOf(content)) {
      await writeAll(file, suite.seal(key.bytes, nonceOf(prefix, count, last), associated, chunk));
      count += 1;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * The content again, chunk by chunk; each is authentic before it is yielded.
 *
 * @throws Problem `key-unavailable` at the first byte that was changed, or where the end was cut off
 */
export async function* unsealFile(path: string, key: FileKey): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const suite = (await readFull(file, header)) === HEADER_BYTES ? suiteById(header[0]) : null;
    if (suite === null) throw keyProblem('malformed', 'import');
    const prefix = header.subarray(1);
    const associated = Buffer.from(key.binding, 'utf8');
    let sealed = await nextChunk(file);
    for (let count = 0; ; count += 1) {
      const following = sealed.length === SEALED_CHUNK_BYTES ? await nextChunk(file) : Buffer.alloc(0);
      const last = following.length === 0;
      const chunk = suite.open(key.bytes, nonceOf(prefix, count, last), associated, sealed);
      if (chunk === null) throw keyProblem('authentication', 'import');
      if (chunk.length > 0) yield chunk;
      if (last) return;
      sealed = following;
    }
  } finally {
    await file.close();
  }
}

function nonceOf(prefix: Uint8Array, count: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.set(prefix);
  nonce.writeUInt32BE(count, PREFIX_BYTES);
  nonce[NONCE_BYTES - 1] = last ? 1 : 0;
  return nonce;
}

/** Full chunks as they fill; the last one only when the content has ended, because it is sealed as the last. */
async function* chunksOf(
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Readonly<{ chunk: Buffer; last: boolean }>> {
  let held = Buffer.alloc(CHUNK_BYTES);
  let length = 0;
  for await (const piece of content) {
    for (let from = 0; from < piece.length; ) {
      if (length === CHUNK_BYTES) {
        yield { chunk: held, last: false };
        held = Buffer.alloc(CHUNK_BYTES);
        length = 0;
      }
      const part = piece.subarray(from, from + CHUNK_BYTES - length);
      held.set(part, length);
      length += part.length;
      from += part.length;
    }
  }
  yield { chunk: held.subarray(0, length), last: true };
}

async function nextChunk(file: FileHandle): Promise<Buffer> {
  const chunk = Buffer.alloc(SEALED_CHUNK_BYTES);
  return chunk.subarray(0, await readFull(file, chunk));
}

async function readFull(file: FileHandle, into: Buffer): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const { bytesRead } = await file.read(into, done, into.length - done, null);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}
