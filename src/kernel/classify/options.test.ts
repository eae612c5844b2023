import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarise } from '../disclosure/summaries.ts';
import { coerce } from './coerce.ts';
import { convert } from './convert.ts';

const label = { zh: '', en: '' };
const options = ['email', 'phone', '短信'].map((value) => ({ value, label }));
const stored = (text: string) => coerce('multi-choice', text);

describe('a multi-choice', () => {
  it('CLASS-45 has one form, however its options are written and in whatever order', () => {
    expect(stored('phone、 email；phone')).toEqual({ ok: true, value: 'email\nphone' });
    expect(stored('短信 | email')).toEqual({ ok: true, value: 'email\n短信' });
    expect(stored(' ;, \r\n')).toEqual({ ok: true, value: null });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b b', '丙', 'd')),
        fc.constantFrom('\n', ',', '；'),
        (some, by) => {
          const once = stored(some.join(by));
          expect(stored(some.toReversed().join(by))).toEqual(once);
          if (once.ok && once.value !== null) expect(stored(once.value)).toEqual(once);
        },
      ),
    );
  });

  it('CLASS-45 takes what was one choice, gives back what is one, and never an option that it has not', () => {
    expect(convert({ type: 'multi-choice', options }, 'email')).toEqual({ ok: true, value: 'email' });
    expect(convert({ type: 'multi-choice', options }, 'email;fax').ok).toBe(false);
    expect(convert({ type: 'choice', options }, 'phone').ok).toBe(true);
    expect(convert({ type: 'choice', options }, 'email\nphone').ok).toBe(false);
    expect(convert({ type: 'text' }, 'email\nphone').ok).toBe(false);
  });

  it('CLASS-45 is summed up as how many, which tells of none of them', () => {
    expect(summarise('how-many', 'email\nphone', 0)).toMatchObject({ code: '2', label: { en: '2 chosen' } });
    expect(summarise('how-many', '', 0).code).toBe('0');
  });
});
