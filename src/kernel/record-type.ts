/**
 * What customer data looks like: record types and their fields.
 *
 * A record type is metadata, never a hard-coded class: the vault makes a real table of it, the policy speaks of
 * its fields by name, category or sensitivity, and the web app draws its forms from it.
 */

/** A text in the two languages that Fencun speaks. */
export type Label = Readonly<{ zh: string; en: string }>;

/**
 * How much harm a disclosed value can do. 1 public, 2 internal, 3 personal, 4 sensitive personal information
 * (PIPL art. 28; GB/T 35273-2020 annex B). A field that nobody has classified is 4.
 */
export type Sensitivity = 1 | 2 | 3 | 4;

/** The classes of information that purposes are granted, e.g. `basic`, `transaction`, `preference`. Extensible. */
export type Category = string;

export const FIELD_TYPES = [
  'text',
  'long-text',
  'number',
  'money',
  'date',
  'boolean',
  'choice',
  'multi-choice',
  'person-name',
  'company-name',
  'phone',
  'email',
  'address',
  'resident-id',
  'passport',
  'bank-card',
  'uscc',
  'plate',
  'birth-date',
  'relation',
] as const;
/**
 * `resident-id` is the 18-digit identity number of GB 11643; `uscc` the 统一社会信用代码 of GB 32100. `relation`
 * holds the id of another record, `multi-choice` several of its options, a line each. `money` is a decimal string in the company's currency unit, never a float.
 */
export type FieldType = (typeof FIELD_TYPES)[number];

export const MASK_NAMES = [
  'name',
  'phone',
  'resident-id',
  'card',
  'email',
  'address',
  'birth-date',
  'amount',
  'text',
  'code',
  'full',
] as const;
/** The masks of `disclosure/masks.ts`, each with a defined leak. */
export type MaskName = (typeof MASK_NAMES)[number];

export const SUMMARY_NAMES = [
  'amount-band',
  'adult',
  'recency',
  'filled',
  'length-band',
  'how-many',
] as const;
/** The summaries of `disclosure/summaries.ts`: an answer about the value that is not the value. */
export type SummaryName = (typeof SUMMARY_NAMES)[number];

/** Blind indexes of an encrypted field: the lookups that its administrator allowed. */
export type Lookup = 'exact' | 'last4';

/**
 * A field whose value is computed from related records when it is read ("has an active contract", "orders",
 * "last contact"). It has a category and a sensitivity of its own and is governed like any other field.
 */
export type Derivation =
  | Readonly<{ kind: 'exists' | 'count'; from: string; where?: Readonly<{ field: string; equals: string }> }>
  | Readonly<{ kind: 'latest'; from: string; field: string }>;

export type Field = Readonly<{
  /** Lower snake case; column name in the vault and key in the API. */
  name: string;
  label: Label;
  type: FieldType;
  category: Category;
  sensitivity: Sensitivity;
  /** How a masked reader sees it; null means that a masked reader sees nothing of it. */
  mask: MaskName | null;
  summary: SummaryName | null;
  /** Stored as ciphertext under the customer's key. */
  encrypted: boolean;
  lookups: readonly Lookup[];
  required: boolean;
  /**
   * False until an officer has said where the field belongs. Until then permissions that do not name it disclose
   * nothing of it, whatever they say of its category or sensitivity. Absent is placed.
   */
  placed?: boolean;
  /** The position that answers for the field and is asked for more of it. It gives no right. */
  dataOwner?: string;
  /** The values of a `choice`, and those of which a `multi-choice` has several. */
  options?: readonly Readonly<{ value: string; label: Label }>[];
  /** The record type that a `relation` points to. */
  target?: string;
  derived?: Derivation;
  /**
   * The form that its values are being given. Until all have it the field is what it says here otherwise; whoever writes
   * a value stores both forms.
   */
  becoming?: StoredForm;
}>;

/** How the values of a field are stored: to change any of it, each of them is stored anew. */
export type StoredForm = Readonly<
  Pick<Field, 'type' | 'mask' | 'summary' | 'encrypted' | 'lookups'> & Partial<Pick<Field, 'options'>>
>;

/** Fields that belong together on a form, by name and in their order. */
export type FieldGroup = Readonly<{ label: Label; fields: readonly string[] }>;

export type RecordType = Readonly<{
  /** Lower snake case; table name in the vault and path segment in the API. */
  name: string;
  label: Label;
  /**
   * The field that names the customer whom the record is about (type `relation` to `customer`), or null when the
   * record is the customer. The customer's key encrypts the record, and ends with the customer.
   */
  customerField: string | null;
  /** The field that titles a record on a page, when the reader may see it. */
  titleField: string;
  fields: readonly Field[];
  /** How forms and pages put the fields together. Those in no group come first, by category. */
  groups?: readonly FieldGroup[];
  /**
   * How often values of the type were given another form. Each time every record becomes a new version: what was read
   * before, masked in the way of before, must not be taken for what is stored now.
   */
  timesConverted?: number;
}>;

/** Whether its values are some of the options that the field lists. */
export function hasOptions({ type }: Pick<Field, 'type'>): boolean {
  return type === 'choice' || type === 'multi-choice';
}

export function fieldOf(type: RecordType, name: string): Field | undefined {
  return type.fields.find((field) => field.name === name);
}
