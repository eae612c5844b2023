import type { ExportFormat } from '../../contract/exports.ts';
import type { Value } from '../../contract/records.ts';
import type { Label } from '../../kernel/record-type.ts';
import { csvLine } from '../../platform/spreadsheet/csv-text.ts';
import { createGb18030Encoder } from '../../platform/spreadsheet/gb18030.ts';
import { workbookBytes } from '../../platform/spreadsheet/xlsx/workbook-writer.ts';
import type { Columns, Language } from './cells.ts';

/** A file in its format, as a stream of bytes made while it is sent. Nothing of it is kept. */

export type FileRow = Readonly<{ levels: string; values: readonly Value[] }>;

/** Who holds the file, for what, under which number: what its visible watermark says. */
export type FileMark = Readonly<{
  number: number;
  person: string;
  purpose: Label;
  recordType: Label;
  at: Date;
}>;

export const FILE_KINDS: Readonly<
  Record<ExportFormat, Readonly<{ extension: string; contentType: string }>>
> = {
  'csv-utf8': { extension: 'csv', contentType: 'text/csv; charset=utf-8' },
  'csv-gb18030': { extension: 'csv', contentType: 'text/csv; charset=gb18030' },
  xlsx: {
    extension: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  jsonl: { extension: 'jsonl', contentType: 'application/x-ndjson; charset=utf-8' },
};

/** The number and nothing else: a name of a file is seen by many. */
export function fileNameOf(number: number, format: ExportFormat): string {
  return `fencun-export-${number}.${FILE_KINDS[format].extension}`;
}

export function fileBytes(
  format: ExportFormat,
  columns: Columns,
  rows: AsyncIterable<readonly FileRow[]>,
  mark: FileMark,
  language: Language,
): AsyncGenerator<Buffer> {
  switch (format) {
    case 'csv-utf8':
      return csvBytes(columns, rows, utf8);
    case 'csv-gb18030':
      return csvBytes(columns, rows, createGb18030Encoder().encode, '');
    case 'jsonl':
      return jsonLines(columns, rows);
    case 'xlsx':
      return workbookBytes({
        sheet: { name: mark.recordType[language], ...columns, rows: texts(columns, rows) },
        cover: { name: COVER[language].title, lines: coverLines(mark, columns, language) },
        pageMark: pageMark(mark, language),
        madeAt: mark.at,
      });
  }
}

const utf8 = (text: string) => Buffer.from(text, 'utf8');
const BYTE_ORDER_MARK = '\ufeff';

async function* csvBytes(
  columns: Columns,
  rows: AsyncIterable<readonly FileRow[]>,
  encode: (text: string) => Buffer,
  start = BYTE_ORDER_MARK,
): AsyncGenerator<Buffer> {
  yield encode(start + csvLine(columns.header));
  for await (const batch of texts(columns, rows)) {
    let text = '';
    for (const row of batch) text += csvLine(row, columns.numeric);
    yield encode(text);
  }
}

/** Names and codes instead of words: for programs. */
async function* jsonLines(columns: Columns, rows: AsyncIterable<readonly FileRow[]>): AsyncGenerator<Buffer> {
  for await (const batch of rows) {
    let text = '';
    for (const { levels, values } of batch) {
      const open = columns.names.flatMap((name, at) =>
        levels[at] === '0' ? [] : [[name, values[at] ?? null]],
      );
      text += `${JSON.stringify(Object.fromEntries(open))}\n`;
    }
    yield utf8(text);
  }
}

async function* texts(
  columns: Columns,
  rows: AsyncIterable<readonly FileRow[]>,
): AsyncGenerator<readonly (readonly string[])[]> {
  for await (const batch of rows) yield batch.map(({ levels, values }) => columns.cells(levels, values));
}

const COVER = {
  zh: {
    title: '说明',
    number: '导出编号',
    person: '导出人',
    purpose: '处理目的',
    at: '下载时间',
    columns: '字段',
    notice: '须知',
    words: '仅供本人为上述目的使用，不得转发。每次下载均有记录。收到召回通知时，请删除本文件并在系统中确认。',
  },
  en: {
    title: 'About',
    number: 'Export number',
    person: 'Exported by',
    purpose: 'Purpose',
    at: 'Fetched',
    columns: 'Fields',
    notice: 'Notice',
    words:
      'For this person and this purpose only; do not pass it on. Every download is on record. When it is called back, delete this file and confirm that in Fencun.',
  },
} as const;

function coverLines(
  mark: FileMark,
  columns: Columns,
  language: Language,
): readonly (readonly [string, string])[] {
  const words = COVER[language];
  return [
    [words.number, String(mark.number)],
    [words.person, mark.person],
    [words.purpose, mark.purpose[language]],
    [words.at, mark.at.toISOString()],
    [words.columns, columns.header.join(language === 'zh' ? '、' : ', ')],
    [words.notice, words.words],
  ];
}

function pageMark(mark: FileMark, language: Language): Readonly<{ above: string; below: string }> {
  const words = COVER[language];
  return {
    above: `${words.person}: ${mark.person} · ${words.purpose}: ${mark.purpose[language]}`,
    below: `${words.number}: ${mark.number} · ${mark.at.toISOString()}`,
  };
}
