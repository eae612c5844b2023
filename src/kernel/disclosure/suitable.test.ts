import { describe, expect, it } from 'vitest';
import { FIELD_TYPES } from '../record-type.ts';
import { mask } from './masks.ts';
import { lastFour } from './normalise.ts';
import { suitableLookups, suitableMasks, suitableSummaries } from './suitable.ts';

describe('what suits a type of field', () => {
  it.each(FIELD_TYPES.filter((type) => type !== 'relation'))('%s can be hidden and told of', (type) => {
    expect(suitableMasks(type)).toContain('full');
    expect(suitableSummaries(type)).toContain('filled');
  });

  it('a mask that is offered first leaves something of a proper value', () => {
    const proper = {
      phone: '13800138000',
      'person-name': '张三丰',
      email: 'a.sample@qq.com',
      money: '1280.00',
    };
    for (const [type, value] of Object.entries(proper)) {
      const [first = 'full'] = suitableMasks(type as keyof typeof proper);
      expect(mask(first, value)).not.toBe('****');
    }
  });

  it('the last four are offered exactly where a type has them', () => {
    const values: Partial<Record<string, string>> = {
      passport: 'E12345678',
      uscc: '91310000MA1FL0000X',
      plate: '沪A12345',
    };
    for (const type of FIELD_TYPES) {
      const has = lastFour(type, values[type] ?? '13800138000') !== null;
      expect([type, suitableLookups(type).includes('last4')]).toEqual([type, has]);
    }
  });
});
