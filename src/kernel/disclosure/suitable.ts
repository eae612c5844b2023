import type { FieldType, Lookup, MaskName, SummaryName } from '../record-type.ts';

/** Which masks, summaries and lookups make sense for a type of field: what an editor offers, the usual one first. */

const MASKS_OF: Readonly<Record<FieldType, readonly MaskName[]>> = {
  text: ['text', 'code', 'full'],
  'long-text': ['full', 'text'],
  number: ['amount', 'full'],
  money: ['amount', 'full'],
  date: ['birth-date', 'full'],
  boolean: ['full'],
  choice: ['full'],
  'multi-choice': ['full'],
  'person-name': ['name', 'full'],
  'company-name': ['text', 'full'],
  phone: ['phone', 'code', 'full'],
  email: ['email', 'full'],
  address: ['address', 'full'],
  'resident-id': ['resident-id', 'code', 'full'],
  passport: ['code', 'full'],
  'bank-card': ['card', 'code', 'full'],
  uscc: ['code', 'full'],
  plate: ['code', 'full'],
  'birth-date': ['birth-date', 'full'],
  relation: [],
};

export function suitableMasks(type: FieldType): readonly MaskName[] {
  return MASKS_OF[type];
}

export function suitableSummaries(type: FieldType): readonly SummaryName[] {
  switch (type) {
    case 'money':
    case 'number':
      return ['amount-band', 'filled'];
    case 'birth-date':
    case 'resident-id':
      return ['adult', 'filled'];
    case 'date':
      return ['recency', 'filled'];
    case 'text':
    case 'long-text':
      return ['length-band', 'filled'];
    case 'multi-choice':
      return ['how-many', 'filled'];
    case 'relation':
      return [];
    default:
      return ['filled'];
  }
}

const NUMBERED: readonly FieldType[] = ['phone', 'resident-id', 'bank-card', 'uscc', 'passport', 'plate'];
const UNLOOKED: readonly FieldType[] = ['relation', 'long-text', 'multi-choice'];

/** For an encrypted field; one in the clear is searched by its value. */
export function suitableLookups(type: FieldType): readonly Lookup[] {
  if (NUMBERED.includes(type)) return ['exact', 'last4'];
  return UNLOOKED.includes(type) ? [] : ['exact'];
}

const PERSONAL: readonly FieldType[] = [
  ...['person-name', 'phone', 'email', 'address', 'resident-id', 'passport', 'bank-card'],
  ...['plate', 'birth-date'],
] as readonly FieldType[];

/** Whether values of the type identify or reach a person: they are encrypted unless somebody decides otherwise. */
export function isPersonal(type: FieldType): boolean {
  return PERSONAL.includes(type);
}
