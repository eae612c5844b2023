import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isBankCard, passesLuhn } from './bank-card.ts';
import { isChinesePassport, isPassportShaped } from './passport.ts';
import { parsePhone } from './phone.ts';
import { isPlate } from './plate.ts';
import { isResidentId, parseResidentId, residentIdCheck } from './resident-id.ts';
import { isUscc, usccCheck } from './uscc.ts';

const position = (length: number) => fc.nat(length - 1);

/** The text with one digit changed. */
function mistyped(text: string, at: number, by: number): string {
  const digit = (Number(text[at]) + by) % 10;
  return text.slice(0, at) + digit + text.slice(at + 1);
}

describe('identity numbers', () => {
  it('CLASS-1 an identity number needs area, birth date and check digit; the old form is lengthened', () => {
    expect(parseResidentId('11010519491231002x')).toEqual({
      number: '11010519491231002X',
      birthDate: '1949-12-31',
      gender: 'female',
    });
    expect(parseResidentId('440524 18800101 001 4')?.birthDate).toBe('1880-01-01');
    expect(parseResidentId('110105491231002')?.number).toBe('11010519491231002X');
    expect(isResidentId('110105194912310021')).toBe(false);
    const badMonth = '11010519491331002';
    expect(isResidentId(badMonth + residentIdCheck(badMonth))).toBe(false);
    const badProvince = '99010519491231002';
    expect(isResidentId(badProvince + residentIdCheck(badProvince))).toBe(false);
    const permit = '81000019900101001';
    expect(isResidentId(permit + residentIdCheck(permit))).toBe(true);
  });

  it('CLASS-2 one mistyped digit is always found in identity numbers, cards and credit codes', () => {
    fc.assert(
      fc.property(position(17), fc.integer({ min: 1, max: 9 }), (at, by) => {
        expect(isResidentId(mistyped('11010519491231002X', at, by))).toBe(false);
      }),
    );
    fc.assert(
      fc.property(position(19), fc.integer({ min: 1, max: 9 }), (at, by) => {
        expect(passesLuhn(mistyped('6222600260001072444', at, by))).toBe(false);
      }),
    );
    fc.assert(
      fc.property(position(8), fc.integer({ min: 1, max: 9 }), (at, by) => {
        expect(isUscc(mistyped('91350100M000100Y43', at, by))).toBe(false);
      }),
    );
  });
});

describe('cards, codes, plates, passports', () => {
  it('CLASS-3 a card number needs an issuer prefix, a length and the Luhn digit', () => {
    for (const card of [
      '6222600260001072444',
      '4111 1111 1111 1111',
      '5555-5555-5555-4444',
      '378282246310005',
    ]) {
      expect(isBankCard(card), card).toBe(true);
    }
    for (const other of ['6222600260001072445', '1234567890123452', '0000000000000000', '4111 1111', '']) {
      expect(isBankCard(other), other).toBe(false);
    }
  });

  it('CLASS-4 a unified social credit code is checked by GB 32100', () => {
    for (const code of [
      '91350100M000100Y43',
      '91110000802100433B',
      '9144030071526726XG',
      '914403001922038216',
    ]) {
      expect(isUscc(code), code).toBe(true);
      expect(usccCheck(code)).toBe(code.at(-1));
    }
    expect(isUscc('91350100M000100Y44')).toBe(false);
    expect(isUscc('350100100001234')).toBe(false);
  });

  it('CLASS-5 plates are recognised, new-energy and special ones included', () => {
    for (const plate of [
      '粤B12345',
      '京A·D12345',
      '沪AD12345',
      '粤B12345D',
      '京A1234警',
      '粤Z1234港',
      '使123456',
    ]) {
      expect(isPlate(plate), plate).toBe(true);
    }
    for (const other of ['粤B1234', '张A12345', '粤BI2345', 'AB12345', '京ABCDEF'])
      expect(isPlate(other), other).toBe(false);
  });

  it('CLASS-6 passports of China are recognised, others only by shape', () => {
    for (const number of ['E12345678', 'EA1234567', 'G12345678', 'PE1234567', 'H12345678', 'C12345678']) {
      expect(isChinesePassport(number), number).toBe(true);
    }
    expect(isChinesePassport('123456789')).toBe(false);
    expect(isPassportShaped('C01X00T47')).toBe(true);
    expect(isPassportShaped('PASSPORT')).toBe(false);
  });
});

describe('telephone numbers', () => {
  it('CLASS-7 a telephone number is read however it is written', () => {
    const expected: Record<string, [string, string]> = {
      '13812345678': ['mobile', '13812345678'],
      '+86 138-1234-5678': ['mobile', '13812345678'],
      '手机：138 1234 5678': ['mobile', '13812345678'],
      '(010) 6234-5678': ['landline', '01062345678'],
      '0571-87654321 转 8012': ['landline', '057187654321'],
      '+86 10 6234 5678': ['landline', '01062345678'],
      '400-820-8820': ['service', '4008208820'],
      '+44 20 7946 0958': ['foreign', '+442079460958'],
      '(5) 555-4729': ['local', '55554729'],
      '88.60.15.31': ['local', '88601531'],
    };
    for (const [written, [kind, number]] of Object.entries(expected)) {
      expect(parsePhone(written), written).toMatchObject({ kind, number });
    }
    for (const other of [
      '',
      '12',
      '13812345678/13987654321',
      '138****5678',
      '1.38E+10',
      'call me',
      '+1+2345678',
    ]) {
      expect(parsePhone(other), other).toBeNull();
    }
  });
});
