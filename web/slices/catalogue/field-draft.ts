import type { NewField } from '../../../src/contract/catalogue-editing.ts';
import { canStandAmongOthers } from '../../../src/kernel/classify/options.ts';
import {
  isPersonal,
  suitableLookups,
  suitableMasks,
  suitableSummaries,
} from '../../../src/kernel/disclosure/suitable.ts';
import {
  type FieldType,
  hasOptions,
  type Label,
  type Lookup,
  type MaskName,
  type SummaryName,
} from '../../../src/kernel/record-type.ts';

export type OptionDraft = Readonly<{ value: string; label: Label }>;

/** A field as its editor has it, before it is complete. */
export type FieldDraft = Readonly<{
  name: string;
  label: Label;
  type: FieldType;
  category: string;
  mask: MaskName | null;
  summary: SummaryName | null;
  encrypted: boolean;
  lookups: readonly Lookup[];
  required: boolean;
  options: readonly OptionDraft[];
  target: string;
}>;

/** How its values are stored and protected. */
export type Protection = Pick<FieldDraft, 'type' | 'mask' | 'summary' | 'encrypted' | 'lookups'>;

const NO_OPTION: OptionDraft = { value: '', label: { zh: '', en: '' } };

export const EMPTY_FIELD: FieldDraft = {
  name: '',
  label: { zh: '', en: '' },
  type: 'text',
  category: 'basic',
  mask: 'text',
  summary: null,
  encrypted: false,
  lookups: [],
  required: false,
  options: [NO_OPTION],
  target: 'customer',
};

/** Another type brings its own usual protection; what does not suit it any more goes. */
export function withType<T extends Protection>(draft: T, type: FieldType): T {
  const masks = suitableMasks(type);
  const summaries = suitableSummaries(type);
  return {
    ...draft,
    type,
    mask: masks[0] ?? null,
    summary: draft.summary !== null && summaries.includes(draft.summary) ? draft.summary : null,
    encrypted: isPersonal(type),
    lookups: isPersonal(type) ? suitableLookups(type).slice(0, 1) : [],
  };
}

export function withEncryption<T extends Protection>(draft: T, encrypted: boolean): T {
  return { ...draft, encrypted, lookups: encrypted ? draft.lookups : [] };
}

/** A code made of the English name, for as long as nobody has written one. */
export function codeFrom(english: string): string {
  return english
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 48)
    .replace(/_+$/, '');
}

const CODE = /^[a-z](?:_?[a-z0-9]){0,47}$/;
const CATEGORY = /^[a-z][a-z0-9-]{0,47}$/;
/** Taken by the vault: see its naming. */
const RESERVED = ['id', 'version', 'customer_id', 'tableoid', 'ctid', 'xmin', 'xmax'];

export type Fault =
  | 'label'
  | 'name'
  | 'name-taken'
  | 'category'
  | 'options'
  | 'options-twice'
  | 'options-separator';

/** What is wrong with it, in the order of the form. */
export function faultsOf(draft: FieldDraft, taken: readonly string[]): readonly Fault[] {
  const faults: Fault[] = [];
  if (draft.label.zh.trim() === '' || draft.label.en.trim() === '') faults.push('label');
  if (!isCode(draft.name)) faults.push('name');
  else if (taken.includes(draft.name)) faults.push('name-taken');
  if (!CATEGORY.test(draft.category)) faults.push('category');
  if (hasOptions(draft)) faults.push(...optionFaults(draft.options, draft.type));
  return faults;
}

export function isCode(text: string): boolean {
  return CODE.test(text) && !RESERVED.includes(text);
}

export function optionFaults(options: readonly OptionDraft[], type: FieldType): readonly Fault[] {
  const written = options.filter((option) => !isBlank(option));
  const values = written.map(({ value }) => value.trim());
  const isWhole = written.every(({ value, label }) => value.trim() && label.zh.trim() && label.en.trim());
  if (written.length === 0 || !isWhole) return ['options'];
  if (new Set(values).size !== values.length) return ['options-twice'];
  return type !== 'multi-choice' || values.every(canStandAmongOthers) ? [] : ['options-separator'];
}

function isBlank({ value, label }: OptionDraft): boolean {
  return value.trim() === '' && label.zh.trim() === '' && label.en.trim() === '';
}

export function trimmedOptions(options: readonly OptionDraft[]): OptionDraft[] {
  return options
    .filter((option) => !isBlank(option))
    .map(({ value, label }) => ({ value: value.trim(), label: trimmed(label) }));
}

export function trimmed({ zh, en }: Label): Label {
  return { zh: zh.trim(), en: en.trim() };
}

/** The complete draft as the server takes it. */
export function newFieldOf(draft: FieldDraft): NewField {
  const { options, target, label, lookups, ...rest } = draft;
  return {
    ...rest,
    label: trimmed(label),
    lookups: [...lookups],
    ...(hasOptions(draft) ? { options: trimmedOptions(options) } : {}),
    ...(draft.type === 'relation' ? { target } : {}),
  };
}
