import { fromXstring } from './xstring.ts';

/**
 * Gathers the text of a shared item or an inline cell (CT_Rst): all runs of rich text in order, without the phonetic
 * guides (`rPh`) that East Asian versions store beside it.
 */
export class RichText {
  private runs = '';
  private inText = false;
  private inPhonetic = false;

  get characterCount(): number {
    return this.runs.length;
  }

  clear(): void {
    this.runs = '';
    this.inText = false;
    this.inPhonetic = false;
  }

  open(name: string): void {
    if (name === 't') this.inText = !this.inPhonetic;
    else if (name === 'rPh') this.inPhonetic = true;
  }

  close(name: string): void {
    if (name === 't') this.inText = false;
    else if (name === 'rPh') this.inPhonetic = false;
  }

  append(text: string): void {
    if (this.inText) this.runs += text;
  }

  text(): string {
    return fromXstring(this.runs);
  }
}
