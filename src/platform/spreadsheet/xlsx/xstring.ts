const ESCAPED = /_x([0-9A-Fa-f]{4})_/g;
/** Characters that no cell shows and no database column takes; tab and line ends stay. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes.
const INVISIBLE_CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/g;

/** Text of a cell from its stored form, in which `_x000D_` stands for a character that XML cannot carry (ST_Xstring). */
export function fromXstring(stored: string): string {
  if (!stored.includes('_x')) return stored;
  const text = stored
    .replace(ESCAPED, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(INVISIBLE_CONTROL, '');
  // Half a surrogate pair is no text; going through UTF-8 puts a replacement character in its place.
  return Buffer.from(text, 'utf8').toString('utf8');
}
