import { FIELD_TYPES, type FieldType, hasOptions } from '../../../src/kernel/record-type.ts';
import type { CatalogueField } from '../../app/api/catalogue.ts';
import type { StoredForm } from './catalogue-api.ts';
import { type FieldDraft, type Protection, trimmedOptions } from './field-draft.ts';

/** How a field is to be stored, as its editor has it. */
export type StorageDraft = Protection & Pick<FieldDraft, 'options'>;

/** Relations hold ids, and nothing becomes one. */
export const CONVERTIBLE_TYPES: readonly FieldType[] = FIELD_TYPES.filter((type) => type !== 'relation');

export function storageDraftOf(field: CatalogueField): StorageDraft {
  const { type, mask, summary, encrypted, lookups, options } = field;
  return { type, mask, summary, encrypted, lookups, options: options ?? [] };
}

export function storedFormOf({ options, lookups, ...rest }: StorageDraft): StoredForm {
  return {
    ...rest,
    lookups: [...lookups].sort(),
    ...(hasOptions(rest) ? { options: trimmedOptions(options) } : {}),
  };
}

/** Whether it is another form, so that there is something to convert. */
export function isOtherForm(draft: StorageDraft, field: CatalogueField): boolean {
  return JSON.stringify(storedFormOf(draft)) !== JSON.stringify(storedFormOf(storageDraftOf(field)));
}

/** Whether a mask or a summary comes or goes, and with it what they get of the field who may see no more than that. */
export function opensOtherForms({ mask, summary }: StorageDraft, field: CatalogueField): boolean {
  const changed = (before: unknown, after: unknown) => (before === null) !== (after === null);
  return changed(field.mask, mask) || changed(field.summary, summary);
}
