import type { Answer } from './client.ts';
import { ROWS } from './records.ts';

/** Two answers as somebody would compare them who looks for a difference: everything but what chance and clock give. */

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const CHANCE = /"(nextCursor|csrfToken|secret|password)":"([^"]*)"/g;
const KNOWN = new Set(ROWS.map(({ id }) => id));

/** Headers that differ between any two answers. A nonce is part of the content security policy. */
const VOLATILE = new Set(['date', 'x-request-id', 'content-security-policy', 'set-cookie']);

export type Comparable = Readonly<{
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Bytes, before anything was replaced. */
  length: number;
  body: string;
}>;

export function comparable({ status, headers, body, raw }: Answer): Comparable {
  const steady = Object.entries(headers).filter(([name]) => !VOLATILE.has(name));
  return {
    status,
    headers: Object.fromEntries(steady.toSorted()),
    length: raw.length,
    body: body
      .replace(CHANCE, (_, name: string, value: string) => `"${name}":<${value.length}>`)
      .replace(UUID, (id) => (KNOWN.has(id) ? id : '<uuid>'))
      .replace(INSTANT, '<instant>'),
  };
}

/** Where two answers differ first, in words; null where they don't. */
export function difference(one: readonly Answer[], other: readonly Answer[]): string | null {
  if (one.length !== other.length) return `${one.length} answers against ${other.length}`;
  for (const [index, answer] of one.entries()) {
    const against = other[index];
    if (against === undefined) continue;
    const [a, b] = [comparable(answer), comparable(against)];
    if (JSON.stringify(a) === JSON.stringify(b)) continue;
    if (a.status !== b.status) return `status ${a.status} against ${b.status}: ${a.body} | ${b.body}`;
    if (a.body === b.body) return `headers or length ${JSON.stringify(a)} | ${JSON.stringify(b)}`;
    const at = [...a.body].findIndex((character, place) => character !== b.body[place]);
    const around = (text: string) => text.slice(Math.max(0, at - 60), at + 60);
    return `body from ${at}: …${around(a.body)}… | …${around(b.body)}…`;
  }
  return null;
}
