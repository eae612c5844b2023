import { importedText } from '../formula-guard.ts';
import { LIMITS } from '../limits.ts';
import { type CellNote, type CellNoteKind, NO_NOTES, type RawRow } from '../row.ts';
import { cellTooLong, damagedWorkbook, tooManyColumns, unreadable } from '../unreadable.ts';
import { numberText, paddedText, serialText } from './cell-number.ts';
import { columnOf } from './cell-reference.ts';
import { type NumberFormat, PLAIN } from './number-format.ts';
import { RichText } from './rich-text.ts';
import type { SharedStrings } from './shared-strings.ts';
import { type XmlAttributes, XmlReader } from './xml.ts';
import { fromXstring } from './xstring.ts';

/** More notes than a row can have, unless it repeats one cell without end. */
const NOTES_MAX = 4 * LIMITS.columns;

/** What cells refer to outside their sheet. */
export type CellContext = Readonly<{
  sharedStrings: SharedStrings;
  formats: readonly NumberFormat[];
  date1904: boolean;
}>;

/**
 * The rows of a worksheet part, in order and as they are unpacked; rows without any text are left out. Formulas are
 * not evaluated: the cell has the result that the program stored. Throws `unreadable-file`.
 */
export async function* sheetRows(part: AsyncIterable<Buffer>, context: CellContext): AsyncGenerator<RawRow> {
  const sheet = new SheetReader(context);
  const xml = new XmlReader({
    open: (name, attributes) => sheet.open(name, attributes),
    close: (name) => sheet.close(name),
    text: (text) => sheet.text(text),
  });
  for await (const chunk of part) {
    xml.write(chunk);
    yield* sheet.takeRows();
  }
  xml.end();
  yield* sheet.takeRows();
}

/** Hears the XML of one sheet and puts rows together (ECMA-376 part 1, 18.3.1). */
class SheetReader {
  private readonly context: CellContext;
  private rows: RawRow[] = [];
  private inData = false;

  private line = 0;
  private cells: string[] = [];
  private notes: CellNote[] = [];
  private rowCharacters = 0;

  private column = -1;
  private type = 'n';
  private format: NumberFormat = PLAIN;
  private hasFormula = false;
  private inValue = false;
  private stored = '';
  private readonly inline = new RichText();

  constructor(context: CellContext) {
    this.context = context;
  }

  takeRows(): readonly RawRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'sheetData') this.inData = true;
    if (!this.inData) return;
    if (name === 'c') this.beginCell(attributes);
    else if (name === 'v') this.inValue = true;
    else if (name === 'f') this.hasFormula = true;
    else if (name === 'row') this.beginRow(attributes.r);
    else this.inline.open(name);
  }

  close(name: string): void {
    if (!this.inData) return;
    if (name === 'c') this.endCell();
    else if (name === 'v') this.inValue = false;
    else if (name === 'row') this.endRow();
    else if (name === 'sheetData') this.inData = false;
    else this.inline.close(name);
  }

  text(text: string): void {
    if (this.inValue) this.stored += text;
    else if (this.type === 'inlineStr') this.inline.append(text);
  }

  private beginRow(reference: string | undefined): void {
    const line = reference === undefined ? this.line + 1 : Number(reference);
    if (!Number.isInteger(line) || line <= this.line) throw damagedWorkbook();
    if (line > LIMITS.sheetRows) throw tooManyRows();
    this.line = line;
    this.cells = [];
    this.notes = [];
    this.rowCharacters = 0;
    this.column = -1;
  }

  private endRow(): void {
    if (this.cells.length > 0) {
      this.rows.push({
        line: this.line,
        cells: this.cells,
        notes: this.notes.length === 0 ? NO_NOTES : this.notes,
      });
    }
    this.cells = [];
  }

  private beginCell({ r, t, s }: XmlAttributes): void {
    this.column = r === undefined ? this.column + 1 : (columnOf(r) ?? this.column + 1);
    this.type = t ?? 'n';
    this.format = s === undefined ? PLAIN : (this.context.formats[Number(s)] ?? PLAIN);
    this.hasFormula = false;
    this.stored = '';
    this.inline.clear();
  }

  private endCell(): void {
    const value = importedText(this.value());
    const isNoted = this.hasFormula || this.type === 'e';
    if (value === '' && !isNoted) return;
    if (this.column >= LIMITS.columns) throw tooManyColumns(this.line, LIMITS.columns);
    if (this.hasFormula) this.note('formula');
    if (value === '') return;
    this.rowCharacters += value.length;
    if (value.length > LIMITS.cellCharacters || this.rowCharacters > LIMITS.rowCharacters)
      throw cellTooLong(this.line);
    while (this.cells.length < this.column) this.cells.push('');
    this.cells[this.column] = value;
  }

  /** The text of the cell that just ended, by its type (ST_CellType). */
  private value(): string {
    switch (this.type) {
      case 's': {
        if (this.stored === '') return '';
        const text = this.context.sharedStrings.at(Number(this.stored));
        if (text === undefined) throw damagedWorkbook();
        return text;
      }
      case 'inlineStr':
        return this.inline.text();
      case 'str':
        return fromXstring(this.stored);
      case 'b':
        return this.stored === '' ? '' : this.stored.trim() === '1' ? 'TRUE' : 'FALSE';
      case 'e':
        this.note('error-value');
        return '';
      case 'd':
        return this.stored;
      default:
        return this.number(this.stored.trim());
    }
  }

  private number(stored: string): string {
    const { format } = this;
    if (stored === '') return '';
    if (format.kind !== 'plain' && format.kind !== 'padded') {
      const moment = serialText(Number(stored), format.kind, this.context.date1904);
      if (moment !== undefined) return moment;
      this.note('not-a-date');
    }
    const { text, long } = numberText(stored);
    if (long) this.note('long-number');
    return format.kind === 'padded' ? paddedText(text, format.digitCount) : text;
  }

  private note(kind: CellNoteKind): void {
    if (this.notes.length >= NOTES_MAX) throw damagedWorkbook();
    this.notes.push({ kind, column: this.column });
  }
}

function tooManyRows() {
  return unreadable(
    `工作表超过 ${LIMITS.sheetRows} 行。请分成几个文件，或另存为 CSV。`,
    `The sheet has more than ${LIMITS.sheetRows} rows. Split it into several files, or save it as CSV.`,
  );
}
