import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanText, withoutFindings } from './scan-text.ts';

const found = (text: string) =>
  scanText(text).map(({ kind, index, length }) => [kind, text.slice(index, index + length)]);

describe('personal data inside text', () => {
  it('CLASS-20 identity numbers, phones, cards, mail, plates and accounts are found with their place', () => {
    const text =
      '客户张三，身份证11010519491231002X，手机１３８１２３４５６７８，卡号6222 6002 6000 1072 444，邮箱zs@qq.com，车牌粤B12345。';
    expect(found(text)).toEqual([
      ['resident-id', '11010519491231002X'],
      ['phone', '１３８１２３４５６７８'],
      ['bank-card', '6222 6002 6000 1072 444'],
      ['email', 'zs@qq.com'],
      ['plate', '粤B12345'],
    ]);
    expect(found('座机 0571-87654321，海外 +44 20 7946 0958')).toEqual([
      ['phone', '0571-87654321'],
      ['phone', '+44 20 7946 0958'],
    ]);
    expect(found('护照号：E12345678；微信号 zhang_san88；密码是 Abc123!')).toEqual([
      ['passport', '护照号：E12345678'],
      ['messenger-account', '微信号 zhang_san88'],
      ['secret', '密码是 Abc123!'],
    ]);
  });

  it('CLASS-21 order numbers, amounts, dates and longer digit runs are left alone', () => {
    for (const text of [
      '订单 20240305000123 已发货',
      '金额 1234567.89 元',
      '2024-03-05 13:45 回访',
      '编号 138123456789012',
      '110105194912310021',
      '共 12 件，单价 13.50',
      'v1.2.3 build 20240305',
    ]) {
      expect(found(text), text).toEqual([]);
    }
  });

  it('CLASS-22 a scan never throws, findings lie inside the text and do not overlap', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.stringMatching(/^[0-9 +()@.xX粤微信-]{0,200}$/),
    );
    fc.assert(
      fc.property(text, (value) => {
        let end = 0;
        for (const finding of scanText(value)) {
          expect(finding.index).toBeGreaterThanOrEqual(end);
          expect(finding.length).toBeGreaterThan(0);
          end = finding.index + finding.length;
        }
        expect(end).toBeLessThanOrEqual(value.length);
      }),
      { numRuns: 500 },
    );
  });

  it('CLASS-23 no text makes a scan slow', () => {
    for (const unit of ['a@', '1 ', '1', 'a.', '@a.', '+1 (', '微信', 'password ', '0-', '粤B']) {
      const started = performance.now();
      scanText(unit.repeat(20_000));
      expect(performance.now() - started, unit).toBeLessThan(1_000);
    }
  });

  it('CLASS-43 a text is shown without what was found in it, and otherwise as it is', () => {
    expect(withoutFindings('客户 13812345678 来电，邮箱zs@qq.com，要求回电')).toBe(
      '客户 *** 来电，邮箱***，要求回电',
    );
    expect(withoutFindings('工单 20240305000123 要求回电')).toBe('工单 20240305000123 要求回电');
  });
});
