import { SaxesParser } from 'saxes';
import { Problem } from '../../../contract/problem.ts';
import { LIMITS } from '../limits.ts';
import { damagedWorkbook, unreadable } from '../unreadable.ts';

export type XmlAttributes = Readonly<Record<string, string>>;

/** What a reader of one part wants to hear. Names come without prefix, since producers differ in theirs. */
export type XmlHandlers = Readonly<{
  open?(name: string, attributes: XmlAttributes): void;
  close?(name: string): void;
  text?(text: string): void;
}>;

/**
 * XML as it comes, with the doors shut that XML leaves open: no document type (so no entities, inner or outer), no
 * depth without end, no tag or text so long that the parser would hold it all. UTF-8 only, which is what every
 * spreadsheet program writes. Throws `unreadable-file`.
 */
export class XmlReader {
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private readonly parser = new SaxesParser({ xmlns: false, position: false });
  private depth = 0;
  private pendingCharacters = 0;

  constructor(handlers: XmlHandlers) {
    this.parser.on('doctype', () => {
      throw documentType();
    });
    this.parser.on('opentag', ({ name, attributes }) => {
      this.pendingCharacters = 0;
      this.depth += 1;
      if (this.depth > LIMITS.xmlDepth) throw damagedWorkbook();
      handlers.open?.(localName(name), attributes);
    });
    this.parser.on('closetag', ({ name }) => {
      this.pendingCharacters = 0;
      this.depth -= 1;
      handlers.close?.(localName(name));
    });
    if (handlers.text !== undefined) {
      const { text } = handlers;
      this.parser.on('text', (value) => text(value));
      this.parser.on('cdata', (value) => text(value));
    }
  }

  write(bytes: Uint8Array): void {
    this.guarded(() => {
      const text = this.decoder.decode(bytes, { stream: true });
      this.pendingCharacters += text.length;
      this.parser.write(text);
      if (this.pendingCharacters > LIMITS.xmlPendingCharacters) throw damagedWorkbook();
    });
  }

  end(): void {
    this.guarded(() => {
      this.parser.write(this.decoder.decode());
      this.parser.close();
    });
  }

  private guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      throw error instanceof Problem ? error : damagedWorkbook();
    }
  }
}

/** Reads a whole part. */
export async function readXml(bytes: AsyncIterable<Uint8Array>, handlers: XmlHandlers): Promise<void> {
  const reader = new XmlReader(handlers);
  for await (const chunk of bytes) reader.write(chunk);
  reader.end();
}

/** An attribute by its local name: `id` finds `r:id`, whatever the prefix. */
export function attributeEndingIn(attributes: XmlAttributes, name: string): string | undefined {
  const prefixed = Object.keys(attributes).find((key) => key.endsWith(`:${name}`));
  return prefixed === undefined ? undefined : attributes[prefixed];
}

function localName(name: string): string {
  const colonAt = name.indexOf(':');
  return colonAt < 0 ? name : name.slice(colonAt + 1);
}

function documentType() {
  return unreadable(
    '工作簿中含有文档类型定义（DOCTYPE），可能是攻击文件，已拒绝。请用 Excel 或 WPS 另存为 .xlsx 后再上传。',
    'The workbook holds a document type definition (DOCTYPE), as attacks do, and was refused. Save it again as .xlsx in Excel or WPS.',
  );
}
