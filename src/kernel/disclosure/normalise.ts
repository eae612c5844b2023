import { parseAmount } from '../classify/amount.ts';
import { parseBoolean } from '../classify/choice.ts';
import { parseDate } from '../classify/date.ts';
import { alphanumeric, tidy, ungrouped } from '../classify/half-width.ts';
import { parseMultiChoice } from '../classify/options.ts';
import { parsePhone } from '../classify/phone.ts';
import { parseResidentId } from '../classify/resident-id.ts';
import type { FieldType } from '../record-type.ts';

/** Below so many characters, an index of the last four would give away (nearly) the whole value. */
const LAST_FOUR_NEEDS = 7;

/**
 * The form in which two values of a type are compared, and which blind indexes hash: the same number, however
 * people write it, has one form. Never changed without re-indexing. Not for display and not for storage.
 */
export function normalise(type: FieldType, value: string): string {
  switch (type) {
    case 'phone':
      return normalPhone(value);
    case 'email':
      return tidy(value).toLowerCase();
    case 'resident-id':
      return parseResidentId(value)?.number ?? alphanumeric(value);
    case 'bank-card':
    case 'uscc':
    case 'passport':
      return alphanumeric(value);
    case 'plate':
      return ungrouped(value).toUpperCase();
    case 'number':
    case 'money':
      return parseAmount(value) ?? tidy(value).toLowerCase();
    case 'date':
    case 'birth-date':
      return parseDate(value) ?? tidy(value).toLowerCase();
    case 'boolean':
      return String(parseBoolean(value) ?? tidy(value).toLowerCase());
    case 'person-name':
      return normalName(value);
    case 'company-name':
    case 'address':
      return tidy(value)
        .toLowerCase()
        .replace(/[\s.,，。、'’"“”()[\]【】\-–—_/]/g, '');
    case 'relation':
      return value.trim();
    case 'multi-choice':
      return parseMultiChoice(value.split('\n').map(tidy).join('\n').toLowerCase());
    case 'text':
    case 'long-text':
    case 'choice':
      return tidy(value).toLowerCase();
  }
}

/** Whether both are the same value: "is this the number that the caller said?" Empty values match nothing. */
export function matches(type: FieldType, a: string, b: string): boolean {
  const normal = normalise(type, a);
  return normal !== '' && normal === normalise(type, b);
}

/**
 * The last four characters of a number, by which staff look people up; null for types that have no such thing, and
 * for values so short that the four would be most of them. An extension does not count.
 */
export function lastFour(type: FieldType, value: string): string | null {
  switch (type) {
    case 'phone':
    case 'resident-id':
    case 'bank-card':
    case 'uscc':
    case 'passport':
    case 'plate': {
      const number = normalise(type, value).replace(/x\d+$/, '');
      return number.length < LAST_FOUR_NEEDS ? null : number.slice(-4);
    }
    default:
      return null;
  }
}

function normalPhone(value: string): string {
  const phone = parsePhone(value);
  if (phone === null) return tidy(value).toLowerCase();
  return phone.extension === null ? phone.number : `${phone.number}x${phone.extension}`;
}

function normalName(value: string): string {
  return tidy(value)
    .toLowerCase()
    .replace(/\s?[·•・‧∙⋅]\s?/g, '·')
    .replace(/(?<=\p{Script=Han})\s(?=\p{Script=Han})/gu, '');
}
