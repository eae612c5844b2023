import type { AccessRule } from '../../contract/catalogue-editing.ts';
import { Problem } from '../../contract/problem.ts';
import { canStandAmongOthers } from '../../kernel/classify/options.ts';
import type { Policy } from '../../kernel/policy/model.ts';
import { type Field, fieldOf, hasOptions, type Label, type RecordType } from '../../kernel/record-type.ts';

export function invalid(detail: Label): Problem {
  return new Problem('invalid-input', { 'detail.zh': detail.zh, 'detail.en': detail.en, detail: detail.en });
}

export function taken(detail: Label): Problem {
  return new Problem('already-exists', { 'detail.zh': detail.zh, 'detail.en': detail.en, detail: detail.en });
}

/** What a field is made of must fit together, beyond what its columns need. */
export function checkFieldParts(field: Field): void {
  const name = field.label;
  if (hasOptions(field) !== (field.options !== undefined)) {
    throw invalid({
      zh: `字段“${name.zh}”：选项和多选类型（且只有它们）需要列出选项。`,
      en: `The field “${name.en}”: a choice or multi-choice, and nothing else, lists its options.`,
    });
  }
  const values = field.options?.map(({ value }) => value) ?? [];
  if (new Set(values).size !== values.length) {
    throw invalid({
      zh: `字段“${name.zh}”有重复的选项。`,
      en: `The field “${name.en}” has an option twice.`,
    });
  }
  if (field.type === 'multi-choice' && !values.every(canStandAmongOthers)) {
    throw invalid({
      zh: `字段“${name.zh}”：多选的选项值不能含逗号、分号、顿号、竖线或换行。`,
      en: `The field “${name.en}”: an option of a multi-choice holds no comma, semicolon, bar or line break.`,
    });
  }
  if ((field.type === 'relation') !== (field.target !== undefined)) {
    throw invalid({
      zh: `字段“${name.zh}”：关联类型（且只有它）需要指明关联的记录类型。`,
      en: `The field “${name.en}”: a relation, and only a relation, names the type that it points to.`,
    });
  }
  if (!field.encrypted && field.lookups.includes('last4')) {
    throw invalid({
      zh: `字段“${name.zh}”：未加密的字段不需要后四位检索。`,
      en: `The field “${name.en}”: only an encrypted field is looked up by its last four.`,
    });
  }
}

/**
 * Rules that come with new fields open those fields and nothing else, and under purposes that may open them: a
 * permission that opens nothing would leave everybody believing that those who need the field have it.
 */
export function checkAccess(
  access: readonly AccessRule[],
  type: RecordType,
  added: readonly string[],
  policy: Policy,
): void {
  for (const rule of access) {
    const names = rule.fields.names ?? [];
    const isNarrow = names.length > 0 && names.every((name) => added.includes(name));
    if (rule.effect !== 'allow' || rule.recordType !== type.name || !isNarrow) {
      throw invalid({
        zh: '随新字段一起保存的规则只能开放这些新字段。',
        en: 'Rules that come with new fields may only open those fields.',
      });
    }
    if (rule.purposes === '*') continue;
    const purposes = policy.purposes.filter(({ code }) => rule.purposes.includes(code));
    const categories = new Set(names.map((name) => fieldOf(type, name)?.category ?? ''));
    const idle = purposes.find(
      (purpose) => ![...categories].some((each) => purpose.categories.includes(each)),
    );
    if (idle !== undefined) {
      throw invalid({
        zh: `处理目的“${idle.label.zh}”不包含该字段的信息类别，规则不会开放任何内容。请换一个目的或类别。`,
        en: `The purpose “${idle.label.en}” does not include the field's category, so the rule would open nothing. Choose another purpose or category.`,
      });
    }
  }
}
