import type { CatalogueView } from '../../src/contract/catalogue-editing.ts';
import { isPersonal, suitableLookups } from '../../src/kernel/disclosure/suitable.ts';
import { POLICY } from './synthetic-governance.ts';
import { TYPES } from './synthetic-types.ts';

/** Development only: the same record types, as those who keep the catalogue see them. */
export function syntheticCatalogue(): CatalogueView {
  return {
    recordTypes: TYPES.map(({ name, label, customerField, titleField, fields }) => ({
      ...{ name, label, customerField, titleField, version: 1 },
      fields: fields.map((field) => ({
        ...{ name: field.name, label: field.label, type: field.type, category: field.category },
        ...{ sensitivity: field.sensitivity, mask: field.mask, summary: field.summaryName },
        ...{ encrypted: isPersonal(field.type), required: field.required },
        lookups: isPersonal(field.type) ? [...suitableLookups(field.type)] : [],
        ...(field.options === undefined ? {} : { options: field.options }),
      })),
    })),
    purposes: POLICY.purposes.map(({ code, label, categories }) => ({ code, label, categories })),
  };
}
