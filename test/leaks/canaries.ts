import { createHash } from 'node:crypto';
import { residentIdCheck } from '../../src/kernel/classify/resident-id.ts';
import type { Field } from '../../src/kernel/record-type.ts';

/**
 * One canary per cell: a value that stands nowhere else, so that finding it (in whatever dress) names the cell that
 * leaked. The variants of a cell have the same length, the same mask and the same summary, and differ only in what
 * these hide: so whoever sees no more than a mask must get the same answers whichever of them is stored.
 */

/** `before` is what stood in the cell until it was edited; `match` is what probes search for; `other` is neither. */
export type Variant = 'before' | 'match' | 'other';
export const VARIANTS: readonly Variant[] = ['before', 'match', 'other'];

/** Decimal digits that depend on nothing but the text. */
function digits(text: string, count: number): string {
  const number = BigInt(`0x${createHash('sha256').update(text).digest('hex')}`).toString();
  return number.slice(-count);
}

const letters = (text: string, count: number) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)))
    .slice(0, count);

/** Null for fields that hold nothing to be secret about: choices, relations, and what is computed. */
export function canary(field: Field, cell: string, variant: Variant): string | null {
  const hidden = `${cell}|${variant}`;
  switch (field.type) {
    case 'phone':
      return `13${digits(cell, 1)}${digits(hidden, 4)}${digits(`${cell}|end`, 4)}`;
    case 'resident-id':
      return residentId(cell, variant);
    case 'money':
      // Always in the highest band, and too long to be met by chance.
      return `4${digits(hidden, 11)}.${cents(hidden)}`;
    case 'birth-date':
      return birthDate(cell, variant);
    case 'person-name':
      return `Q ${letters(hidden, 16)}`;
    case 'text':
      // The mask of codes shows the end, so that all variants have the same.
      return `k${letters(hidden, 15)}${letters(`${cell}|end`, 4)}`;
    case 'long-text':
      return `note ${letters(hidden, 24)}`;
    default:
      return null;
  }
}

function cents(text: string): string {
  return String(11 + (Number(digits(text, 6)) % 88)).padStart(2, '1');
}

/** The year is shown by the mask; of month and day each variant takes its own quarter. */
function birthDate(cell: string, variant: Variant): string {
  const year = 1931 + (Number(digits(cell, 6)) % 58);
  const month = 1 + VARIANTS.indexOf(variant) * 4 + (Number(digits(`${cell}|month`, 6)) % 4);
  const day = 1 + (Number(digits(`${cell}|day`, 6)) % 28);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** The mask shows the first two and the last two, so the variants agree in them, check digit included. */
function residentId(cell: string, variant: Variant): string {
  for (let attempt = 0; attempt < 10_000; attempt += 1) {
    const hidden = `${cell}|${variant}|${attempt}`;
    const born = `19${50 + (Number(digits(hidden, 2)) % 40)}0${1 + (Number(digits(`${hidden}m`, 3)) % 9)}15`;
    const first17 = `310104${born}${digits(`${hidden}s`, 2)}7`;
    if (residentIdCheck(first17) === '4') return `${first17}4`;
  }
  throw new Error('no identity number ends as it should');
}

/** A canary, and the cell that it stands in. */
export type Marked = Readonly<{ cell: string; value: string }>;

export type Scanner = (text: string) => readonly string[];

const SIGNATURE_LENGTH = 8;

/**
 * Finds canaries in a text, raw and in every dress that a careless layer might put them in: other case, hexadecimal,
 * base64 in each of its three alignments, percent-encoded, or with each character as a JSON or HTML escape.
 */
export function scannerFor(marked: readonly Marked[]): Scanner {
  const bySignature = new Map<string, { form: string; cell: string }[]>();
  for (const { cell, value } of marked) {
    for (const form of dresses(value)) {
      const signature = form.slice(0, SIGNATURE_LENGTH);
      const known = bySignature.get(signature);
      if (known === undefined) bySignature.set(signature, [{ form, cell }]);
      else known.push({ form, cell });
    }
  }
  return (text) => {
    const found = new Set<string>();
    for (let at = 0; at + SIGNATURE_LENGTH <= text.length; at += 1) {
      const candidates = bySignature.get(text.slice(at, at + SIGNATURE_LENGTH));
      if (candidates === undefined) continue;
      for (const { form, cell } of candidates) if (text.startsWith(form, at)) found.add(cell);
    }
    return [...found];
  };
}

export function dresses(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and the last letters also depend on what stands around the value.
    return whole.slice(shift === 0 ? 0 : shift + 1, -1);
  });
  const escaped = [...value].map((character) => character.charCodeAt(0).toString(16).padStart(4, '0'));
  const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const [whole = value] = /^\d+\.\d{2}$/.test(value) ? value.split('.') : [value];
  return [
    ...new Set([
      value,
      value.toLowerCase(),
      value.toUpperCase(),
      encodeURIComponent(value),
      whole,
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
      ...base64,
      ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
      escaped.map((code) => `\\u${code}`).join(''),
      escaped.map((code) => `&#x${code.slice(2)};`).join(''),
      percent,
    ]),
  ].filter((form) => form.length >= SIGNATURE_LENGTH);
}
