import { isAddress } from './address.ts';
import { parseAmount } from './amount.ts';
import { isBankCard, isCardShaped } from './bank-card.ts';
import { parseBoolean, parseGender } from './choice.ts';
import { hasCompanySuffix, isCompanyName } from './company-name.ts';
import { isAmbiguousDate, parseDate } from './date.ts';
import { isEmail } from './email.ts';
import { isChinesePassport, isPassportShaped } from './passport.ts';
import { beginsWithGivenName, isPersonName } from './person-name.ts';
import { parsePhone } from './phone.ts';
import { isCity, isCountry, isDistrict, isPostalCode, isProvince } from './place.ts';
import { isPlate } from './plate.ts';
import { isResidentId } from './resident-id.ts';
import { type FindingKind, scanText } from './scan-text.ts';
import { isUscc } from './uscc.ts';

const TRAITS = [
  'resident-id',
  'resident-id-shape',
  'mobile',
  'phone',
  'separated-phone',
  'email',
  'uscc',
  'uscc-shape',
  'bank-card',
  'card-shape',
  'plate',
  'chinese-passport',
  'passport-shape',
  'date',
  'ambiguous-date',
  'spreadsheet-day',
  'amount',
  'boolean',
  'gender',
  'country',
  'place',
  'postal-code',
  'address',
  'company-suffix',
  'company',
  'person-name',
  'chinese-name',
  'given-name',
  'website',
  'long',
] as const;
export type Trait = (typeof TRAITS)[number];

/** What the filled samples of a column are like. */
export type Content = Readonly<{
  /** How many samples are not empty. */
  filled: number;
  distinct: readonly string[];
  /** Share of the filled samples that have a trait, 0..1. */
  share: (trait: Trait) => number;
  /** How many samples contain personal data inside, by kind. */
  findings: () => ReadonlyMap<FindingKind, number>;
  /** What the dates that cannot be misread say about the order of day and month. */
  dateOrder: 'day-first' | 'month-first' | null;
}>;

const SAMPLE_CHARACTERS_MAX = 4_000;

/** Looks at each distinct sample once, and scans for personal data only when asked. */
export function readContent(samples: readonly string[]): Content {
  const counts = new Map<string, number>();
  for (const sample of samples) {
    const value = sample.slice(0, SAMPLE_CHARACTERS_MAX).trim();
    if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const traitCounts = new Map<Trait, number>();
  let filled = 0;
  for (const [value, count] of counts) {
    filled += count;
    for (const trait of traitsOf(value)) add(traitCounts, trait, count);
  }
  const distinct = [...counts.keys()];
  const share = (trait: Trait) => (filled === 0 ? 0 : (traitCounts.get(trait) ?? 0) / filled);
  let found: ReadonlyMap<FindingKind, number> | null = null;
  const findings = () => (found ??= scanned(counts));
  return { filled, distinct, share, findings, dateOrder: dateOrderOf(distinct) };
}

function scanned(counts: ReadonlyMap<string, number>): ReadonlyMap<FindingKind, number> {
  const findings = new Map<FindingKind, number>();
  for (const [value, count] of counts) {
    for (const kind of new Set(scanText(value).map((finding) => finding.kind))) add(findings, kind, count);
  }
  return findings;
}

function add<Key>(counts: Map<Key, number>, key: Key, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

/** Cheap tests decide which dear ones are worth running. */
function traitsOf(value: string): Trait[] {
  if (value.length > 60 || value.includes('\n')) {
    return value.length <= 200 && isAddress(value) ? ['address', 'long'] : ['long'];
  }
  const traits: Trait[] = [];
  const has = (trait: Trait, holds: boolean) => {
    if (holds) traits.push(trait);
  };
  if (/[\d０-９]/.test(value)) numericTraits(value, has);
  if (/[\p{L}√×✓✗]/u.test(value)) wordTraits(value, has);
  if (value.length <= 6) has('boolean', parseBoolean(value) !== null);
  return traits;
}

type Collect = (trait: Trait, holds: boolean) => void;

function numericTraits(value: string, has: Collect): void {
  const digits = value.replace(/[^\d０-９]/g, '').length;
  const dense = digits * 2 >= value.length;
  if (!dense && value.length > 32) return;
  has('amount', parseAmount(value) !== null);
  has('spreadsheet-day', /^[1-7]\d{4}(?:\.\d+)?$/.test(value));
  has('postal-code', value.length <= 10 && isPostalCode(value));
  const date = digits >= 4 && digits <= 20 ? plausibleDate(value) : null;
  has('date', date !== null);
  has('ambiguous-date', digits <= 14 && isAmbiguousDate(value));
  if (digits < 5 || date !== null) return;
  has('plate', value.length <= 12 && isPlate(value));
  has('chinese-passport', value.length <= 12 && isChinesePassport(value));
  has('passport-shape', value.length <= 12 && isPassportShaped(value));
  const phone = parsePhone(value);
  has('phone', phone !== null);
  has('mobile', phone?.kind === 'mobile');
  has('separated-phone', phone !== null && /^[+(0]|\d[ ./)-]+\d/.test(value) && phone.kind !== 'service');
  if (digits < 12) return;
  has('resident-id', isResidentId(value));
  has('resident-id-shape', /^(?:\d{17}[\dXx]|\d{15})$/.test(value.replace(/[\s-]/g, '')));
  has('bank-card', isBankCard(value));
  has('card-shape', isCardShaped(value));
  has('uscc', isUscc(value));
  has('uscc-shape', /^[0-9A-Z]{15}(?:[0-9A-Z]{3})?$/i.test(value.replace(/[\s-]/g, '')));
}

function wordTraits(value: string, has: Collect): void {
  has('email', isEmail(value));
  has('website', /^(?:https?:\/\/|www\.)\S+$/i.test(value));
  has('gender', parseGender(value) !== null);
  has('country', isCountry(value));
  has('place', isProvince(value) || isCity(value) || isDistrict(value));
  has('address', isAddress(value));
  has('company-suffix', hasCompanySuffix(value));
  has('company', isCompanyName(value));
  const person = isPersonName(value);
  has('person-name', person);
  has('chinese-name', person && /\p{Script=Han}/u.test(value));
  has('given-name', person && beginsWithGivenName(value));
}

/** Dates of people and business lie between 1880 and 2199; 10203040 is a number. */
function plausibleDate(value: string): string | null {
  const date = parseDate(value);
  return date !== null && date >= '1880' && date < '2200' ? date : null;
}

function dateOrderOf(values: readonly string[]): 'day-first' | 'month-first' | null {
  let dayFirst = 0;
  let monthFirst = 0;
  for (const value of values) {
    const match = /^\s*(\d{1,2})[-/](\d{1,2})[-/]\d{4}/.exec(value);
    if (match === null) continue;
    if (Number(match[1]) > 12) dayFirst++;
    if (Number(match[2]) > 12) monthFirst++;
  }
  if (dayFirst > 0 === monthFirst > 0) return null;
  return dayFirst > 0 ? 'day-first' : 'month-first';
}
