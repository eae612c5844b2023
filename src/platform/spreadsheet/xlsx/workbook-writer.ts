import { Readable } from 'node:stream';
import yazl from 'yazl';
import { isPlainNumber } from '../plain-number.ts';

/**
 * A workbook as a stream: the sheet is compressed row by row and never held. Texts are typed as strings, which no
 * program runs, and such as look like a formula carry the mark of a text (`quotePrefix`), so that they stay texts when
 * somebody edits them.
 */

export type WorkbookParts = Readonly<{
  /** The sheet of rows, by batches. Every row has a cell for each column of the header. */
  sheet: Readonly<{
    name: string;
    header: readonly string[];
    numeric: readonly boolean[];
    rows: AsyncIterable<readonly (readonly string[])[]>;
  }>;
  /** A sheet before it that says what this is: name and value. */
  cover: Readonly<{ name: string; lines: readonly (readonly [string, string])[] }>;
  /** Stands above and below every printed page of the rows. */
  pageMark: Readonly<{ above: string; below: string }>;
  madeAt: Date;
}>;

/** Deflate at its quickest: rows are repetitive, and whoever waits for them waits for this. */
const COMPRESSION_LEVEL = 1;

export async function* workbookBytes(parts: WorkbookParts): AsyncGenerator<Buffer> {
  const zip = new yazl.ZipFile();
  const options = { mtime: parts.madeAt, compressionLevel: COMPRESSION_LEVEL };
  const add = (path: string, text: string) => zip.addBuffer(Buffer.from(text, 'utf8'), path, options);
  add('[Content_Types].xml', CONTENT_TYPES);
  add('_rels/.rels', PACKAGE_RELATIONS);
  add('xl/workbook.xml', workbookXml(parts.cover.name, parts.sheet.name));
  add('xl/_rels/workbook.xml.rels', WORKBOOK_RELATIONS);
  add('xl/styles.xml', STYLES);
  add('xl/worksheets/sheet1.xml', coverXml(parts.cover.lines));
  const rows = Readable.from(sheetXml(parts), { objectMode: false });
  const bytes = zip.outputStream as Readable;
  zip.on('error', (error: Error) => bytes.destroy(error));
  zip.addReadStream(rows, 'xl/worksheets/sheet2.xml', options);
  zip.end();
  try {
    for await (const chunk of bytes) yield chunk as Buffer;
  } finally {
    rows.destroy();
  }
}

async function* sheetXml({ sheet, pageMark }: WorkbookParts): AsyncGenerator<Buffer> {
  const columns = sheet.header.map((_, at) => columnName(at));
  let number = 1;
  let text = `${SHEET_START}<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="${Math.max(1, columns.length)}" width="18" customWidth="1"/></cols><sheetData>`;
  text += rowXml(sheet.header, columns, number, [], HEADER_STYLE);
  for await (const batch of sheet.rows) {
    for (const row of batch) {
      number += 1;
      text += rowXml(row, columns, number, sheet.numeric);
    }
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  const last = `${columns.at(-1) ?? 'A'}${number}`;
  text += `</sheetData><autoFilter ref="A1:${last}"/><headerFooter><oddHeader>${headerText(pageMark.above)}</oddHeader><oddFooter>${headerText(pageMark.below)}&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`;
  yield Buffer.from(text, 'utf8');
}

const TEXT_STYLE = 0;
const HEADER_STYLE = 1;
const MARKED_STYLE = 2;
/** What some program might take for a formula, were it not typed as a text. */
const LOOKS_LIKE_FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/u;

function rowXml(
  cells: readonly string[],
  columns: readonly string[],
  number: number,
  numeric: readonly boolean[],
  style = TEXT_STYLE,
): string {
  let xml = `<row r="${number}">`;
  for (let at = 0; at < columns.length; at += 1) {
    const cell = cells[at] ?? '';
    if (cell === '') continue;
    const place = `${columns[at]}${number}`;
    if (numeric[at] === true && isPlainNumber(cell)) {
      xml += `<c r="${place}"><v>${cell}</v></c>`;
    } else {
      const look = style === TEXT_STYLE && LOOKS_LIKE_FORMULA.test(cell) ? MARKED_STYLE : style;
      const shown = look === TEXT_STYLE ? '' : ` s="${look}"`;
      xml += `<c r="${place}"${shown} t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>`;
    }
  }
  return `${xml}</row>`;
}

function coverXml(lines: readonly (readonly [string, string])[]): string {
  const rows = lines.map((line, at) => rowXml(line, ['A', 'B'], at + 1, []));
  return `${SHEET_START}<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="1" width="20" customWidth="1"/><col min="2" max="2" width="80" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

const NEEDS_ESCAPE = /[&<>\ufffe\uffff\ud800-\udfff]|(?![\t\n])\p{Cc}|_x[0-9A-Fa-f]{4}_/u;
const ESCAPED = new RegExp(NEEDS_ESCAPE, 'gu');
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text of a cell. What XML cannot hold is written as Excel writes it: `_xHHHH_` (ECMA-376, ST_Xstring). */
function xmlText(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return text.replace(ESCAPED, (found) => {
    if (found.length > 1) return `_x005F${found}`;
    return ENTITIES[found] ?? `_x${found.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`;
  });
}

const HEADER_CHARACTERS_MAX = 200;

/** `&` begins a code in headers and footers, and two stand for one. */
function headerText(text: string): string {
  return xmlText(text.slice(0, HEADER_CHARACTERS_MAX).replaceAll('&', '&&'));
}

/** 0 is A, 25 Z, 26 AA. */
function columnName(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : columnName(Math.floor(at / 26) - 1) + letter;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const SHEET_START = `${XML}<worksheet xmlns="${MAIN}">`;
const CONTENT_TYPES = `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="${TYPE}.worksheet+xml"/></Types>`;
const PACKAGE_RELATIONS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
const WORKBOOK_RELATIONS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs></styleSheet>`;

function workbookXml(cover: string, rows: string): string {
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><bookViews><workbookView activeTab="1"/></bookViews><sheets><sheet name="${sheetName(cover)}" sheetId="1" r:id="rId1"/><sheet name="${sheetName(rows)}" sheetId="2" r:id="rId2"/></sheets></workbook>`;
}

/** At most 31 characters, and none that stands for something in a formula. */
function sheetName(text: string): string {
  return xmlText(text.replace(/[\\/?*[\]:"']/g, ' ').slice(0, 31));
}
