import type { Random } from './random.ts';

/**
 * Numbers that look right to a validator and should belong to nobody: each passes its check digit, and each lies in
 * a range that is not given out. What that rests on differs:
 *
 * - Resident identity numbers (GB 11643) have a real province and 99 as the next two digits of the area code. By the
 *   structure of GB/T 2260 these two are 01 to 20 or 51 to 70 for cities, 21 to 50 for other regions, and 90 for
 *   counties directly under the province. There is no 99, and abolished codes are not used again.
 * - Unified social credit codes (GB 32100) are registered in area 999999; no province is 99.
 * - E-mail addresses stand under example.com, example.net and example.org, which RFC 2606 sets aside.
 * - Mobile numbers begin with 154 or 164: inside the mobile plan, but with no operator behind them today (the
 *   metadata of libphonenumber for China excludes both). China reserves no range for fiction, as North America does
 *   with 555, so this may change one day.
 * - Bank cards begin with 9939. In ISO/IEC 7812 a 9 leaves the next three digits to be a country code of ISO 3166,
 *   and 900 to 999 are never assigned there. That alone would not do: China's early cards kept to no such rule, and
 *   998800, 990027 and 999999 are real. None of the issuers in public lists of these begins with 993.
 * - Licence plates use letters far beyond those of three provinces with few prefectures.
 */

/** The check character of GB 11643-1999 for the first 17 digits (ISO 7064, MOD 11-2). */
export function residentIdCheck(first17: string): string {
  let remainder = 0;
  for (const digit of first17) remainder = ((remainder + Number(digit)) * 2) % 11;
  const check = (12 - remainder) % 11;
  return check === 10 ? 'X' : String(check);
}

/** The check digit of ISO/IEC 7812-1 (Luhn) for the digits before it. */
export function luhnCheck(digits: string): string {
  let sum = 0;
  for (let index = digits.length - 1, doubled = true; index >= 0; index -= 1, doubled = !doubled) {
    const digit = Number(digits.charAt(index)) * (doubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** The characters of GB 32100, in the order of their values; I, O, S, V and Z are left out. */
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** The check character of GB 32100-2015 for the first 17 characters: powers of 3, modulo 31. */
export function usccCheck(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += USCC_ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return USCC_ALPHABET.charAt((31 - (sum % 31)) % 31);
}

const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** The check character of an organisation code, GB 11714-1997, for its first eight characters. */
export function organisationCodeCheck(first8: string): string {
  const sum = ORGANISATION_WEIGHTS.reduce(
    (total, weight, index) => total + weight * Number.parseInt(first8.charAt(index), 36),
    0,
  );
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/**
 * `provinceCode` as in GB/T 2260, e.g. `31` for Shanghai; `birthDate` as `YYYY-MM-DD`. The 17th digit is odd for men
 * and even for women.
 */
export function residentId(
  random: Random,
  provinceCode: string,
  birthDate: string,
  gender: 'male' | 'female',
): string {
  const order = random.below(500) * 2 + (gender === 'male' ? 1 : 0);
  const area = `${provinceCode}99${random.digits(2)}`;
  const first17 = area + birthDate.replaceAll('-', '') + String(order).padStart(3, '0');
  return first17 + residentIdCheck(first17);
}

/** Eleven digits, no separators. */
export function mobileNumber(random: Random): string {
  return random.pick(['154', '164']) + random.digits(8);
}

/** Nineteen digits, as most Chinese debit cards have. */
export function bankCard(random: Random): string {
  const first18 = `9939${random.digits(14)}`;
  return first18 + luhnCheck(first18);
}

/** The code of an enterprise: registered by market regulation (9), kind enterprise (1). */
export function unifiedSocialCreditCode(random: Random): string {
  const organisation = `MA${random.digits(6)}`;
  const first17 = `91999999${organisation}${organisationCodeCheck(organisation)}`;
  return first17 + usccCheck(first17);
}

const MAIL_DOMAINS = ['mail.example.com', 'post.example.net', 'example.org', 'qq.example.com'] as const;

export function emailAddress(random: Random): string {
  const word = random.pick(['sunny', 'lake', 'bamboo', 'river', 'cloud', 'plum', 'stone', 'maple', 'tea']);
  const separator = random.pick(['', '.', '_']);
  return `${word}${separator}${random.digits(random.between(3, 6))}@${random.pick(MAIL_DOMAINS)}`;
}

/** Ningxia, Tibet and Qinghai have five to eight prefectures each, lettered from A. */
const UNREACHED_PLATES = ['宁X', '宁Y', '藏X', '藏Y', '青X', '青Y'] as const;
const PLATE_CHARACTERS = [...'0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'];

/** Three digits around two letters or digits: GA 36 allows at most two letters in a serial. */
export function licencePlate(random: Random): string {
  const middle = random.pick(PLATE_CHARACTERS) + random.pick(PLATE_CHARACTERS);
  return random.pick(UNREACHED_PLATES) + random.digits(1) + middle + random.digits(2);
}
