import { describe, expect, it } from 'vitest';
import { groupDigits } from './format.ts';

describe('groupDigits', () => {
  it('WEB-8 amounts are grouped as the text they are, without passing through a float', () => {
    expect(groupDigits('12345678901234567890.10')).toBe('12,345,678,901,234,567,890.10');
    expect(groupDigits('-1000')).toBe('-1,000');
    expect(groupDigits('999')).toBe('999');
    expect(groupDigits('0.1000')).toBe('0.1000');
    expect(groupDigits('10k–100k **')).toBe('10k–100k **');
  });
});
