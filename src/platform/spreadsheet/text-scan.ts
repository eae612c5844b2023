/** What a text without byte order mark turned out to be, or the first line at which it is nothing that we know. */
export type TextVerdict =
  | Readonly<{ encoding: 'utf-8' | 'gb18030' }>
  | Readonly<{ fault: 'nul' | 'damaged-utf-8' | 'unknown'; line: number }>;

/**
 * Multi-byte sequences of UTF-8 that a text must show before its first fault for us to call it damaged UTF-8 rather
 * than something else: GB18030 text does not pass for UTF-8 that long.
 */
const UTF8_BEYOND_DOUBT = 8;

/**
 * Follows a byte stream as UTF-8 (RFC 3629) and as GB18030 at once, in constant memory. GB18030 is checked by form
 * (two bytes, or four with digits in second and fourth place); the decoder later finds codes without a character.
 */
export class TextScan {
  byteCount = 0;
  private newlineCount = 0;
  private returnCount = 0;
  private nulLine = 0;

  private utf8FaultLine = 0;
  private utf8Pending = 0;
  private utf8Lowest = 0x80;
  private utf8Highest = 0xbf;
  private utf8SequenceCount = 0;

  private gbFaultLine = 0;
  private gbPlace = 0;

  push(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      if (byte < 0x80 && this.utf8Pending === 0 && this.gbPlace === 0) {
        if (byte < 0x0e) this.control(byte);
        continue;
      }
      if (this.utf8FaultLine === 0) this.utf8(byte);
      if (this.gbFaultLine === 0) this.gb18030(byte);
      if (byte < 0x0e) this.control(byte);
    }
    this.byteCount += bytes.length;
  }

  /** Call once, after the last byte. A byte order mark puts UTF-8 beyond doubt. */
  verdict(markedUtf8 = false): TextVerdict {
    if (this.nulLine > 0) return { fault: 'nul', line: this.nulLine };
    if (this.utf8FaultLine === 0 && this.utf8Pending === 0) return { encoding: 'utf-8' };
    const utf8FaultLine = this.utf8FaultLine || this.line();
    if (markedUtf8 || this.utf8SequenceCount >= UTF8_BEYOND_DOUBT)
      return { fault: 'damaged-utf-8', line: utf8FaultLine };
    if (this.gbFaultLine === 0 && this.gbPlace === 0) return { encoding: 'gb18030' };
    return { fault: 'unknown', line: Math.max(utf8FaultLine, this.gbFaultLine || this.line()) };
  }

  private line(): number {
    return 1 + (this.newlineCount || this.returnCount);
  }

  private control(byte: number): void {
    if (byte === 0x0a) this.newlineCount += 1;
    else if (byte === 0x0d) this.returnCount += 1;
    else if (byte === 0 && this.nulLine === 0) this.nulLine = this.line();
  }

  private utf8(byte: number): void {
    if (this.utf8Pending > 0) {
      if (byte < this.utf8Lowest || byte > this.utf8Highest) {
        this.utf8FaultLine = this.line();
        this.utf8Pending = 0;
        return;
      }
      this.utf8Pending -= 1;
      this.utf8Lowest = 0x80;
      this.utf8Highest = 0xbf;
      if (this.utf8Pending === 0) this.utf8SequenceCount += 1;
      return;
    }
    if (byte < 0x80) return;
    if (byte >= 0xc2 && byte <= 0xdf) this.utf8Pending = 1;
    else if (byte >= 0xe0 && byte <= 0xef) this.utf8Pending = 2;
    else if (byte >= 0xf0 && byte <= 0xf4) this.utf8Pending = 3;
    else this.utf8FaultLine = this.line();
    // Overlong forms, surrogates and everything beyond U+10FFFF are not UTF-8.
    if (byte === 0xe0) this.utf8Lowest = 0xa0;
    if (byte === 0xed) this.utf8Highest = 0x9f;
    if (byte === 0xf0) this.utf8Lowest = 0x90;
    if (byte === 0xf4) this.utf8Highest = 0x8f;
  }

  private gb18030(byte: number): void {
    const digit = byte >= 0x30 && byte <= 0x39;
    const lead = byte >= 0x81 && byte <= 0xfe;
    if (this.gbPlace === 0) {
      if (lead) this.gbPlace = 1;
      else if (byte > 0x80) this.gbFaultLine = this.line();
      return;
    }
    if (this.gbPlace === 1 && digit) this.gbPlace = 2;
    else if (this.gbPlace === 1 && byte >= 0x40 && byte !== 0x7f && byte <= 0xfe) this.gbPlace = 0;
    else if (this.gbPlace === 2 && lead) this.gbPlace = 3;
    else if (this.gbPlace === 3 && digit) this.gbPlace = 0;
    else {
      this.gbFaultLine = this.line();
      this.gbPlace = 0;
    }
  }
}
