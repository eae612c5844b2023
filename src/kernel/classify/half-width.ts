const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
/** Text that NFKC leaves alone for sure; most cells are of it, and normalising is dear. */
const SURELY_NORMAL = /^[\x20-\x7e\u00b7\u3001\u3002\u3400-\u4dbf\u4e00-\u9fff]*$/;
const FULL_WIDTH = /[\uff01-\uff5e\u3000]/g;

/**
 * Full-width letters, digits and signs as their ASCII twins. Each character stays one character, so that an index
 * into the result is an index into the original.
 */
export function halfWidth(value: string): string {
  if (PRINTABLE_ASCII.test(value)) return value;
  return value.replace(FULL_WIDTH, (character) =>
    character === '\u3000' ? ' ' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  );
}

/** NFKC, trimmed, with inner white space as single spaces. */
export function tidy(value: string): string {
  const normal = compatible(value);
  return normal.replace(/\s+/g, ' ').trim();
}

/** Upper-case letters and digits only: how a number on a card or document is compared. */
export function alphanumeric(value: string): string {
  const normal = compatible(value);
  return normal.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
}

/** Without the white space, dashes and dots that people write between groups of a number. */
export function ungrouped(value: string): string {
  const normal = compatible(value);
  return normal.replace(/[\s\-.‐-―·]/g, '');
}

function compatible(value: string): string {
  return SURELY_NORMAL.test(value) ? value : value.normalize('NFKC');
}
