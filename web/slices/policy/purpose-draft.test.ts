import { expect, it } from 'vitest';
import { type PurposeBody, purposeBodySchema } from '../../../src/contract/policy.ts';
import { EMPTY_PURPOSE, faultsOfPurpose, purposeBodyOf, purposeDraftOf } from './purpose-draft.ts';

it('POL-34 a purpose that is opened in the editor and not touched is saved as it was, and never half filled in', () => {
  const body: PurposeBody = {
    label: { zh: '售后', en: 'After-sales' },
    description: { zh: '处理问题', en: 'Solve problems' },
    legalBasis: 'contract',
    dpv: 'https://w3id.org/dpv#ServiceProvision',
    categories: ['basic'],
    who: { departments: [{ id: 3, tree: true }] },
    validity: { until: Date.UTC(2030, 0, 1) },
  };
  const again = purposeBodyOf(purposeDraftOf('after-sales', body));
  expect(again).toEqual(body);
  expect(purposeBodySchema.safeParse(again).success).toBe(true);
  expect(faultsOfPurpose(EMPTY_PURPOSE)).toEqual(['code', 'label', 'description', 'categories', 'who']);
  expect(purposeBodyOf(EMPTY_PURPOSE)).toBeNull();
});
