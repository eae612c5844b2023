import { isBankCard } from './bank-card.ts';
import { halfWidth } from './half-width.ts';
import { isPlate, PLATE_PROVINCES } from './plate.ts';
import { isResidentId } from './resident-id.ts';

const FINDING_KINDS = [
  'resident-id',
  'phone',
  'bank-card',
  'email',
  'plate',
  'passport',
  'messenger-account',
  'secret',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** Personal data inside a text. `index` and `length` are in UTF-16 units of the text as given. */
export type Finding = Readonly<{ kind: FindingKind; index: number; length: number }>;

const TEXT_MAX = 20_000;

type Pattern = Readonly<{
  kind: FindingKind;
  /** What the text must contain for the pattern to be worth running. */
  hint: RegExp;
  pattern: RegExp;
  holds: (match: string) => boolean;
}>;

const always = () => true;

/**
 * In order of precedence: where two overlap, the first wins. All patterns are bounded, so that no text makes them
 * slow. Numbers stand alone: they are not cut from longer ones.
 */
const PATTERNS: readonly Pattern[] = [
  {
    kind: 'email',
    hint: /@/,
    pattern:
      /[A-Za-z\u00c0-\u024f\u0400-\u04ff0-9._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,5}\.[A-Za-z]{2,24}/gu,
    holds: always,
  },
  {
    kind: 'resident-id',
    hint: /\d/,
    pattern: /(?<![0-9A-Za-z])(?:\d{17}[\dXx]|\d{15}|\d{6}[ -]\d{8}[ -]\d{3}[\dXx])(?![0-9A-Za-z])/g,
    holds: isResidentId,
  },
  {
    kind: 'bank-card',
    hint: /\d/,
    pattern: /(?<!\d)(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,4})?)(?!\d)/g,
    holds: isBankCard,
  },
  {
    kind: 'phone',
    hint: /\d/,
    pattern: /(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:\d{8}|[ -]\d{4}[ -]\d{4})(?!\d)/g,
    holds: always,
  },
  {
    kind: 'phone',
    hint: /0/,
    pattern: /(?<![\d-])\(?0(?:10|2\d|[3-9]\d{2})\)?[ -]?[2-9]\d{6,7}(?![\d])/g,
    holds: (match) => /[-() ]/.test(match) || match.length >= 11,
  },
  {
    kind: 'phone',
    hint: /\+/,
    pattern: /\+[1-9]\d{0,2}[ ().-]{0,2}\d{1,4}(?:[ ().-]{0,2}\d{2,4}){2,4}(?!\d)/g,
    holds: (match) => match.replace(/\D/g, '').length >= 9,
  },
  {
    kind: 'plate',
    hint: new RegExp(`[${PLATE_PROVINCES}]`),
    pattern: new RegExp(
      `[${PLATE_PROVINCES}][A-Za-z][ ·•-]?[A-HJ-NP-Za-hj-np-z0-9]{4,5}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳](?![A-Za-z0-9])`,
      'g',
    ),
    holds: isPlate,
  },
  {
    kind: 'passport',
    hint: /护照|通行证|passport/i,
    pattern:
      /(?:护照|通行证|passport)[^0-9A-Za-z]{0,6}(?:(?:号码?|no\.?|number)[^0-9A-Za-z]{0,3})?(?=[A-Z]*\d)[A-Z0-9]{6,9}(?![A-Za-z0-9])/gi,
    holds: always,
  },
  {
    kind: 'messenger-account',
    hint: /微信|QQ|wechat|whatsapp/i,
    pattern:
      /(?:微信|QQ|wechat|whatsapp)[^0-9A-Za-z]{0,4}(?:号|id)?[^0-9A-Za-z]{0,3}[A-Za-z0-9][\w-]{4,19}/gi,
    holds: always,
  },
  {
    kind: 'secret',
    hint: /密码|口令|password/i,
    pattern: /(?:密码|口令|password)(?:是|为|\s?is)?\s?[:：=]?\s?[!-~]{4,32}/gi,
    holds: always,
  },
];

/**
 * Finds identity numbers, telephone and card numbers, e-mail addresses, plates, passports, messenger accounts and
 * passwords inside a text, in the order of their place. Only the first 20,000 characters are read.
 */
export function scanText(text: string): readonly Finding[] {
  const plain = halfWidth(text.slice(0, TEXT_MAX));
  const findings: Finding[] = [];
  for (const { kind, hint, pattern, holds } of PATTERNS) {
    if (!hint.test(plain)) continue;
    for (const match of plain.matchAll(pattern)) {
      const finding = { kind, index: match.index, length: match[0].length };
      if (holds(match[0]) && !findings.some((other) => overlap(other, finding))) findings.push(finding);
    }
  }
  return findings.sort((a, b) => a.index - b.index);
}

/**
 * The text without the personal data that a scan finds: each finding becomes `***`. Names and postal addresses are not
 * among what can be found.
 */
export function withoutFindings(text: string): string {
  let kept = '';
  let from = 0;
  for (const { index, length } of scanText(text)) {
    kept += `${text.slice(from, index)}***`;
    from = index + length;
  }
  return kept + text.slice(from);
}

function overlap(a: Finding, b: Finding): boolean {
  return a.index < b.index + b.length && b.index < a.index + a.length;
}
