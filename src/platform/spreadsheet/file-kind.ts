import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { damagedWorkbook, unreadable } from './unreadable.ts';

/** How far into an OLE container we look for the names of its streams. */
const CONTAINER_SEARCH_BYTES = 64 * 1024 * 1024;

const ZIP = [0x50, 0x4b, 0x03, 0x04];
const OLE_CONTAINER = [0xd0, 0xcf, 0x11, 0xe0];
const NOT_TABLES: readonly (readonly number[])[] = [
  [0x25, 0x50, 0x44, 0x46], // PDF
  [0x89, 0x50, 0x4e, 0x47], // PNG
  [0xff, 0xd8, 0xff], // JPEG
  [0x47, 0x49, 0x46, 0x38], // GIF
  [0x52, 0x61, 0x72, 0x21], // RAR
  [0x37, 0x7a, 0xbc, 0xaf], // 7z
  [0x1f, 0x8b], // gzip
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0x50, 0x4b, 0x05, 0x06], // empty zip
];
const MARKUP = /^[\s\uFEFF]*<(?:\?xml|!doctype|!--|html|head|meta|style|table|workbook)/i;

/**
 * Tells by content, never by extension, whether a file is a zip (perhaps a workbook) or text (perhaps CSV).
 * Throws `unreadable-file` for what is known to be neither, saying what to do instead.
 */
export async function detectFileKind(path: string): Promise<'zip' | 'text'> {
  const start = await firstBytes(path, 1024);
  if (start.length === 0) {
    throw unreadable('文件是空的。请重新导出后上传。', 'The file is empty. Export it again and upload that.');
  }
  if (beginsWith(start, ZIP)) return 'zip';
  if (beginsWith(start, OLE_CONTAINER)) throw await oldOrEncryptedWorkbook(path);
  if (NOT_TABLES.some((signature) => beginsWith(start, signature))) {
    throw unreadable(
      '这不是表格文件。请上传 .xlsx 或 .csv 文件。',
      'This is not a table. Upload an .xlsx or a .csv file.',
    );
  }
  // Portals often send a web page or Excel's XML of 2003 under the name .xls.
  if (MARKUP.test(start.toString('latin1').replace(/^\u00EF\u00BB\u00BF/, ''))) {
    throw unreadable(
      '文件内容是网页或 XML，只是扩展名像表格。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。',
      'The file holds a web page or XML under the name of a table. Open it in Excel or WPS, save it as .xlsx and upload that.',
    );
  }
  return 'text';
}

async function firstBytes(path: string, byteCount: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(byteCount), 0, byteCount, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function beginsWith(bytes: Buffer, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** [MS-CFB] containers name their streams in UTF-16; an encrypted .xlsx and an old .xls differ by those names. */
async function oldOrEncryptedWorkbook(path: string) {
  if (await contains(path, Buffer.from('EncryptedPackage', 'utf16le'))) {
    return unreadable(
      '工作簿设有打开密码，无法读取。请在 Excel 或 WPS 中去除密码（文件 → 信息 → 保护工作簿）并另存后上传。',
      'The workbook is protected by a password. Remove it in Excel or WPS (File → Info → Protect Workbook), save and upload again.',
    );
  }
  if (await contains(path, Buffer.from('Workbook', 'utf16le'))) {
    return unreadable(
      '这是旧版 .xls 文件。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。',
      'This is an old .xls file. Open it in Excel or WPS, save it as .xlsx and upload that.',
    );
  }
  return damagedWorkbook();
}

async function contains(path: string, needle: Buffer): Promise<boolean> {
  let tail = Buffer.alloc(0);
  const stream = createReadStream(path, { end: CONTAINER_SEARCH_BYTES });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const window = Buffer.concat([tail, chunk]);
    if (window.includes(needle)) return true;
    tail = window.subarray(Math.max(0, window.length - needle.length));
  }
  return false;
}
