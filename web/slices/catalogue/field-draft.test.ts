import { describe, expect, it } from 'vitest';
import { codeFrom, EMPTY_FIELD, faultsOf, newFieldOf, withEncryption, withType } from './field-draft.ts';

const label = { zh: ' 鞋码 ', en: 'Shoe size' };
const whole = { ...EMPTY_FIELD, label, name: 'shoe_size' };

describe('a field in its editor', () => {
  it('CAT-10 what is wrong with a field is said while it is written, and nothing incomplete is sent', () => {
    expect(faultsOf(EMPTY_FIELD, [])).toEqual(['label', 'name']);
    expect(faultsOf(whole, [])).toEqual([]);
    expect(faultsOf(whole, ['shoe_size'])).toEqual(['name-taken']);
    for (const name of ['Shoe', 'shoe__size', 'id', '_x', '1x']) {
      expect([name, faultsOf({ ...whole, name }, [])]).toEqual([name, ['name']]);
    }
    expect(faultsOf({ ...whole, category: 'Basic data' }, [])).toEqual(['category']);
    expect(faultsOf({ ...whole, type: 'choice' }, [])).toEqual(['options']);
    const option = { value: 'a', label };
    expect(faultsOf({ ...whole, type: 'choice', options: [option, option] }, [])).toEqual(['options-twice']);
    expect(newFieldOf(whole)).toMatchObject({ label: { zh: '鞋码' }, lookups: [] });
    expect(newFieldOf(whole)).not.toHaveProperty('options');
  });

  it('CAT-10 a type brings its usual protection: what reaches a person is masked and encrypted', () => {
    const phone = withType(whole, 'phone');
    expect(phone).toMatchObject({ mask: 'phone', encrypted: true, lookups: ['exact'] });
    expect(withEncryption(phone, false).lookups).toEqual([]);
    expect(withType({ ...phone, summary: 'length-band' }, 'money')).toMatchObject({
      mask: 'amount',
      encrypted: false,
      summary: null,
    });
  });

  it('a code is made of the English name', () => {
    expect(codeFrom('Preferred store (2nd)')).toBe('preferred_store_2nd');
    expect(codeFrom('  3rd  party ')).toBe('rd_party');
    expect(codeFrom('鞋码')).toBe('');
  });
});
