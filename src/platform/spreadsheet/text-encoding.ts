import { createReadStream } from 'node:fs';
import { TextScan } from './text-scan.ts';
import { unreadable } from './unreadable.ts';

/**
 * Encodings of a CSV file. GB18030 stands for GBK and GB2312 too, which it contains. Big5 is never guessed, because
 * nearly every Big5 text is also a valid, wrong GB18030 text; a person may choose it.
 */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5';

const CHUNK_BYTES = 64 * 1024;

/**
 * Finds the encoding by reading the whole file once, so that a file whose first Chinese character stands in its last
 * line is still understood, and one that is broken anywhere is refused before any row of it is imported.
 * Throws `unreadable-file` naming the line.
 */
export async function detectTextEncoding(path: string): Promise<TextEncoding> {
  const scan = new TextScan();
  let marked: TextEncoding | undefined;
  for await (const chunk of fileChunks(path)) {
    if (scan.byteCount === 0) marked = byteOrderMark(chunk);
    if (marked === 'utf-16le' || marked === 'utf-16be') {
      await verifyText(path, marked);
      return marked;
    }
    scan.push(chunk);
  }
  const verdict = scan.verdict(marked === 'utf-8');
  if ('encoding' in verdict) return verdict.encoding;
  if (verdict.fault === 'nul') throw nulCharacter(verdict.line);
  if (verdict.fault === 'damaged-utf-8') throw wrongEncoding('utf-8', verdict.line);
  throw unreadable(
    `第 ${verdict.line} 行既不是 UTF-8 也不是 GB18030（GBK）编码。请另存为“CSV UTF-8”或 .xlsx 后再上传。`,
    `Line ${verdict.line} is neither UTF-8 nor GB18030 (GBK). Save the file as “CSV UTF-8” or .xlsx and upload that.`,
  );
}

/** Reads a file to its end in a chosen encoding and throws `unreadable-file` where it does not fit. */
export async function verifyText(path: string, encoding: TextEncoding): Promise<void> {
  for await (const _text of decodedText(path, encoding)) {
    // Decoding is the check.
  }
}

/**
 * The file as text, without byte order mark, in pieces that never cut a character. Throws `unreadable-file` near the
 * line of a byte sequence that the encoding does not know, and at NUL characters, which no table holds.
 */
export async function* decodedText(path: string, encoding: TextEncoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let lineCount = 0;
  let atStart = true;
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
    } catch {
      throw wrongEncoding(encoding, lineCount + 1);
    }
  };
  for await (const chunk of fileChunks(path)) {
    const decoded = decode(chunk);
    const text = atStart && decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
    atStart &&= decoded.length === 0;
    const nulAt = text.indexOf('\0');
    if (nulAt >= 0) throw nulCharacter(lineCount + 1 + newlineCount(text.slice(0, nulAt)));
    lineCount += newlineCount(text);
    if (text.length > 0) yield text;
  }
  decode();
}

function fileChunks(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: CHUNK_BYTES });
}

function byteOrderMark(start: Buffer): TextEncoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  return undefined;
}

function newlineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function wrongEncoding(encoding: TextEncoding, line: number) {
  const name = encoding.toUpperCase();
  return unreadable(
    `第 ${line} 行附近有不符合 ${name} 编码的内容，文件可能不完整或选错了编码。请重新导出，或换一种编码。`,
    `Near line ${line} the file does not fit ${name}: it may be cut off, or the encoding is another. Export it again or choose another encoding.`,
  );
}

function nulCharacter(line: number) {
  return unreadable(
    `第 ${line} 行含有空字符（NUL），不是文本表格。请另存为“CSV UTF-8”或 .xlsx 后再上传。`,
    `Line ${line} holds a NUL character, so this is not a text table. Save the file as “CSV UTF-8” or .xlsx and upload that.`,
  );
}
