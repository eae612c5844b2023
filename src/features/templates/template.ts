import type { TemplateCode } from '../../contract/templates.ts';
import type { PositionCode, Purpose, Rule } from '../../kernel/policy/model.ts';
import type { Label, RecordType } from '../../kernel/record-type.ts';

/** What a company of some trade begins with. Rules name positions, never departments: those are the company's own. */
export type Template = Readonly<{
  code: TemplateCode;
  label: Label;
  description: Label;
  /** A type stands after those that its relations point to. */
  recordTypes: readonly RecordType[];
  positions: readonly Readonly<{ code: PositionCode; name: Label }>[];
  purposes: readonly Purpose[];
  rules: readonly Rule[];
}>;

type Part = Readonly<{ recordTypes: readonly string[]; positions: readonly PositionCode[] }>;

/**
 * A template with fewer record types and positions. What speaks of nothing that is left goes with them: fields that
 * are computed from a type, names in a rule, purposes that nobody pursues, and rules that no longer say anything.
 */
export function narrowed(whole: Template, keep: Part): Template {
  const recordTypes = whole.recordTypes
    .filter(({ name }) => keep.recordTypes.includes(name))
    .map((type) => ({
      ...type,
      fields: type.fields.filter(
        ({ derived, target }) =>
          (derived === undefined || keep.recordTypes.includes(derived.from)) &&
          (target === undefined || keep.recordTypes.includes(target)),
      ),
    }));
  const purposes = whole.purposes.flatMap((purpose) => {
    const positions = purpose.who.positions?.filter((code) => keep.positions.includes(code)) ?? [];
    return positions.length === 0 ? [] : [{ ...purpose, who: { positions } }];
  });
  const codes = new Set(purposes.map(({ code }) => code));
  return {
    ...whole,
    recordTypes,
    positions: whole.positions.filter(({ code }) => keep.positions.includes(code)),
    purposes,
    rules: whole.rules.flatMap((rule) => narrowedRule(rule, recordTypes, keep.positions, codes)),
  };
}

function narrowedRule(
  rule: Rule,
  recordTypes: readonly RecordType[],
  kept: readonly PositionCode[],
  codes: ReadonlySet<string>,
): readonly Rule[] {
  const types = recordTypes.filter(({ name }) => rule.recordType === '*' || rule.recordType === name);
  const names = rule.fields.names?.filter((name) =>
    types.some(({ fields }) => fields.some((field) => field.name === name)),
  );
  const positions = rule.who.positions?.filter((code) => kept.includes(code));
  const purposes = rule.purposes === '*' ? '*' : rule.purposes.filter((code) => codes.has(code));
  if (types.length === 0 || names?.length === 0 || positions?.length === 0 || purposes.length === 0)
    return [];
  const fields = names === undefined ? rule.fields : { ...rule.fields, names };
  const who = positions === undefined ? rule.who : { ...rule.who, positions };
  return [{ ...rule, fields, who, purposes }];
}
