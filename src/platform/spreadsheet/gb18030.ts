/**
 * Writes GB18030, which mainland desktop programs open without asking. It knows every character of Unicode; what is no
 * character (half of a surrogate pair) is written as `\uXXXX`, so that nothing is lost unseen.
 */

export type Gb18030Encoder = Readonly<{
  encode(text: string): Buffer;
  /** How many characters were written as escapes so far. */
  escaped(): number;
}>;

/** Two bytes for a key below 0x10000, four for others; taken from the decoder that the platform has. */
type Table = ReadonlyMap<string, Buffer>;

let table: Table | null = null;

export function createGb18030Encoder(): Gb18030Encoder {
  table ??= readTable();
  const known = table;
  let escapes = 0;
  const bytesOf = (character: string): Buffer => {
    const found = known.get(character);
    if (found !== undefined) return found;
    const code = character.codePointAt(0) ?? 0;
    if (code > 0xffff) return beyondBmp(code);
    escapes += 1;
    return Buffer.from(`\\u${code.toString(16).padStart(4, '0').toUpperCase()}`, 'latin1');
  };
  return {
    escaped: () => escapes,
    encode(text) {
      // Most lines are ASCII between their Chinese; a buffer of four bytes a unit always holds them.
      const bytes = Buffer.allocUnsafe(text.length * 6);
      let at = 0;
      for (const character of text) {
        const code = character.charCodeAt(0);
        if (code < 0x80) {
          bytes[at] = code;
          at += 1;
        } else {
          at += bytesOf(character).copy(bytes, at);
        }
      }
      return bytes.subarray(0, at);
    },
  };
}

/** Characters beyond the basic plane stand in their own order from 90 30 81 30 on (GB 18030-2022). */
function beyondBmp(code: number): Buffer {
  const index = code - 0x10000;
  return Buffer.from([
    0x90 + Math.floor(index / 12_600),
    0x30 + (Math.floor(index / 1_260) % 10),
    0x81 + (Math.floor(index / 10) % 126),
    0x30 + (index % 10),
  ]);
}

function readTable(): Table {
  const decoder = new TextDecoder('gb18030');
  const known = new Map<string, Buffer>();
  const add = (bytes: Buffer) => {
    const character = decoder.decode(bytes);
    if (character.length !== 1 || character === '\ufffd' || known.has(character)) return;
    known.set(character, bytes);
  };
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) if (trail !== 0x7f) add(Buffer.from([lead, trail]));
  }
  for (let one = 0x81; one <= 0x84; one += 1) {
    for (let two = 0x30; two <= 0x39; two += 1) {
      for (let three = 0x81; three <= 0xfe; three += 1) {
        for (let four = 0x30; four <= 0x39; four += 1) add(Buffer.from([one, two, three, four]));
      }
    }
  }
  return known;
}
