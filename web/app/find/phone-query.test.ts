import { describe, expect, it } from 'vitest';
import { phoneQuery } from './phone-query.ts';

describe('phoneQuery', () => {
  it('WEB-1 four digits are looked for as the last four, a whole number as exactly that', () => {
    const operators = ['equals', 'last-four'];
    expect(phoneQuery('5678', operators)).toEqual({ operator: 'last-four', values: ['5678'] });
    expect(phoneQuery('138-0013 8000', operators)).toEqual({ operator: 'equals', values: ['13800138000'] });
    expect(phoneQuery('１３８００１３８０００', operators)).toEqual({
      operator: 'equals',
      values: ['13800138000'],
    });
    expect(phoneQuery('+86 13800138000', operators)).toEqual({
      operator: 'equals',
      values: ['+8613800138000'],
    });
  });

  it('WEB-1 asks nothing when the text is no number, or by an operator that is not open to the reader', () => {
    expect(phoneQuery('zhang', ['equals', 'last-four'])).toBeNull();
    expect(phoneQuery('12345', ['equals', 'last-four'])).toBeNull();
    expect(phoneQuery('5678', ['equals'])).toBeNull();
    expect(phoneQuery('13800138000', ['last-four'])).toBeNull();
  });
});
