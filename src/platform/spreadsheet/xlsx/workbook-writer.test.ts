import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { csvLine } from '../csv-text.ts';
import { createGb18030Encoder } from '../gb18030.ts';
import { openSpreadsheet } from '../spreadsheet.ts';
import { workbookBytes } from './workbook-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'fencun-export-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEADER = ['姓名', '电话', '金额', '备注'];
const NUMERIC = [false, false, true, false];
const ROWS = [
  ['欧阳甲', '+8613900001234', '-12345.6', '=HYPERLINK("http://x","y")'],
  ['a "quoted", name', '@SUM(1)', '7', '\t=1+1'],
  ['𠮷野 & <b>', '13900001234', '12345678901234567890', '-2+3 _x0041_ \u0001'],
  ['', '', '', 'line one\nline two'],
];

async function* batches() {
  yield ROWS.slice(0, 2);
  yield ROWS.slice(2);
}

async function read(name: string, bytes: Buffer, sheet?: string): Promise<readonly (readonly unknown[])[]> {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const table = await openSpreadsheet(path, {
    temporaryDirectory: folder,
    ...(sheet === undefined ? {} : { sheet }),
  });
  try {
    const rows: unknown[][] = [];
    for await (const { cells } of table.rows(1)) rows.push(HEADER.map((_, at) => cells[at] ?? ''));
    return rows;
  } finally {
    await table.close();
  }
}

const BACK = ROWS.map((row) => row.map((cell) => cell.replace('\u0001', '')));

it('FILE-18 a workbook holds every text as it was, none as a formula, and says on each page whose it is', async () => {
  const pieces: Buffer[] = [];
  const parts = {
    sheet: { name: '客户[1]', header: HEADER, numeric: NUMERIC, rows: batches() },
    cover: { name: '说明', lines: [['导出编号', '7']] as const },
    pageMark: { above: 'R&D', below: 'No. 7' },
    madeAt: new Date(0),
  };
  for await (const piece of workbookBytes(parts)) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const rows = await read('book.xlsx', bytes, '客户 1 ');
  expect(rows.map((row) => row.map((cell) => String(cell).replace('\u0001', '')))).toEqual(BACK);
  expect(bytes.includes('<f>')).toBe(false);
});

it('FILE-19 text tables keep every character in both encodings, and no cell of them runs', async () => {
  const encoder = createGb18030Encoder();
  const text = [HEADER, ...ROWS].map((row) => csvLine(row, NUMERIC)).join('');
  expect(text).toContain(`"'=HYPERLINK`);
  expect(text).toContain('"-12345.6"');
  expect(text).toContain('+8613900001234"');
  const plain = ROWS.map((row) => row.map((cell) => cell.replace(' \u0001', '')));
  const clean = text.replace(' \u0001', '');
  expect(await read('a.csv', Buffer.from(clean, 'utf8'))).toEqual(plain);
  expect(await read('b.csv', encoder.encode(clean))).toEqual(plain);
  const all = [...Array(0x110000).keys()]
    .filter((code) => code < 0xd800 || (code > 0xdfff && code < 0xe000) || code > 0xf8ff)
    .filter((code) => (code < 0xffff ? code % 7 === 0 || code > 0xfff0 : code % 997 === 0))
    .map((code) => String.fromCodePoint(code));
  const decoder = new TextDecoder('gb18030');
  const lost = all.filter((character) => decoder.decode(encoder.encode(character)) !== character);
  expect(lost).toEqual(['\ufffd']);
  expect(encoder.escaped()).toBe(1);
  expect(encoder.encode('a\ud800b').toString('latin1')).toBe('a\\uD800b');
});
