/**
 * A cell that begins like this is run as a formula by Excel, WPS or LibreOffice when the file is opened
 * (OWASP, "CSV injection"), also behind blanks and in full-width form. Leading apostrophes are part of the pattern,
 * so that a guarded text is itself guarded again: that is what makes the guard reversible.
 */
const DANGEROUS = /^'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])/u;

/** Spreadsheet exports write ="0138…" to keep a program from reading digits as a number. */
const TEXT_FORMULA = /^="((?:[^"]|"")*)"$/;
const TEXT_FORMULA_CHARACTERS_MAX = 32_767;

/**
 * Puts one apostrophe before a text that a spreadsheet program would run. {@link restoreFormula} takes exactly that
 * apostrophe away: `restoreFormula(neutraliseFormula(text)) === text` for every text.
 */
export function neutraliseFormula(text: string): string {
  return DANGEROUS.test(text) ? `'${text}` : text;
}

/** Undoes {@link neutraliseFormula}; every other text, also one that merely begins with an apostrophe, is kept. */
export function restoreFormula(text: string): string {
  return text.startsWith("'") && DANGEROUS.test(text) ? text.slice(1) : text;
}

/** The value that a cell of an imported file stands for: guards taken off, nothing evaluated. */
export function importedText(text: string): string {
  const first = text.charCodeAt(0);
  if (first === 0x27) return restoreFormula(text);
  if (first !== 0x3d || text.length > TEXT_FORMULA_CHARACTERS_MAX) return text;
  const quoted = TEXT_FORMULA.exec(text)?.[1];
  return quoted === undefined ? text : quoted.replaceAll('""', '"');
}
