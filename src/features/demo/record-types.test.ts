import { describe, expect, it } from 'vitest';
import { fieldOf } from '../../kernel/record-type.ts';
import { CUSTOMER_TYPE, STORED_CUSTOMER_FIELDS } from './customer-type.ts';
import { DEMO_CATEGORIES, DEMO_RECORD_TYPES } from './record-types.ts';

const ALL_FIELDS = DEMO_RECORD_TYPES.flatMap((type) => type.fields.map((field) => ({ type, field })));

describe('the record types of the demo company', () => {
  it('DEMO-3 a customer has 24 stored fields and three derived ones', () => {
    expect(STORED_CUSTOMER_FIELDS).toHaveLength(24);
    expect(CUSTOMER_TYPE.fields.filter(({ derived }) => derived === undefined)).toHaveLength(24);
    expect(CUSTOMER_TYPE.fields.filter(({ derived }) => derived !== undefined)).toHaveLength(3);
  });

  it('DEMO-3 phone, e-mail, address, resident ID and bank card are encrypted, with the lookups they need', () => {
    const encrypted = CUSTOMER_TYPE.fields.filter((field) => field.encrypted);
    expect(Object.fromEntries(encrypted.map(({ name, lookups }) => [name, lookups]))).toEqual({
      phone: ['exact', 'last4'],
      email: ['exact'],
      resident_id: ['exact', 'last4'],
      address: [],
      bank_card: ['last4'],
    });
    expect(fieldOf(CUSTOMER_TYPE, 'resident_id')?.sensitivity).toBe(4);
    expect(fieldOf(CUSTOMER_TYPE, 'bank_card')?.sensitivity).toBe(4);
  });

  it('DEMO-3 numbers that identify or reach a person are encrypted in every type', () => {
    const reaching = ['phone', 'email', 'address', 'resident-id', 'passport', 'bank-card'];
    for (const { type, field } of ALL_FIELDS) {
      if (reaching.includes(field.type)) {
        expect(field, `${type.name}.${field.name}`).toMatchObject({ encrypted: true });
        expect(field.mask, `${type.name}.${field.name}`).not.toBeNull();
      }
    }
  });

  it('derived fields, relations and choices are stored in the clear, and only encrypted fields have lookups', () => {
    for (const { type, field } of ALL_FIELDS) {
      const isPlain = field.derived !== undefined || ['relation', 'choice'].includes(field.type);
      if (isPlain) expect(field.encrypted, `${type.name}.${field.name}`).toBe(false);
      if (field.lookups.length > 0) expect(field.encrypted, `${type.name}.${field.name}`).toBe(true);
    }
  });

  it('names are columns, titles and customer fields exist, and a type stands after those it points to', () => {
    const known: string[] = [];
    for (const type of DEMO_RECORD_TYPES) {
      known.push(type.name);
      const names = type.fields.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const name of [type.name, ...names]) expect(name).toMatch(/^[a-z][a-z0-9_]{0,40}$/);
      expect(names).toContain(type.titleField);
      if (type.name !== 'customer') {
        expect(type.customerField).toBe('customer');
        expect(fieldOf(type, 'customer')).toMatchObject({
          type: 'relation',
          target: 'customer',
          required: true,
        });
      }
      for (const { target } of type.fields) if (target !== undefined) expect(known).toContain(target);
    }
  });

  it('derived fields come from fields and values that exist', () => {
    for (const { field } of ALL_FIELDS) {
      if (field.derived === undefined) continue;
      const { derived } = field;
      const from = DEMO_RECORD_TYPES.find(({ name }) => name === derived.from);
      if (from === undefined) throw new Error(`No record type ${derived.from}.`);
      if (derived.kind === 'latest') expect(fieldOf(from, derived.field)).toBeDefined();
      else if (derived.where !== undefined) {
        const options = fieldOf(from, derived.where.field)?.options ?? [];
        expect(options.map(({ value }) => value)).toContain(derived.where.equals);
      }
    }
  });

  it('every category has a name, and every label both languages', () => {
    const categories = DEMO_CATEGORIES.map(({ code }) => code);
    for (const { type, field } of ALL_FIELDS) {
      expect(categories).toContain(field.category);
      for (const label of [type.label, field.label, ...(field.options ?? []).map((option) => option.label)]) {
        expect(label.zh).not.toBe('');
        expect(label.en).not.toBe('');
      }
      expect((field.options ?? []).length > 0).toBe(field.type === 'choice');
    }
  });
});
