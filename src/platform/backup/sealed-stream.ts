import { createCipheriv, createDecipheriv } from 'node:crypto';
import { keyProblem } from '../crypto/key-problem.ts';

/**
 * A stream of any length under one key, in chunks, so that neither end needs it in memory. The layout is STREAM
 * (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance",
 * CRYPTO 2015) over AES-256-GCM: the nonce of a chunk is a prefix of 7 bytes, the chunk's number (uint32,
 * big-endian) and 1 for the last chunk or 0 for any other. Chunks can be neither exchanged, left out, added nor cut
 * off at the end. The key must be used for one stream only.
 */
export type StreamKey = Readonly<{
  /** 32 bytes. */
  key: Uint8Array;
  /** {@link PREFIX_BYTES} bytes. */
  prefix: Uint8Array;
  /** What the stream belongs to: every chunk vouches for it. */
  associated: Uint8Array;
}>;

export const PREFIX_BYTES = 7;
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_BYTES = CHUNK_BYTES + TAG_BYTES;
const CHUNKS_MAX = 2 ** 32;

export async function* sealed(content: AsyncIterable<Uint8Array>, key: StreamKey): AsyncGenerator<Buffer> {
  let count = 0;
  for await (const { chunk, isLast } of chunked(content, CHUNK_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key.key, nonceOf(key, count, isLast));
    cipher.setAAD(key.associated);
    yield Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
    count += 1;
  }
}

/**
 * The content again; every byte is authentic before it is yielded.
 *
 * @throws Problem `key-unavailable` with reason `authentication`, at the first byte that was changed, where the end
 *   was cut off, and under another key
 */
export async function* unsealed(content: AsyncIterable<Uint8Array>, key: StreamKey): AsyncGenerator<Buffer> {
  let count = 0;
  for await (const { chunk, isLast } of chunked(content, SEALED_BYTES)) {
    if (chunk.length < TAG_BYTES) throw keyProblem('authentication', 'backup');
    const decipher = createDecipheriv('aes-256-gcm', key.key, nonceOf(key, count, isLast));
    decipher.setAAD(key.associated);
    decipher.setAuthTag(chunk.subarray(-TAG_BYTES));
    try {
      yield Buffer.concat([decipher.update(chunk.subarray(0, -TAG_BYTES)), decipher.final()]);
    } catch (error) {
      throw keyProblem('authentication', 'backup', error);
    }
    count += 1;
  }
}

function nonceOf({ prefix }: StreamKey, count: number, isLast: boolean): Buffer {
  if (count >= CHUNKS_MAX) throw new Error('a sealed stream cannot be longer');
  const nonce = Buffer.alloc(PREFIX_BYTES + 5);
  nonce.set(prefix);
  nonce.writeUInt32BE(count, PREFIX_BYTES);
  nonce[PREFIX_BYTES + 4] = isLast ? 1 : 0;
  return nonce;
}

/** Pieces of exactly `size` bytes, but for the last, which is known as the last and may be shorter or empty. */
async function* chunked(
  content: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Readonly<{ chunk: Buffer; isLast: boolean }>> {
  let held: Buffer[] = [];
  let length = 0;
  for await (const piece of content) {
    held.push(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
    length += piece.length;
    if (length <= size) continue;
    const whole = Buffer.concat(held, length);
    let from = 0;
    // A full chunk is held back until it is known not to be the last.
    for (; length - from > size; from += size) {
      yield { chunk: whole.subarray(from, from + size), isLast: false };
    }
    held = [whole.subarray(from)];
    length -= from;
  }
  yield { chunk: Buffer.concat(held, length), isLast: true };
}
