import { describe, expect, it } from 'vitest';
import { rowAfterKey } from './row-keys.ts';

describe('keys among rows', () => {
  it('WEB-60 move by one, by a screenful and to the ends, and never beyond them', () => {
    expect(rowAfterKey('ArrowDown', 3, 10)).toBe(4);
    expect(rowAfterKey('ArrowUp', 0, 10)).toBe(0);
    expect(rowAfterKey('PageDown', 3, 10)).toBe(9);
    expect(rowAfterKey('End', 3, 10)).toBe(9);
    expect(rowAfterKey('Home', 3, 10)).toBe(0);
    expect(rowAfterKey('x', 3, 10)).toBeNull();
    expect(rowAfterKey('Home', 0, 0)).toBeNull();
  });
});
