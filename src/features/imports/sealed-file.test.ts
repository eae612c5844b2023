import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../../contract/problem.ts';
import { type FileKey, sealFile, unsealFile } from './sealed-file.ts';

const CHUNK = 64 * 1024;
const KEY: FileKey = { bytes: Buffer.alloc(32, 5), binding: 'import file|1' };
let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fencun-sealed-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function* pieces(content: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < content.length; from += size) yield content.subarray(from, from + size);
}

async function sealed(content: Buffer, suite: 'aes-256-gcm' | 'sm4' = 'aes-256-gcm'): Promise<string> {
  count += 1;
  const path = join(folder, String(count));
  await sealFile(path, pieces(content, 10_007), KEY, { suite, randomBytes });
  return path;
}

async function opened(path: string, key = KEY): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of unsealFile(path, key)) parts.push(part);
  return Buffer.concat(parts);
}

async function failure(path: string, key = KEY): Promise<string> {
  const error = await opened(path, key).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof Problem ? error.code : String(error);
}

describe('a sealed file', () => {
  it.each(['aes-256-gcm', 'sm4'] as const)(
    'IMP-16 gives back what went in, of any size, with %s',
    async (suite) => {
      for (const size of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 200_000]) {
        const content = randomBytes(size);
        const path = await sealed(content, suite);
        expect((await opened(path)).equals(content)).toBe(true);
        expect((await stat(path)).mode & 0o777).toBe(0o600);
      }
    },
  );

  it('IMP-16 does not open when a byte is changed, chunks are exchanged, or the end is cut off or added to', async () => {
    const content = randomBytes(3 * CHUNK + 100);
    const path = await sealed(content);
    const whole = await readFile(path);
    const chunk = CHUNK + 16;
    const at = (number: number) => whole.subarray(8 + number * chunk, 8 + (number + 1) * chunk);
    const damaged = [
      ...[0, 1, 7, 8, 8 + chunk, whole.length - 1].map((byte) => {
        const changed = Buffer.from(whole);
        changed[byte] = (changed[byte] ?? 0) ^ 3;
        return changed;
      }),
      Buffer.concat([whole.subarray(0, 8), at(1), at(0), at(2), at(3)]),
      Buffer.concat([whole.subarray(0, 8), at(0), at(2), at(3)]),
      whole.subarray(0, 8 + 3 * chunk),
      whole.subarray(0, 8 + 2 * chunk + 50),
      whole.subarray(0, 8),
      whole.subarray(0, 4),
      Buffer.concat([whole, at(0)]),
      Buffer.concat([whole, Buffer.alloc(1)]),
    ];
    for (const bytes of damaged) {
      await writeFile(path, bytes);
      expect(await failure(path)).toBe('key-unavailable');
    }
    await writeFile(path, whole);
    expect(await failure(path, { ...KEY, binding: 'import file|2' })).toBe('key-unavailable');
    expect(await failure(path, { ...KEY, bytes: Buffer.alloc(32, 6) })).toBe('key-unavailable');
    expect((await opened(path)).equals(content)).toBe(true);
  });
});
