/**
 * Reads 200,000 × 24 cells from XLSX and CSV, each in a process of its own, and prints rows a second and peak memory.
 *
 *   npx tsx bench/spreadsheet-memory.ts [rows] [columns]
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { openSpreadsheet } from '../src/platform/spreadsheet/spreadsheet.ts';
import {
  syntheticIdentityNumber,
  syntheticMobileNumber,
} from '../test/fixtures/spreadsheets/synthetic-person.ts';
import { batched, writeWorkbook } from '../test/fixtures/spreadsheets/workbook.ts';

const CITIES = ['上海', '北京', '广州', '深圳', '成都', '杭州', '武汉', '西安'];
const TEXTS_A_ROW = 4;

function texts(serial: number): string[] {
  return [
    `样例客户有限公司${serial}`,
    syntheticMobileNumber(serial),
    syntheticIdentityNumber(serial),
    `第${serial}号备注：上午联系，发票寄到${CITIES[serial % CITIES.length]}市示例路${serial % 900}号`,
  ];
}

function* csvLines(rowCount: number, columnCount: number): Generator<string> {
  yield `${Array.from({ length: columnCount }, (_, column) => `字段${column + 1}`).join(',')}\r\n`;
  for (let serial = 1; serial <= rowCount; serial += 1) {
    const cells = texts(serial);
    while (cells.length < columnCount) cells.push(fill(serial, cells.length));
    yield `${cells.join(',')}\r\n`;
  }
}

function fill(serial: number, column: number): string {
  return column % 3 === 0 ? (CITIES[(serial + column) % CITIES.length] ?? '') : String(serial * 7 + column);
}

function* sharedTexts(rowCount: number, columnCount: number): Generator<string> {
  yield* CITIES;
  for (let column = 1; column <= columnCount; column += 1) yield `字段${column}`;
  for (let serial = 1; serial <= rowCount; serial += 1) yield* texts(serial);
}

function* sheetRows(rowCount: number, columnCount: number): Generator<string> {
  const names = Array.from(
    { length: columnCount },
    (_, column) => `<c t="s"><v>${CITIES.length + column}</v></c>`,
  );
  yield `<row r="1">${names.join('')}</row>`;
  const firstText = CITIES.length + columnCount;
  for (let serial = 1; serial <= rowCount; serial += 1) {
    let cells = '';
    for (let column = 0; column < columnCount; column += 1) {
      const reference = `r="${String.fromCharCode(65 + (column % 26))}${serial + 1}"`;
      if (column < TEXTS_A_ROW)
        cells += `<c ${reference} t="s"><v>${firstText + (serial - 1) * TEXTS_A_ROW + column}</v></c>`;
      else if (column % 3 === 0)
        cells += `<c ${reference} t="s"><v>${(serial + column) % CITIES.length}</v></c>`;
      else if (column % 3 === 1) cells += `<c ${reference} s="1"><v>${40_000 + (serial % 5000)}</v></c>`;
      else cells += `<c ${reference}><v>${serial * 7 + column}.25</v></c>`;
    }
    yield `<row r="${serial + 1}">${cells}</row>`;
  }
}

async function read(path: string): Promise<void> {
  const startedAt = performance.now();
  const spreadsheet = await openSpreadsheet(path);
  const openedAt = performance.now();
  let rowCount = 0;
  let cellCount = 0;
  for await (const row of spreadsheet.rows()) {
    rowCount += 1;
    cellCount += row.cells.length;
  }
  const seconds = (performance.now() - openedAt) / 1000;
  await spreadsheet.close();
  console.log(
    JSON.stringify({
      format: spreadsheet.format,
      rows: rowCount,
      cells: cellCount,
      openSeconds: Number(((openedAt - startedAt) / 1000).toFixed(2)),
      readSeconds: Number(seconds.toFixed(2)),
      rowsPerSecond: Math.round(rowCount / seconds),
      peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1024),
    }),
  );
}

async function compare(rowCount: number, columnCount: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'fencun-bench-'));
  try {
    const csv = join(directory, 'large.csv');
    await pipeline(Readable.from(batched(csvLines(rowCount, columnCount))), createWriteStream(csv));
    const xlsx = join(directory, 'large.xlsx');
    await writeWorkbook(xlsx, {
      sheets: [{ name: '客户', rows: sheetRows(rowCount, columnCount) }],
      sharedStrings: sharedTexts(rowCount, columnCount),
      formats: ['yyyy-mm-dd'],
    });
    for (const path of [csv, xlsx]) {
      console.log(`${path.split('.').at(-1)}: ${Math.round((await stat(path)).size / 1024 / 1024)} MiB`);
      const command = [...process.execArgv, fileURLToPath(import.meta.url), '--read', path];
      execFileSync(process.execPath, command, { stdio: 'inherit' });
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}

const [first, second] = process.argv.slice(2);
if (first === '--read') await read(second ?? '');
else await compare(Number(first ?? 200_000), Number(second ?? 24));
