import { readFileSync, statSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readAll, Scratch } from '../../../test/fixtures/spreadsheets/reading.ts';
import { createCsvWriter } from './csv-writer.ts';

const scratch = new Scratch();
afterAll(() => scratch.remove());

async function written(header: readonly string[], rows: readonly (readonly string[])[]): Promise<string> {
  const path = scratch.path('csv');
  const writer = createCsvWriter(path, header);
  for (const cells of rows) await writer.write(cells);
  await writer.close();
  return path;
}

/** No table holds NUL, and half a surrogate pair cannot be written as UTF-8. */
const cell = fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0'));
const formulaLike = fc.stringMatching(/^['=+\-@\t\r\n ";,"]{1,6}$/);

describe('CSV writer', () => {
  it('FILE-16 writes what Excel and WPS open correctly: byte order mark, CRLF, every cell quoted and harmless', async () => {
    const path = await written(['名称', '原因'], [['=HYPERLINK("http://example.com")', '日期 "x" 有误']]);
    expect(readFileSync(path, 'utf8')).toBe(
      '\uFEFF"名称","原因"\r\n"\'=HYPERLINK(""http://example.com"")","日期 ""x"" 有误"\r\n',
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('FILE-16 hands every value back when the file is imported again', async () => {
    const row = fc.tuple(
      fc.constantFrom('a', '甲'),
      fc.oneof(cell, formulaLike),
      fc.oneof(cell, formulaLike),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
        const path = await written(['=名称', '-值', '原因'], rows);
        const content = await readAll(path, { headerLine: 1 });
        expect(content.header).toEqual(['=名称', '-值', '原因']);
        expect(content.cells).toEqual(rows);
      }),
      { numRuns: 150 },
    );
  });

  it('FILE-16 waits for the disk, and writes a large file whole', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => [`甲${index}`, 'x'.repeat(50)]);
    const { cells } = await readAll(await written(['名称', '原因'], rows));
    expect(cells).toEqual(rows);
  });

  it('FILE-16 reports a disk that fails', async () => {
    const writer = createCsvWriter('/nonexistent/rejected.csv', ['名称']);
    await expect(writer.close()).rejects.toThrow(/ENOENT/);
    const other = createCsvWriter('/nonexistent/rejected.csv', ['名称']);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(other.write(['甲'])).rejects.toThrow(/ENOENT/);
  });
});
