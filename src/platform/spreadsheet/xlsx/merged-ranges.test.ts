import { describe, expect, it } from 'vitest';
import { readMergedCells } from './merged-ranges.ts';

async function* blocks(text: string, byteCount: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += byteCount) yield bytes.subarray(from, from + byteCount);
}

describe('merged ranges', () => {
  it('FILE-6 are found however the part is cut into blocks', async () => {
    const text =
      '<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>mergeCell ref="A1:B9"</t></is></c></row></sheetData>' +
      '<mergeCells count="3"><mergeCell ref="A1:B1"/><mergeCell  ref="C1:C2" /><x:mergeCell ref=\'AA10:AB12\'/></mergeCells></worksheet>';
    for (let byteCount = 1; byteCount <= text.length; byteCount += 1) {
      const merged = await readMergedCells(blocks(text, byteCount));
      expect(merged.beginningAt(1)).toEqual([
        { top: 1, bottom: 1, left: 0, right: 1 },
        { top: 1, bottom: 2, left: 2, right: 2 },
      ]);
      expect(merged.beginningAt(10)).toEqual([{ top: 10, bottom: 12, left: 26, right: 27 }]);
    }
  });
});
