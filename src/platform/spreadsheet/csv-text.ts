import { neutraliseFormula } from './formula-guard.ts';
import { isPlainNumber } from './plain-number.ts';

/**
 * One line of a CSV file as Excel and WPS open it: every cell quoted, CRLF, and no cell that runs as a formula.
 *
 * @param numeric which columns hold numbers; a number is no formula, and keeps its sign
 */
export function csvLine(cells: readonly string[], numeric: readonly boolean[] = []): string {
  let line = '';
  for (let column = 0; column < cells.length; column += 1) {
    const cell = cells[column] ?? '';
    const safe = numeric[column] === true && isPlainNumber(cell) ? cell : neutraliseFormula(cell);
    line += `${column === 0 ? '"' : ',"'}${safe.includes('"') ? safe.replaceAll('"', '""') : safe}"`;
  }
  return `${line}\r\n`;
}
