import { Problem } from '../contract/problem.ts';
import { suitableLookups, suitableMasks, suitableSummaries } from '../kernel/disclosure/suitable.ts';
import type { Field, Label, RecordType, StoredForm } from '../kernel/record-type.ts';

/**
 * Whether a field may be stored in another form at all, whatever its values are.
 *
 * @throws Problem `invalid-input` saying why not
 */
export function mustBeConvertible(
  types: ReadonlyMap<string, RecordType>,
  type: RecordType,
  field: Field,
  form: StoredForm,
): void {
  const { label } = field;
  if (field.derived !== undefined || field.type === 'relation' || form.type === 'relation') {
    throw invalid({
      zh: `“${label.zh}”：计算字段和关联字段没有可以更改的存储方式。`,
      en: `“${label.en}”: computed fields and relations are not stored in another form.`,
    });
  }
  if (type.fields.some(({ becoming }) => becoming !== undefined)) {
    throw invalid({
      zh: `“${type.label.zh}”正在转换另一个字段，请等它完成。`,
      en: `Another field of “${type.label.en}” is being converted; wait until that is done.`,
    });
  }
  if (formKey(field) === formKey(form)) {
    throw invalid({ zh: '存储方式没有变化。', en: 'It is stored in this form already.' });
  }
  if (field.encrypted && !form.encrypted && field.sensitivity === 4) {
    throw invalid({
      zh: `“${label.zh}”是敏感个人信息，必须保持加密。`,
      en: `“${label.en}” is sensitive personal information and stays encrypted.`,
    });
  }
  const isRead = form.type !== field.type || form.encrypted !== field.encrypted;
  if (isRead && readsOf(types, type, field)) {
    throw invalid({
      zh: `有计算字段读取“${label.zh}”，因此不能改变其类型或加密。`,
      en: `A computed field reads “${label.en}”, so neither its type nor its encryption can change.`,
    });
  }
  mustSuit(field, form);
}

function mustSuit(field: Field, { type, mask, summary, encrypted, lookups }: StoredForm): void {
  const isKept = type === field.type;
  const masks = [...suitableMasks(type), ...(isKept ? [field.mask] : []), null];
  const summaries = [...suitableSummaries(type), ...(isKept ? [field.summary] : []), null];
  const possible = encrypted ? suitableLookups(type) : (['exact'] as const);
  const kept = isKept && encrypted === field.encrypted ? field.lookups : [];
  const fits =
    masks.includes(mask) &&
    summaries.includes(summary) &&
    lookups.every((lookup) => [...possible, ...kept].includes(lookup));
  if (fits) return;
  throw invalid({
    zh: '脱敏、摘要或检索方式与类型不符。',
    en: 'The mask, the summary or a lookup does not suit the type.',
  });
}

function readsOf(types: ReadonlyMap<string, RecordType>, type: RecordType, { name }: Field): boolean {
  return [...types.values()].some(({ fields }) =>
    fields.some(
      ({ derived }) =>
        derived?.from === type.name &&
        (derived.kind === 'latest' ? derived.field : derived.where?.field) === name,
    ),
  );
}

/** Equal for fields that are stored alike. */
export function formKey({ type, mask, summary, encrypted, lookups, options }: StoredForm): string {
  return JSON.stringify([type, mask, summary, encrypted, [...lookups].sort(), options ?? null]);
}

function invalid(detail: Label): Problem {
  return new Problem('invalid-input', { 'detail.zh': detail.zh, 'detail.en': detail.en, detail: detail.en });
}
