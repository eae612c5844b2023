import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readAll, Scratch } from '../../../test/fixtures/spreadsheets/reading.ts';
import { uglyExport, uglyExportRows } from '../../../test/fixtures/spreadsheets/ugly-export.ts';
import { number, row, table } from '../../../test/fixtures/spreadsheets/workbook.ts';
import { Problem } from '../../contract/problem.ts';
import { openSpreadsheet } from './spreadsheet.ts';

const scratch = new Scratch();
afterAll(() => scratch.remove());

function manyRows(count: number): string[][] {
  return [['名称', '备注'], ...Array.from({ length: count }, (_, index) => [`甲${index + 1}`, '好'])];
}

describe('spreadsheet', () => {
  it('FILE-1 reads an ugly GB18030 export whole: titles, split header, guards, line breaks, blank rows', async () => {
    const content = await readAll(scratch.csv(uglyExport(25)));
    expect(content).toMatchObject({
      encoding: 'gb18030',
      delimiter: ',',
      header: ['序号', '客户名称', '区域', '联系方式/电话', '联系方式/邮箱', '备注'],
      headerLine: 4,
    });
    expect(content.cells.slice(0, 25)).toEqual(uglyExportRows(25));
    expect(content.cells.at(-1)).toEqual(['合计', '', '', '', '', '']);
    expect(content.cells.filter((cells) => /999999\d{11}[\dX]/.test(cells[5] ?? ''))).toHaveLength(8);
  });

  it('FILE-14 goes on at any row with the numbers, lines and cells of the first reading', async () => {
    const rows = manyRows(300);
    rows.splice(10, 0, [''], ['', '']);
    const csv = scratch.csv(rows.map((cells) => cells.join(',')).join('\n'));
    const xlsx = await scratch.xlsx({ sheets: [{ name: '客户', rows: table(rows), merged: ['B12:B40'] }] });
    for (const path of [csv, xlsx]) {
      const whole = (await readAll(path)).rows;
      expect(whole.map((each) => each.number)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
      for (const from of [1, 2, 11, 150, 300, 301]) {
        expect((await readAll(path, {}, from)).rows).toEqual(whole.slice(from - 1));
      }
    }
  });

  it('FILE-14 may be left early and read again, also twice at once', async () => {
    const xlsx = await scratch.xlsx({ sheets: [{ name: '客户', rows: table(manyRows(8_000)) }] });
    const csv = scratch.csv(
      manyRows(8_000)
        .map((cells) => cells.join(','))
        .join('\n'),
    );
    for (const path of [csv, xlsx]) {
      const spreadsheet = await openSpreadsheet(path);
      for await (const { number: count } of spreadsheet.rows()) if (count === 5) break;
      const count = async () => {
        let rowCount = 0;
        for await (const _row of spreadsheet.rows()) rowCount += 1;
        return rowCount;
      };
      expect(await Promise.all([count(), count()])).toEqual([8_000, 8_000]);
      await spreadsheet.close();
    }
  });

  it('FILE-15 reads many rows in bounded memory, with shared texts in a file', async () => {
    const rowCount = 30_000;
    async function* rows() {
      yield row(1, ['名称', '备注', '金额']);
      for (let index = 0; index < rowCount; index += 1) {
        yield row(index + 2, [`<c t="s"><v>${index}</v></c>`, '<c t="s"><v>0</v></c>', number(index)]);
      }
    }
    const text = (index: number) => `样例客户有限公司${index}${'，备注'.repeat(40)}`;
    const path = await scratch.xlsx({
      sheets: [{ name: '客户', rows: rows() }],
      sharedStrings: Array.from({ length: rowCount }, (_, index) => text(index)),
    });
    const spreadsheet = await openSpreadsheet(path, { sharedStringsInMemoryBytes: 1024 * 1024 });
    const before = process.memoryUsage().rss;
    let peak = 0;
    for await (const { number: count, cells } of spreadsheet.rows()) {
      if (cells[0] !== text(count - 1)) expect.fail(`row ${count} differs`);
      if (count % 5_000 === 0) peak = Math.max(peak, process.memoryUsage().rss - before);
    }
    await spreadsheet.close();
    expect(peak).toBeLessThan(200 * 1024 * 1024);
  });

  it('FILE-17 answers any damage to a file with rows or a refusal in both languages, never with another error', async () => {
    const xlsx = await scratch.xlsx({
      sharedStrings: ['甲', '乙'],
      formats: ['yyyy-mm-dd'],
      sheets: [
        {
          name: '客户',
          rows: row(1, ['名称', '日期']) + row(2, ['<c t="s"><v>1</v></c>', number(45413, 1)]),
          merged: ['A2:A3'],
        },
      ],
    });
    const originals = [
      readFileSync(xlsx),
      uglyExport(5),
      Buffer.from('\uFEFF名称,备注\r\n"甲","乙\n丙"\r\n'),
    ];
    const damage = fc.array(
      fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        damage,
        fc.boolean(),
        async (original, changes, cut) => {
          const bytes = damaged(original, changes);
          const path = scratch.path('bin');
          writeFileSync(
            path,
            cut ? bytes.subarray(0, Math.floor((changes[0]?.at ?? 1) * bytes.length)) : bytes,
          );
          await expectRowsOrRefusal(path);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('FILE-17 answers any damage inside a well-packed part in the same way', async () => {
    const parts = {
      'xl/worksheets/sheet1.xml':
        '<worksheet><cols><col min="1" max="2"/></cols><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" ' +
        't="inlineStr"><is><r><t>日期</t></r></is></c></row><row r="2"><c r="A2" t="b"><v>1</v></c><c r="B2" s="1"><f>1</f>' +
        '<v>45413.5</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A9"/></mergeCells></worksheet>',
      'xl/sharedStrings.xml':
        '<sst><si><t>名称_x000D_</t><rPh><t>x</t></rPh></si><si><r><t>乙</t></r></si></sst>',
      'xl/styles.xml':
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/>' +
        '<xf numFmtId="164"/></cellXfs></styleSheet>',
    };
    const digits = fc.constantFrom(...Buffer.from('0123456789AZ<>/"=& ersct'));
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      byte: fc.oneof(digits, fc.nat(255)),
    });
    const name = fc.constantFrom(...(Object.keys(parts) as (keyof typeof parts)[]));
    await fc.assert(
      fc.asyncProperty(name, fc.array(change, { minLength: 1, maxLength: 3 }), async (partName, changes) => {
        const part = damaged(Buffer.from(parts[partName]), changes);
        await expectRowsOrRefusal(
          await scratch.xlsx({ sheets: [{ name: '客户' }], parts: { ...parts, [partName]: part } }),
        );
      }),
      { numRuns: 200 },
    );
  });
});

type Change = Readonly<{ at: number; byte: number }>;

function damaged(original: Buffer, changes: readonly Change[]): Buffer {
  const bytes = Buffer.from(original);
  for (const { at, byte } of changes) bytes[Math.floor(at * (bytes.length - 1))] = byte;
  return bytes;
}

async function expectRowsOrRefusal(path: string): Promise<void> {
  try {
    await readAll(path);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    expect(error.code).toBe('unreadable-file');
    expect(error.detail('zh')).toMatch(/[\u4e00-\u9fff]/);
    expect(error.detail('en')).toMatch(/^[A-Z][ -~“”→×]+$/);
  }
}
