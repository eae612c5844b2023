import { describe, expect, it } from 'vitest';
import type { Field } from '../record-type.ts';
import { daysAtMost, lesserThan } from './terms.ts';

const field: Field = {
  name: 'phone',
  label: { zh: '', en: '' },
  type: 'phone',
  category: 'basic',
  sensitivity: 3,
  mask: 'phone',
  summary: 'filled',
  encrypted: true,
  lookups: ['exact'],
  required: false,
};

describe('what would do as well', () => {
  it('SHARE-7 is proposed, the least first, where it is more than the reader has', () => {
    expect(lesserThan('shown', { field, has: 'withheld', canVerify: true })).toEqual([
      'verify',
      'summary',
      'masked',
    ]);
    expect(lesserThan('shown', { field, has: 'masked', canVerify: true })).toEqual(['verify']);
    expect(lesserThan('shown', { field, has: 'summary', canVerify: false })).toEqual(['masked']);
    expect(lesserThan('masked', { field, has: 'withheld', canVerify: true })).toEqual(['summary']);
    const bare = { ...field, mask: null, summary: null };
    expect(lesserThan('shown', { field: bare, has: 'withheld', canVerify: false })).toEqual([]);
  });
});

describe('the end of a grant', () => {
  it('SHARE-8 comes the sooner, the more sensitive it is', () => {
    expect(([1, 2, 3, 4] as const).map(daysAtMost)).toEqual([90, 90, 30, 7]);
  });
});
