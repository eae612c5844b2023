import { crc32 } from 'node:zlib';
import * as yauzl from 'yauzl';
import { Problem } from '../../../contract/problem.ts';
import { LIMITS } from '../limits.ts';
import { damagedWorkbook, unreadable } from '../unreadable.ts';

/** The parts of a workbook: a zip that has been judged harmless before anything in it is unpacked. */
export type WorkbookPackage = Readonly<{
  has(partName: string): boolean;
  /**
   * A part, unpacked as it is read. Throws `unreadable-file` when its bytes do not match their size or checksum.
   * Part names begin without a slash and are compared without regard to case (ECMA-376 part 2, OPC).
   */
  part(partName: string): AsyncGenerator<Buffer>;
  close(): void;
}>;

/**
 * Opens a zip and refuses, by its directory alone, what could exhaust us: too many or too large parts, bombs, parts
 * with a password, names that leave the archive, two parts of one name. Sizes in the directory may be trusted
 * afterwards, because reading stops with an error as soon as a part yields more than it announced.
 */
export async function openWorkbookPackage(
  path: string,
  uncompressedBytesMax: number,
): Promise<WorkbookPackage> {
  const zip = await zipCall(() =>
    yauzl.openPromise(path, {
      autoClose: false,
      lazyEntries: true,
      strictFileNames: true,
      validateEntrySizes: true,
    }),
  );
  try {
    if (zip.entryCount > LIMITS.zipEntries) throw tooManyParts();
    const entries = await zipCall(() => judgedEntries(zip, uncompressedBytesMax));
    return {
      has: (partName) => entries.has(partName.toLowerCase()),
      part: (partName) => readPart(zip, entries.get(partName.toLowerCase())),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function judgedEntries(
  zip: yauzl.ZipFile,
  uncompressedBytesMax: number,
): Promise<Map<string, yauzl.Entry>> {
  const entries = new Map<string, yauzl.Entry>();
  let totalBytes = 0;
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.toLowerCase();
    totalBytes += entry.uncompressedSize;
    if (totalBytes > uncompressedBytesMax) throw tooLargeUnpacked(uncompressedBytesMax);
    if (isBomb(entry)) throw zipBomb();
    if (entry.isEncrypted()) throw encryptedPart();
    if (!entry.canDecodeFileData() || entries.has(name) || entries.size >= LIMITS.zipEntries)
      throw damagedWorkbook();
    entries.set(name, entry);
  }
  return entries;
}

function isBomb({ uncompressedSize, compressedSize }: yauzl.Entry): boolean {
  if (uncompressedSize < LIMITS.compressionRatioFromBytes) return false;
  return uncompressedSize > compressedSize * LIMITS.compressionRatio;
}

async function* readPart(zip: yauzl.ZipFile, entry: yauzl.Entry | undefined): AsyncGenerator<Buffer> {
  if (entry === undefined) throw damagedWorkbook();
  const stream = await zipCall(() => zip.openReadStreamPromise(entry));
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let checksum = 0;
  try {
    for (;;) {
      const next = await zipCall(() => chunks.next());
      if (next.done === true) break;
      checksum = crc32(next.value, checksum);
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
  if (checksum !== entry.crc32) throw damagedWorkbook();
}

/** Failures of the zip itself become a problem; failures of the disk (they carry a system code) stay what they are. */
async function zipCall<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Problem || isSystemFailure(error)) throw error;
    throw damagedWorkbook();
  }
}

function isSystemFailure(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function tooManyParts() {
  return unreadable(
    `文件包含的部件超过 ${LIMITS.zipEntries} 个，不像是工作簿。请另存为 .xlsx 后再上传。`,
    `The file holds more than ${LIMITS.zipEntries} parts, unlike a workbook. Save it again as .xlsx and upload that.`,
  );
}

function tooLargeUnpacked(uncompressedBytesMax: number) {
  const limitMiB = Math.round(uncompressedBytesMax / 1024 / 1024);
  return unreadable(
    `工作簿解压后超过 ${limitMiB} MB。请删去图片和无关工作表，分成几个文件，或另存为 CSV。`,
    `Unpacked, the workbook exceeds ${limitMiB} MB. Remove pictures and other sheets, split it, or save it as CSV.`,
  );
}

function zipBomb() {
  return unreadable(
    '工作簿的压缩比异常，可能是压缩炸弹，已拒绝。如文件可信，请用 Excel 或 WPS 另存为 .xlsx 或 CSV 后再上传。',
    'The workbook is compressed beyond reason, like a zip bomb, and was refused. If you trust it, save it again as .xlsx or CSV in Excel or WPS.',
  );
}

function encryptedPart() {
  return unreadable(
    '压缩包设有密码，无法读取。请去除密码后再上传。',
    'The archive is protected by a password. Remove the password and upload again.',
  );
}
