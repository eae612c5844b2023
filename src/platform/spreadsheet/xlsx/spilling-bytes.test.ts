import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { SpillingBytes } from './spilling-bytes.ts';

const directory = mkdtempSync(join(tmpdir(), 'fencun-spreadsheet-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('spilling bytes', () => {
  it.each([
    ['in memory', 1 << 30],
    ['in a file', 1],
  ])('FILE-15 gives back whatever was appended, kept %s', (_place, memoryBytesMax) => {
    const piece = fc.record({
      fill: fc.integer({ min: 0, max: 255 }),
      length: fc.integer({ min: 0, max: 150_000 }),
    });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const bytes = new SpillingBytes(memoryBytesMax, directory);
        for (const { fill, length } of pieces) bytes.append(Buffer.alloc(length, fill));
        let offset = 0;
        for (const { fill, length } of pieces) {
          expect(bytes.read(offset, length).equals(Buffer.alloc(length, fill))).toBe(true);
          offset += length;
        }
        expect(bytes.byteCount).toBe(offset);
        bytes.close();
      }),
      { numRuns: 60 },
    );
  });

  it('FILE-15 moves to a file beyond its memory, and that file has no name', () => {
    const bytes = new SpillingBytes(128 * 1024, directory);
    bytes.append(Buffer.alloc(100 * 1024, 1));
    expect(bytes.spilled).toBe(false);
    bytes.append(Buffer.alloc(100 * 1024, 2));
    expect(bytes.spilled).toBe(true);
    expect(readdirSync(directory)).toEqual([]);
    expect(bytes.read(100 * 1024 - 1, 2)).toEqual(Buffer.from([1, 2]));
    bytes.close();
  });

  it('refuses to read what it does not hold', () => {
    const bytes = new SpillingBytes(1024, directory);
    bytes.append(Buffer.alloc(200 * 1024));
    bytes.close();
    expect(() => bytes.read(0, 10)).toThrow('closed');
  });
});
