import { describe, expect, it } from 'vitest';
import { PREFIX_BYTES, type StreamKey, sealed, unsealed } from './sealed-stream.ts';

const KEY: StreamKey = {
  key: Buffer.alloc(32, 7),
  prefix: Buffer.alloc(PREFIX_BYTES, 1),
  associated: Buffer.from('header'),
};
const CHUNK = 64 * 1024;
const SEALED = CHUNK + 16;

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

async function all(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

function content(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 0xff));
}

describe('a sealed stream', () => {
  it('CLI-10 gives back what went in, of any length and however it is cut into pieces', async () => {
    for (const length of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5]) {
      const plain = content(length);
      const closed = await all(sealed(pieces(plain, 10_000), KEY));
      for (const size of [1_000, SEALED, 200_000]) {
        expect((await all(unsealed(pieces(closed, size), KEY))).equals(plain)).toBe(true);
      }
    }
  });

  it('CLI-10 whatever is changed, cut off, left out, exchanged, added or under another key does not open', async () => {
    const closed = await all(sealed(pieces(content(3 * CHUNK + 5), 50_000), KEY));
    const chunk = (at: number) => closed.subarray(at * SEALED, (at + 1) * SEALED);
    const flipped = Buffer.from(closed);
    flipped.writeUInt8(flipped.readUInt8(SEALED + 9) ^ 1, SEALED + 9);
    const damaged = {
      flipped,
      empty: Buffer.alloc(0),
      cutAtChunk: closed.subarray(0, 2 * SEALED),
      cutInside: closed.subarray(0, closed.length - 3),
      leftOut: Buffer.concat([chunk(0), chunk(2), chunk(3)]),
      exchanged: Buffer.concat([chunk(1), chunk(0), chunk(2), chunk(3)]),
      added: Buffer.concat([closed, Buffer.from('x')]),
    };
    for (const bytes of Object.values(damaged)) {
      const failure = { code: 'key-unavailable', parameters: { reason: 'authentication' } };
      await expect(all(unsealed(pieces(bytes, 70_000), KEY))).rejects.toMatchObject(failure);
    }
    const others = [
      { ...KEY, key: Buffer.alloc(32, 8) },
      { ...KEY, prefix: Buffer.alloc(PREFIX_BYTES, 2) },
      { ...KEY, associated: Buffer.from('another') },
    ];
    for (const other of others) {
      await expect(all(unsealed(pieces(closed, SEALED), other))).rejects.toMatchObject({
        code: 'key-unavailable',
      });
    }
  });
});
