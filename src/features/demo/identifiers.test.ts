import { describe, expect, it } from 'vitest';
import { isBankCard } from '../../kernel/classify/bank-card.ts';
import { isEmail } from '../../kernel/classify/email.ts';
import { parsePhone } from '../../kernel/classify/phone.ts';
import { isPlate } from '../../kernel/classify/plate.ts';
import { parseResidentId } from '../../kernel/classify/resident-id.ts';
import { isUscc } from '../../kernel/classify/uscc.ts';
import {
  bankCard,
  emailAddress,
  licencePlate,
  luhnCheck,
  mobileNumber,
  organisationCodeCheck,
  residentId,
  residentIdCheck,
  unifiedSocialCreditCode,
  usccCheck,
} from './identifiers.ts';
import { createRandom, type Random } from './random.ts';

/** Prefixes under 9 that Chinese banks did issue, from public lists; the standard alone would rule them out. */
const EARLY_ISSUERS = [
  ...['90030', '90592', '9111', '9400', '95', '966666', '96828', '96880', '98430', '9896', '990027', '99880'],
  '999999',
];

function many<T>(make: (random: Random) => T): readonly T[] {
  const random = createRandom('identifiers');
  return Array.from({ length: 500 }, () => make(random));
}

describe('synthetic identifiers', () => {
  it('DEMO-2 computes the check characters of well-known examples', () => {
    // The examples that textbooks of these codes share; the tests below ask independent validators.
    expect(residentIdCheck('11010519491231002')).toBe('X');
    expect(residentIdCheck('44052418800101001')).toBe('4');
    expect(luhnCheck('7992739871')).toBe('3');
    expect(organisationCodeCheck('D2143569')).toBe('X');
    expect(usccCheck('91350100M000100Y4')).toBe('3');
  });

  it('DEMO-2 resident IDs pass their check, say birth date and sex, and lie in areas that never existed', () => {
    for (const number of many((random) => residentId(random, '31', '1990-02-28', 'female'))) {
      expect(parseResidentId(number)).toEqual({ number, birthDate: '1990-02-28', gender: 'female' });
      expect(number).toMatch(/^3199/);
    }
  });

  it('DEMO-2 mobile numbers have the form of mobiles and a prefix that no operator holds', () => {
    for (const number of many(mobileNumber)) {
      expect(parsePhone(number)).toEqual({ kind: 'mobile', number, extension: null });
      expect(number).toMatch(/^1[56]4\d{8}$/);
    }
  });

  it('DEMO-2 bank cards pass Luhn and carry the prefix of no issuer', () => {
    for (const number of many(bankCard)) {
      expect(isBankCard(number)).toBe(true);
      expect(number).toMatch(/^9939\d{15}$/);
      expect(EARLY_ISSUERS.filter((prefix) => number.startsWith(prefix))).toEqual([]);
    }
  });

  it('DEMO-2 social credit codes pass their check and lie in an area that never existed', () => {
    for (const code of many(unifiedSocialCreditCode)) {
      expect(isUscc(code)).toBe(true);
      expect(code).toMatch(/^91999999/);
      expect(organisationCodeCheck(code.slice(8, 16))).toBe(code.charAt(16));
    }
  });

  it('DEMO-2 e-mail addresses stand under names that RFC 2606 reserves, plates in unreached letters', () => {
    for (const address of many(emailAddress)) {
      expect(isEmail(address)).toBe(true);
      expect(address).toMatch(/@(?:[a-z]+\.)?example\.(?:com|net|org)$/);
    }
    for (const plate of many(licencePlate)) {
      expect(isPlate(plate)).toBe(true);
      expect(plate).toMatch(/^[宁藏青][XY]/);
    }
  });
});
