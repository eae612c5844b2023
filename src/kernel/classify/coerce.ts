import { isMaskedForm } from '../disclosure/masks.ts';
import type { FieldType, Label, MaskName } from '../record-type.ts';
import { parseAmount } from './amount.ts';
import { isCardShaped } from './bank-card.ts';
import { parseBoolean } from './choice.ts';
import { type DateHints, isAmbiguousDate, parseDate } from './date.ts';
import { parseEmail } from './email.ts';
import { alphanumeric, tidy, ungrouped } from './half-width.ts';
import { parseMultiChoice } from './options.ts';
import { isPassportShaped } from './passport.ts';
import { parsePhone } from './phone.ts';
import { isPlate } from './plate.ts';
import { parseResidentId } from './resident-id.ts';
import { isUscc } from './uscc.ts';

/** A cell in its stored form, null when it is empty; or why it cannot be what the field holds. */
export type Coerced = Readonly<{ ok: true; value: string | null }> | Readonly<{ ok: false; reason: Label }>;

/** What people type into a cell that has no value; only where no real value of the type looks like it. */
const PLACEHOLDER = /^(?:[-–—/\\.?？*]{1,3}|n\/?a|null|nil|none|#n\/a|无|暂无|没有|未知|不详|未提供|空)$/i;
const INVISIBLE = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\p{Cs}]/gu;
const SPREADSHEET_DAMAGE = /^\d(?:\.\d+)?[eE]\+\d{1,2}$/;

const REASONS = {
  date: {
    zh: '不是可识别的日期，请用 2024-03-05 这样的写法',
    en: 'Not a date that can be read; write it like 2024-03-05',
  },
  'date-order': {
    zh: '日和月的顺序不明，请说明先日还是先月',
    en: 'Day and month could be exchanged; say which comes first',
  },
  number: { zh: '不是数字', en: 'Not a number' },
  money: { zh: '不是金额', en: 'Not an amount' },
  boolean: { zh: '不是“是”或“否”', en: 'Neither yes nor no' },
  'resident-id': {
    zh: '不是有效的身份证号：位数、出生日期或校验码不符',
    en: 'Not a valid identity number: its length, birth date or check digit is wrong',
  },
  uscc: {
    zh: '不是有效的统一社会信用代码：位数或校验码不符',
    en: 'Not a valid unified social credit code: its length or check character is wrong',
  },
  'bank-card': { zh: '不是银行卡号：应为12至19位数字', en: 'Not a card number: 12 to 19 digits are needed' },
  email: { zh: '不是有效的电子邮箱', en: 'Not a valid e-mail address' },
  phone: { zh: '不是一个电话号码', en: 'Not one telephone number' },
  masked: { zh: '这是打了码的内容，不是原值', en: 'This is a masked form, not the value itself' },
  damaged: {
    zh: '号码已被电子表格改成科学计数法，末尾数字已丢失，请以文本格式重新导出',
    en: 'A spreadsheet turned the number into scientific notation and lost its last digits; export it as text',
  },
} as const satisfies Record<string, Label>;

const MASK_OF_TYPE: Partial<Record<FieldType, MaskName>> = {
  'person-name': 'name',
  'company-name': 'text',
  phone: 'phone',
  email: 'email',
  address: 'address',
  'resident-id': 'resident-id',
  passport: 'code',
  'bank-card': 'card',
  uscc: 'code',
  plate: 'code',
  'birth-date': 'birth-date',
  date: 'birth-date',
  money: 'amount',
  number: 'amount',
};

/**
 * Brings an imported cell into the one textual form that a field of this type stores: dates YYYY-MM-DD, numbers and
 * money as decimal strings, booleans `true` and `false`, numbers of cards and documents without separators, all
 * else trimmed. Refuses only what is clearly no value of the type; an empty cell is null.
 */
export function coerce(type: FieldType, value: string, hints: DateHints = {}): Coerced {
  const text = type === 'long-text' || type === 'multi-choice' ? trimmedLines(value) : oneLine(value);
  if (text === '') return { ok: true, value: null };
  const maskName = MASK_OF_TYPE[type];
  if (maskName !== undefined && isMaskedForm(maskName, text)) return refused('masked');
  if (isTyped(type) && PLACEHOLDER.test(text)) {
    return type === 'boolean' ? boolean(text) : { ok: true, value: null };
  }
  switch (type) {
    case 'date':
    case 'birth-date':
      return date(text, hints);
    case 'number':
    case 'money':
      return kept(parseAmount(text), type);
    case 'boolean':
      return boolean(text);
    case 'phone':
      return parsePhone(text) === null ? refused(damagedOr('phone', text)) : kept(storedPhone(text), 'phone');
    case 'email':
      return parseEmail(text) === null ? refused('email') : kept(tidy(text), 'email');
    case 'resident-id':
      return kept(parseResidentId(text)?.number ?? null, damagedOr('resident-id', text));
    case 'bank-card':
      return kept(isCardShaped(text) ? ungrouped(text) : null, damagedOr('bank-card', text));
    case 'uscc':
      return kept(isUscc(text) ? alphanumeric(text) : null, damagedOr('uscc', text));
    case 'plate':
      return { ok: true, value: isPlate(text) ? ungrouped(text).toUpperCase() : text };
    case 'passport':
      return { ok: true, value: isPassportShaped(text) ? ungrouped(text).toUpperCase() : text };
    case 'multi-choice':
      return { ok: true, value: parseMultiChoice(text) || null };
    default:
      return { ok: true, value: text };
  }
}

/** Types whose values have a form, so that a dash or 无 in the cell can only mean that there is none. */
function isTyped(type: FieldType): boolean {
  return !['text', 'long-text', 'choice', 'multi-choice', 'relation'].includes(type);
}

function date(text: string, hints: DateHints): Coerced {
  const parsed = parseDate(text, hints);
  if (parsed !== null) return { ok: true, value: parsed };
  return refused(isAmbiguousDate(text) ? 'date-order' : 'date');
}

function boolean(text: string): Coerced {
  const parsed = parseBoolean(text);
  if (parsed !== null) return { ok: true, value: String(parsed) };
  return PLACEHOLDER.test(text) ? { ok: true, value: null } : refused('boolean');
}

/** A mainland mobile without separators; any other number as people wrote it, in half-width characters. */
function storedPhone(text: string): string | null {
  const phone = parsePhone(text);
  if (phone === null) return null;
  if (phone.kind !== 'mobile') return tidy(text);
  return phone.extension === null ? phone.number : `${phone.number} 转 ${phone.extension}`;
}

function damagedOr(reason: keyof typeof REASONS, text: string): keyof typeof REASONS {
  return SPREADSHEET_DAMAGE.test(text) ? 'damaged' : reason;
}

function kept(value: string | null, reason: keyof typeof REASONS): Coerced {
  return value === null ? refused(reason) : { ok: true, value };
}

function refused(reason: keyof typeof REASONS): Coerced {
  return { ok: false, reason: REASONS[reason] };
}

/**
 * Zero-width and control characters have no business in a value, and make equal values differ. Full-width signs
 * stay: they are how Chinese text is written.
 */
function oneLine(value: string): string {
  return value
    .replace(INVISIBLE, '')
    .replace(/\p{Cc}+/gu, ' ')
    .normalize('NFC')
    .trim();
}

function trimmedLines(value: string): string {
  return value
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, '')
    .replace(/(?!\n|\t)\p{Cc}/gu, '')
    .normalize('NFC')
    .trim();
}
