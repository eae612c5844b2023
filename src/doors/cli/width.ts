/** How many cells of a terminal a text takes, and where it may be broken. */

/** East Asian Width W and F (Unicode Standard Annex 11), as ranges of code points; emoji are among them. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x231a, 0x231b],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1faff],
  [0x20000, 0x3fffd],
];

const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]$/u;

function widthOfCharacter(character: string): number {
  if (INVISIBLE.test(character)) return 0;
  const code = character.codePointAt(0) ?? 0;
  return WIDE.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

/** Cells that the text takes; a Chinese character takes two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text;
}

/**
 * The text with whatever could steer a terminal made visible: file headers and names are other people's words, and
 * an escape sequence among them could rewrite what stands on the screen.
 */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, '\ufffd');
}

/**
 * Lines of at most `width` cells. Breaks at spaces and between Chinese characters, never before a closing mark;
 * a longer word is cut.
 */
export function wrap(text: string, columns: number): readonly string[] {
  const width = Math.max(2, columns);
  const lines: string[] = [];
  let line = '';
  const flush = () => {
    lines.push(line.trimEnd());
    line = '';
  };
  for (const piece of piecesOf(text)) {
    if (displayWidth(line) + displayWidth(piece.trimEnd()) > width && line !== '') flush();
    let rest = line === '' ? piece.trimStart() : piece;
    while (displayWidth(rest.trimEnd()) > width) {
      const head = headOf(rest, width);
      lines.push(head);
      rest = rest.slice(head.length);
    }
    line += rest;
  }
  if (line !== '' || lines.length === 0) flush();
  return lines;
}

/** Words with the spaces after them; a wide character is a word of its own together with the marks that close it. */
const PIECES =
  /[\u1100-\u115f\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\uff60][，。；：、！？）》”’]*\s*|[^\s\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\ufe30-\uff60]+[，。；：、！？）》”’]*\s*|\s+/gu;

function piecesOf(text: string): readonly string[] {
  return text.match(PIECES) ?? [text];
}

/** The widest part that {@link wrap} would not break unless it must. */
export function longestPiece(text: string): number {
  return Math.max(0, ...piecesOf(text).map((piece) => displayWidth(piece.trim())));
}

/** At least one character, so that no width is too small. */
function headOf(text: string, width: number): string {
  let head = '';
  for (const character of text) {
    if (head !== '' && displayWidth(head) + widthOfCharacter(character) > width) break;
    head += character;
  }
  return head;
}
