import { tmpdir } from 'node:os';
import { Problem } from '../../contract/problem.ts';
import { LIMITS } from './limits.ts';
import type { MergedCells } from './merged-cells.ts';
import type { RawRow } from './row.ts';
import { unreadable } from './unreadable.ts';
import { readMergedCells } from './xlsx/merged-ranges.ts';
import { readSharedStrings, SharedStrings } from './xlsx/shared-strings.ts';
import { sheetRows } from './xlsx/sheet-rows.ts';
import { readCellFormats } from './xlsx/styles.ts';
import { readWorkbook, type Workbook } from './xlsx/workbook.ts';
import { openWorkbookPackage, type WorkbookPackage } from './xlsx/workbook-package.ts';

export type XlsxOptions = Readonly<{
  sheet?: string;
  maxUncompressedBytes?: number;
  sharedStringsInMemoryBytes?: number;
  temporaryDirectory?: string;
}>;

export type XlsxSource = Readonly<{
  sheets: readonly string[];
  hiddenSheets: readonly string[];
  sheet: string;
  merged: MergedCells;
  rawRows(): AsyncGenerator<RawRow>;
  close(): void;
}>;

/**
 * Opens a workbook at one sheet: the one named, or else the first that is not hidden. Everything but the rows is read
 * now, and the sheet's part is unpacked once to its end, so that a broken file is refused here. Throws
 * `unreadable-file`, or `invalid-input` for a sheet that does not exist.
 */
export async function openXlsx(path: string, options: XlsxOptions): Promise<XlsxSource> {
  const parts = await openWorkbookPackage(path, options.maxUncompressedBytes ?? LIMITS.uncompressedBytes);
  const sharedStrings = new SharedStrings(
    options.sharedStringsInMemoryBytes ?? LIMITS.sharedStringsInMemoryBytes,
    options.temporaryDirectory ?? tmpdir(),
  );
  const close = () => {
    sharedStrings.close();
    parts.close();
  };
  try {
    return { ...(await openSheet(parts, sharedStrings, options.sheet)), close };
  } catch (error) {
    close();
    throw error;
  }
}

async function openSheet(
  parts: WorkbookPackage,
  sharedStrings: SharedStrings,
  sheetName: string | undefined,
): Promise<Omit<XlsxSource, 'close'>> {
  const workbook = await readWorkbook(parts);
  const sheet = chosenSheet(workbook, sheetName);
  const merged = await readMergedCells(parts.part(sheet.partName));
  const formats =
    workbook.stylesPart === undefined ? [] : await readCellFormats(parts.part(workbook.stylesPart));
  if (workbook.sharedStringsPart !== undefined) {
    await readSharedStrings(parts.part(workbook.sharedStringsPart), sharedStrings);
  }
  const context = { sharedStrings, formats, date1904: workbook.date1904 };
  return {
    sheets: workbook.sheets.filter(({ hidden }) => !hidden).map(({ name }) => name),
    hiddenSheets: workbook.sheets.filter(({ hidden }) => hidden).map(({ name }) => name),
    sheet: sheet.name,
    merged,
    rawRows: () => sheetRows(parts.part(sheet.partName), context),
  };
}

function chosenSheet(workbook: Workbook, name: string | undefined) {
  const sheet = workbook.sheets.find((each) => (name === undefined ? !each.hidden : each.name === name));
  if (sheet !== undefined) return sheet;
  if (name !== undefined) {
    const [zh, en] = [
      '工作簿中没有该工作表，请重新选择。',
      'The workbook has no such sheet; choose another.',
    ];
    throw new Problem('invalid-input', { detail: en, 'detail.zh': zh, 'detail.en': en });
  }
  throw unreadable(
    '工作簿中没有可见的工作表。请取消隐藏后另存，或指定工作表。',
    'The workbook has no visible sheet. Unhide one and save, or name a sheet.',
  );
}
