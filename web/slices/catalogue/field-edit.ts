import type { FieldChange } from '../../../src/contract/catalogue-editing.ts';
import type { Label, Sensitivity, SummaryName } from '../../../src/kernel/record-type.ts';
import { hasOptions } from '../../../src/kernel/record-type.ts';
import type { CatalogueField } from '../../app/api/catalogue.ts';
import { type Fault, type OptionDraft, optionFaults, trimmed, trimmedOptions } from './field-draft.ts';

/** What of an existing field is being edited. */
export type FieldEdit = Readonly<{
  label: Label;
  category: string;
  sensitivity: Sensitivity;
  summary: SummaryName | null;
  required: boolean;
  placed: boolean;
  /** Code of a position, or empty for none. */
  dataOwner: string;
  options: readonly OptionDraft[];
}>;

export function fieldEditOf(field: CatalogueField): FieldEdit {
  const { label, category, sensitivity, summary, required, options } = field;
  const placed = field.placed !== false;
  const dataOwner = field.dataOwner ?? '';
  return { label, category, sensitivity, summary, required, placed, dataOwner, options: options ?? [] };
}

const CATEGORY = /^[a-z][a-z0-9-]{0,47}$/;

export function faultsOfEdit(edit: FieldEdit, field: CatalogueField): readonly Fault[] {
  const faults: Fault[] = [];
  if (edit.label.zh.trim() === '' || edit.label.en.trim() === '') faults.push('label');
  if (!CATEGORY.test(edit.category)) faults.push('category');
  if (hasOptions(field)) faults.push(...optionFaults(edit.options, field.type));
  return faults;
}

/** Only what differs from the field as it is: the log names what was changed. */
export function fieldChangeOf(edit: FieldEdit, field: CatalogueField): FieldChange {
  const label = trimmed(edit.label);
  const options = trimmedOptions(edit.options);
  const before = JSON.stringify(field.options ?? []);
  return {
    ...(label.zh === field.label.zh && label.en === field.label.en ? {} : { label }),
    ...(edit.category === field.category ? {} : { category: edit.category }),
    ...(edit.sensitivity === field.sensitivity ? {} : { sensitivity: edit.sensitivity }),
    ...(edit.summary === field.summary ? {} : { summary: edit.summary }),
    ...(edit.placed && field.placed === false ? { placed: true as const } : {}),
    ...(edit.dataOwner === (field.dataOwner ?? '') ? {} : { dataOwner: edit.dataOwner || null }),
    ...(edit.required === field.required ? {} : { required: edit.required }),
    ...(!hasOptions(field) || JSON.stringify(options) === before ? {} : { options }),
  };
}
