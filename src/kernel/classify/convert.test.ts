import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldType } from '../record-type.ts';
import { convert } from './convert.ts';

const label = { zh: '', en: '' };
const to = (type: FieldType, value: string) => convert({ type }, value);

describe('a stored value in the form of another type', () => {
  it('CLASS-44 is what it was in the one spelling of that type', () => {
    expect(to('date', '2024/3/5')).toEqual({ ok: true, value: '2024-03-05' });
    expect(to('money', '12.50')).toMatchObject({ ok: true });
    expect(to('phone', '138 0013 8000')).toEqual({ ok: true, value: '13800138000' });
    expect(to('text', '2024-03-05')).toEqual({ ok: true, value: '2024-03-05' });
    expect(to('date', '无')).toEqual({ ok: true, value: null });
  });

  it('CLASS-44 is refused where something of it would be lost', () => {
    expect(to('date', 'next week').ok).toBe(false);
    expect(to('money', '12.505').ok).toBe(false);
    expect(to('money', '1234567890123456789').ok).toBe(false);
    expect(to('text', 'one\ntwo').ok).toBe(false);
    const options = [{ value: 'red', label }];
    expect(convert({ type: 'choice', options }, 'red')).toEqual({ ok: true, value: 'red' });
    expect(convert({ type: 'choice', options }, 'blue').ok).toBe(false);
  });

  it('CLASS-44 stays the same when it is converted again, and a reason never holds it', () => {
    const types: readonly FieldType[] = ['text', 'number', 'money', 'date', 'phone', 'boolean', 'long-text'];
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.string({ minLength: 3 }), (type, value) => {
        const once = to(type, value);
        if (!once.ok) expect(JSON.stringify(once.reason)).not.toContain(value);
        else if (once.value !== null) expect(to(type, once.value)).toEqual(once);
      }),
    );
  });
});
