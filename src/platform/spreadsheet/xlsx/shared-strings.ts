import { LIMITS } from '../limits.ts';
import { cellTooLong, unreadable } from '../unreadable.ts';
import { RichText } from './rich-text.ts';
import { SpillingBytes } from './spilling-bytes.ts';
import { readXml } from './xml.ts';

const RECENT = 4096;
const RECENT_CHARACTERS_MAX = 256;

/**
 * The texts that cells refer to by number. A large export has millions, so they are kept as bytes with an index of
 * four bytes each rather than as strings, and move to a temporary file when they grow beyond the memory given.
 */
export class SharedStrings {
  private readonly bytes: SpillingBytes;
  /** Where each text ends; it begins where the one before ends. */
  private ends = new Uint32Array(1024);
  private count = 0;
  /** Short texts read lately, at their number modulo the size: cities and states come again and again. */
  private readonly recent: (string | undefined)[] = new Array<string | undefined>(RECENT);
  private readonly recentIndex = new Int32Array(RECENT).fill(-1);

  constructor(memoryBytesMax: number, temporaryDirectory: string) {
    this.bytes = new SpillingBytes(memoryBytesMax, temporaryDirectory);
  }

  get size(): number {
    return this.count;
  }

  get spilled(): boolean {
    return this.bytes.spilled;
  }

  /** Undefined for a number that the workbook has no text for. */
  at(index: number): string | undefined {
    if (!Number.isInteger(index) || index < 0 || index >= this.count) return undefined;
    const slot = index % RECENT;
    if (this.recentIndex[slot] === index) return this.recent[slot];
    const start = index === 0 ? 0 : (this.ends[index - 1] ?? 0);
    const text = this.bytes.read(start, (this.ends[index] ?? 0) - start).toString('utf8');
    if (text.length <= RECENT_CHARACTERS_MAX) {
      this.recent[slot] = text;
      this.recentIndex[slot] = index;
    }
    return text;
  }

  add(text: string): void {
    if (this.count >= LIMITS.sharedStrings) throw tooManyTexts();
    if (this.count === this.ends.length) {
      const grown = new Uint32Array(this.ends.length * 2);
      grown.set(this.ends);
      this.ends = grown;
    }
    this.bytes.append(Buffer.from(text, 'utf8'));
    this.ends[this.count] = this.bytes.byteCount;
    this.count += 1;
  }

  close(): void {
    this.bytes.close();
  }
}

/** Reads the shared texts part into a table. The bytes that the part unpacks to are bounded by the package. */
export async function readSharedStrings(part: AsyncIterable<Uint8Array>, into: SharedStrings): Promise<void> {
  const item = new RichText();
  await readXml(part, {
    open: (name) => {
      if (name === 'si') item.clear();
      else item.open(name);
    },
    close: (name) => {
      item.close(name);
      if (name !== 'si') return;
      if (item.characterCount > LIMITS.cellCharacters) throw cellTooLong(into.size + 1);
      into.add(item.text());
    },
    text: (text) => item.append(text),
  });
}

function tooManyTexts() {
  return unreadable(
    `工作簿中不同的文本超过 ${LIMITS.sharedStrings} 个。请分成几个文件，或另存为 CSV。`,
    `The workbook has more than ${LIMITS.sharedStrings} texts. Split it into several files, or save it as CSV.`,
  );
}
