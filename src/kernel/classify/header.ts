import type { Label } from '../record-type.ts';
import { tidy } from './half-width.ts';
import { TERMS, type Term } from './header-terms.ts';
import type { Kind } from './kinds.ts';

/** What a header says, read by itself. */
export type Header = Readonly<{
  /** The header without numbering, brackets and marks of obligation. */
  text: string;
  kind: Kind | null;
  /** The word from which the kind was taken. */
  because: string | null;
  /** Snake case, or null when no word of the header is known or Latin. */
  name: string | null;
  label: Label | null;
}>;

type Piece = Readonly<{ written: string; term: Term | null }>;

const ZH_TERMS = new Map<string, Term>();
const EN_TERMS = new Map<string, Term>();
for (const term of TERMS) {
  for (const word of term.zhWords) if (!ZH_TERMS.has(word)) ZH_TERMS.set(word, term);
  for (const word of term.enWords) if (!EN_TERMS.has(word)) EN_TERMS.set(word, term);
}
const ZH_LONGEST = Math.max(...[...ZH_TERMS.keys()].map((word) => word.length));
const EN_LONGEST_WORDS = Math.max(...[...EN_TERMS.keys()].map((word) => word.split('_').length));
const HEADER_MAX = 80;

/** Reads a header in Chinese, English or both: its head word gives the kind, all its words the name. */
export function readHeader(header: string): Header {
  const text = tidy(header.slice(0, HEADER_MAX))
    .replace(/[([{【〔<《][^)\]}】〕>》]*[)\]}】〕>》]/g, ' ')
    .replace(/^\s*(?:\d+[.、)]|[*#※☆★]+)\s*|[*:：※☆★?？]+\s*$/g, '')
    .replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, '')
    .trim();
  const pieces = text.split(
    /(?<=\p{Script=Han})(?=[^\p{Script=Han}])|(?<=[^\p{Script=Han}])(?=\p{Script=Han})/u,
  );
  const mixed = wholeTerm(text);
  const parts =
    mixed ??
    pieces.flatMap((piece) => (/\p{Script=Han}/u.test(piece) ? readChinese(piece) : readLatin(piece)));
  const head = headOf(parts);
  const names = parts.map(nameOf).filter((name) => name !== '');
  return {
    text,
    kind: head?.term?.kind ?? null,
    because: head?.written ?? null,
    name: names.length === 0 ? null : joined(names),
    label: labelOf(text, parts),
  };
}

/**
 * The last word that has a kind. 是否 and "is" govern whatever follows, and an e-mail "address" is no street.
 */
function headOf(parts: readonly Piece[]): Piece | undefined {
  const withKind = parts.filter((part) => part.term !== null && part.term.kind !== null);
  const question = withKind.find((part) => part.term?.kind === 'boolean');
  if (question !== undefined) return question;
  const [before, last] = [withKind.at(-2), withKind.at(-1)];
  const virtual = before?.term?.kind === 'email' || before?.term?.kind === 'website';
  return virtual && last?.term?.kind === 'address' ? before : last;
}

function nameOf({ written, term }: Piece): string {
  return /\p{Script=Han}/u.test(written) ? (term?.name ?? '') : latinName(written);
}

function wholeTerm(text: string): Piece[] | null {
  const term = ZH_TERMS.get(text) ?? ZH_TERMS.get(text.toUpperCase());
  return term === undefined ? null : [{ written: text, term }];
}

/** Longest known word first, from left to right; characters of no known word form pieces without a term. */
function readChinese(text: string): Piece[] {
  const pieces: Piece[] = [];
  let unknown = '';
  let index = 0;
  while (index < text.length) {
    const word = longestChinese(text, index);
    if (word === null) {
      unknown += text.charAt(index++);
      continue;
    }
    if (unknown !== '') pieces.push({ written: unknown, term: null });
    unknown = '';
    pieces.push({ written: word, term: ZH_TERMS.get(word) ?? null });
    index += word.length;
  }
  if (unknown !== '') pieces.push({ written: unknown, term: null });
  return pieces;
}

function longestChinese(text: string, start: number): string | null {
  for (let length = Math.min(ZH_LONGEST, text.length - start); length > 0; length--) {
    const word = text.slice(start, start + length);
    // 市, 区, 姓 and their like are words only when they stand alone or end the header.
    if (ZH_TERMS.has(word) && (length > 1 || start + length === text.length)) return word;
  }
  return null;
}

function readLatin(text: string): Piece[] {
  const words = text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  const pieces: Piece[] = [];
  for (let index = 0; index < words.length; ) {
    let taken = 1;
    for (let count = Math.min(EN_LONGEST_WORDS, words.length - index); count > 1; count--) {
      if (EN_TERMS.has(words.slice(index, index + count).join('_'))) {
        taken = count;
        break;
      }
    }
    const written = words.slice(index, index + taken);
    pieces.push({ written: written.join(' '), term: EN_TERMS.get(written.join('_')) ?? null });
    index += taken;
  }
  return pieces;
}

/** Words without a term keep their Latin letters; accents are dropped, other scripts have no name. */
function latinName(written: string): string {
  return written
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
}

/** Joined without saying a word twice in a row (contact + contact_name). */
function joined(names: readonly string[]): string {
  const words: string[] = [];
  for (const word of names.join('_').split('_')) if (words.at(-1) !== word) words.push(word);
  return words.join('_');
}

function labelOf(text: string, parts: readonly Piece[]): Label | null {
  if (text === '') return null;
  const allKnown = parts.length > 0 && parts.every((part) => part.term !== null);
  if (/\p{Script=Han}/u.test(text)) {
    const en = parts
      .map((part) => part.term?.en ?? (/^[\x20-\x7e]+$/.test(part.written) ? part.written : ''))
      .filter((word) => word !== '');
    return { zh: text, en: allKnown ? sentence(en.join(' ')) : text };
  }
  const en = sentence(parts.map((part) => part.written).join(' ')).replace(/\bE mail\b/i, 'E-mail');
  return {
    zh: allKnown ? parts.map((part) => part.term?.zh ?? '').join('') : text,
    en: en === '' ? text : en,
  };
}

function sentence(words: string): string {
  return (
    words.charAt(0).toUpperCase() +
    words.slice(1).replace(/\b(?!VIP|QQ)\p{Lu}(?=\p{Ll})/gu, (letter) => letter.toLowerCase())
  );
}
