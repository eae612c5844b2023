import type { ColumnProposal } from '../../../src/contract/imports.ts';
import type { MaskName, Sensitivity } from '../../../src/kernel/record-type.ts';
import type { FieldView } from '../../app/api/record-types.ts';

type Field = ColumnProposal['field'];

/** The fields of a record type that a column may fill. */
export function targetsOf(fields: readonly FieldView[]): FieldView[] {
  return fields.filter((field) => field.creatable && !field.derived);
}

/** The column goes into a field that exists; the server takes the field's own definition, whatever stands here. */
export function intoExisting(proposal: ColumnProposal, target: FieldView): ColumnProposal {
  const { name, label, type, category, sensitivity, required } = target;
  return {
    ...proposal,
    existing: true,
    include: true,
    field: {
      name,
      label,
      type,
      category,
      sensitivity,
      required,
      mask: null,
      summary: null,
      encrypted: false,
      lookups: [],
    },
  };
}

/**
 * The column becomes a field of its own: the proposed one, or, where an existing field was proposed, the strictest,
 * since nothing was concluded about a new one.
 */
export function intoNew(original: ColumnProposal, takenNames: ReadonlySet<string>): ColumnProposal {
  if (!original.existing) return { ...original, include: true };
  const { field, header } = original;
  return {
    ...original,
    existing: false,
    include: true,
    field: {
      ...field,
      name: freeName(field.name, takenNames),
      label: { zh: header.slice(0, 200), en: field.label.en },
      sensitivity: 4,
      mask: 'full',
      summary: null,
      encrypted: true,
      lookups: [],
      required: false,
    },
  };
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number++) {
    const candidate = `${name.slice(0, 44)}_${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** What an importer may choose for a new field: as strict as proposed, or stricter. Laxer is for security officers. */
export type Allowed = Readonly<{
  sensitivities: readonly Sensitivity[];
  masks: readonly (MaskName | null)[];
  mustEncrypt: boolean;
}>;

export function allowedFor(original: ColumnProposal): Allowed {
  const proposed: Field | null = original.existing ? null : original.field;
  const least = proposed?.sensitivity ?? 4;
  const masks: readonly (MaskName | null)[] = [proposed?.mask ?? 'full', 'full', null];
  return {
    sensitivities: ([1, 2, 3, 4] as const).filter((each) => each >= least),
    masks: [...new Set(masks)],
    mustEncrypt: proposed?.encrypted ?? true,
  };
}

/** Required fields that no included column fills: a row that would make a new record is rejected for each of them. */
export function missingRequired(
  fields: readonly FieldView[],
  columns: readonly ColumnProposal[],
): FieldView[] {
  const filled = new Set(columns.filter((each) => each.include).map((each) => each.field.name));
  return fields.filter((field) => field.required && !field.derived && !filled.has(field.name));
}
