import { Problem } from '../../contract/problem.ts';

/**
 * A file that we refuse, told in both languages: what is wrong, where, and what to do. Never quotes a cell, and
 * carries no cause, because parsers quote the text at which they stumbled.
 */
export function unreadable(zh: string, en: string): Problem {
  return new Problem('unreadable-file', { detail: en, 'detail.zh': zh, 'detail.en': en });
}

/** The file ended early or was altered on its way. */
export function damagedWorkbook(): Problem {
  return unreadable(
    '工作簿已损坏或不完整。请用 Excel 或 WPS 打开并另存为 .xlsx，再重新上传。',
    'The workbook is damaged or incomplete. Open it in Excel or WPS, save it again as .xlsx and upload that.',
  );
}

export function tooManyColumns(line: number, columnsMax: number): Problem {
  return unreadable(
    `第 ${line} 行超过 ${columnsMax} 列。请检查分隔符，或删去多余的列。`,
    `Line ${line} has more than ${columnsMax} columns. Check the delimiter, or remove the surplus columns.`,
  );
}

export function cellTooLong(line: number): Problem {
  return unreadable(
    `第 ${line} 行有过长的单元格（上限 1 MB）。请检查该行的引号是否成对。`,
    `Line ${line} has a cell that is too long (the limit is 1 MB). Check that its quotes are paired.`,
  );
}
