import { describe, expect, it } from 'vitest';
import type { ColumnProposal } from '../../../src/contract/imports.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { allowedFor, intoExisting, intoNew, missingRequired } from './column-target.ts';

const phone: FieldView = {
  name: 'phone',
  label: { zh: '手机号', en: 'Phone' },
  type: 'phone',
  category: 'basic',
  sensitivity: 3,
  required: true,
  derived: false,
  findable: true,
  operators: ['equals'],
  aggregatable: false,
  creatable: true,
  matchable: true,
  editable: false,
  disclosureAtMost: 'masked',
};

const proposed: ColumnProposal = {
  column: 0,
  header: '手机号码',
  existing: false,
  include: true,
  confidence: 0.9,
  reasons: [],
  field: {
    name: 'mobile',
    label: { zh: '手机号码', en: 'Mobile' },
    type: 'phone',
    category: 'basic',
    sensitivity: 3,
    mask: 'phone',
    summary: 'filled',
    encrypted: true,
    lookups: ['exact'],
    required: false,
  },
};

describe('where a column goes', () => {
  it('WEB-5 a column can be put into an existing field, and that is undone without loss', () => {
    const moved = intoExisting(proposed, phone);
    expect(moved).toMatchObject({ existing: true, include: true, field: { name: 'phone' } });
    expect(intoNew(proposed, new Set(['phone']))).toEqual(proposed);
  });

  it('WEB-5 a column taken from an existing field becomes a new field of the strictest kind', () => {
    const fresh = intoNew(intoExisting(proposed, phone), new Set(['phone', 'phone_2']));
    expect(fresh.field).toMatchObject({
      name: 'phone_3',
      sensitivity: 4,
      mask: 'full',
      encrypted: true,
      lookups: [],
    });
  });

  it('WEB-5 an importer is offered nothing laxer than what was proposed', () => {
    expect(allowedFor(proposed)).toEqual({
      sensitivities: [3, 4],
      masks: ['phone', 'full', null],
      mustEncrypt: true,
    });
    expect(allowedFor({ ...proposed, existing: true })).toEqual({
      sensitivities: [4],
      masks: ['full', null],
      mustEncrypt: true,
    });
  });

  it('WEB-5 required fields that no column fills are named before anything is written', () => {
    expect(missingRequired([phone], [proposed])).toEqual([phone]);
    expect(missingRequired([phone], [intoExisting(proposed, phone)])).toEqual([]);
    expect(missingRequired([phone], [{ ...intoExisting(proposed, phone), include: false }])).toEqual([phone]);
  });
});
