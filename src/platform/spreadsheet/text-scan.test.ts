import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextScan } from './text-scan.ts';

function verdict(bytes: Uint8Array, blockBytes = bytes.length) {
  const scan = new TextScan();
  for (let from = 0; from < bytes.length; from += blockBytes)
    scan.push(bytes.subarray(from, from + blockBytes));
  return scan.verdict();
}

function decodes(encoding: string, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const withoutNul = fc.uint8Array({ min: 1, maxLength: 24 });

describe('text scan', () => {
  it('FILE-2 calls UTF-8 exactly what a strict decoder accepts', () => {
    fc.assert(
      fc.property(withoutNul, (bytes) => {
        const found = verdict(bytes);
        expect('encoding' in found && found.encoding === 'utf-8').toBe(decodes('utf-8', bytes));
      }),
      { numRuns: 2000 },
    );
  });

  it('FILE-2 never refuses what GB18030 decodes, unless it began as UTF-8 beyond doubt', () => {
    fc.assert(
      fc.property(withoutNul, (bytes) => {
        const found = verdict(bytes);
        if (decodes('gb18030', bytes))
          expect('encoding' in found || found.fault === 'damaged-utf-8').toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('FILE-2 comes to the same verdict however the bytes are cut into blocks', () => {
    fc.assert(
      fc.property(withoutNul, fc.integer({ min: 1, max: 5 }), (bytes, blockBytes) => {
        expect(verdict(bytes, blockBytes)).toEqual(verdict(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});
