import type {
  Category,
  FieldType,
  Label,
  Lookup,
  MaskName,
  Sensitivity,
  SummaryName,
} from '../record-type.ts';
import { type Content, readContent } from './content.ts';
import { type DateHints, dayNumber, parseDate } from './date.ts';
import { type Header, readHeader } from './header.ts';
import { type Kind, TREATMENTS } from './kinds.ts';
import { type Recognition, recognise } from './recognise.ts';
import type { FindingKind } from './scan-text.ts';

/** What an import should make of a column, for an administrator to confirm or change. */
export type Proposal = Readonly<{
  /** Unique among the proposals. */
  name: string;
  label: Label;
  kind: Kind;
  type: FieldType;
  category: Category;
  sensitivity: Sensitivity;
  mask: MaskName | null;
  summary: SummaryName | null;
  encrypted: boolean;
  lookups: readonly Lookup[];
  /** 0..1; below 0.5 a person should look. */
  confidence: number;
  /** Why, without any value of the column in it. */
  reasons: readonly Label[];
  /** The values of a `choice`, as they stand in the samples. */
  options?: readonly Readonly<{ value: string; label: Label }>[];
  /** How `coerce` should read the dates of the column. */
  dateHints?: DateHints;
}>;

export type Column = Readonly<{ header: string; samples: readonly string[] }>;

export type ClassifyOptions = Readonly<{
  /**
   * The present, in milliseconds since the epoch. With it, birth dates of adults only are personal (3) rather than
   * sensitive (4, minors); without it, all are held for sensitive.
   */
  at?: number;
}>;

/** Names that the vault uses itself. */
const RESERVED = new Set(
  'id owner department team version shares created_at updated_at deleted_at'.split(' '),
);
const NAME_MAX = 48;
const CHOICE_MAX = 20;
const ADULT_DAYS = 6_575;

const FINDING_LABELS: Readonly<Record<FindingKind, Label>> = {
  'resident-id': { zh: '身份证号', en: 'identity numbers' },
  phone: { zh: '电话号码', en: 'telephone numbers' },
  'bank-card': { zh: '银行卡号', en: 'card numbers' },
  email: { zh: '电子邮箱', en: 'e-mail addresses' },
  plate: { zh: '车牌号', en: 'licence plates' },
  passport: { zh: '护照号', en: 'passport numbers' },
  'messenger-account': { zh: '即时通讯账号', en: 'messenger accounts' },
  secret: { zh: '密码', en: 'passwords' },
};

/** Kinds that are themselves what a scan finds, or whose stored form has no room for it. */
const NOT_SCANNED: ReadonlySet<Kind> = new Set([
  'resident-id',
  'passport',
  'bank-card',
  'bank-account',
  'uscc',
  'plate',
  'email',
  'phone',
  'messenger',
  'birth-date',
  'date',
  'gender',
]);

/**
 * Proposes a field for each column from its header and samples. What a column holds counts more than what its
 * header says; personal data inside free text makes the column sensitive; a column that nobody recognises is 4,
 * encrypted and wholly masked, until a person decides. Deterministic; never throws.
 */
export function classifyColumns(
  columns: readonly Column[],
  options: ClassifyOptions = {},
): readonly Proposal[] {
  const taken = new Set<string>();
  return columns.map(({ header: written, samples }, index) => {
    const header = readHeader(written);
    const content = readContent(samples);
    const recognition = recognise(header, content);
    const name = uniqueName(header, recognition, index, taken);
    taken.add(name);
    return proposal(name, header, content, recognition, options);
  });
}

function proposal(
  name: string,
  header: Header,
  content: Content,
  recognition: Recognition,
  options: ClassifyOptions,
): Proposal {
  const { kind, confidence } = recognition;
  const treatment = TREATMENTS[kind];
  const inside = NOT_SCANNED.has(kind) ? [] : insideReasons(content);
  const sensitivity = sensitivityOf(recognition, header, content, inside.length > 0, options);
  const exposed = inside.length > 0 || recognition.doubted;
  const choices = choicesOf(kind, content);
  return {
    name,
    label: header.label ?? treatment.label,
    kind,
    type: choices === undefined ? textType(kind, content) : 'choice',
    category: treatment.category,
    sensitivity,
    mask: exposed && treatment.mask === 'text' ? 'full' : treatment.mask,
    summary: treatment.summary,
    encrypted: sensitivity >= 3,
    lookups: sensitivity >= 3 ? treatment.lookups : [],
    confidence,
    reasons: [...recognition.reasons, ...inside],
    ...(choices === undefined ? {} : { options: choices }),
    ...dateHints(kind, content),
  };
}

/** The greatest of what the kind, a doubted header and the content call for: doubt never lowers protection. */
function sensitivityOf(
  { kind, doubted }: Recognition,
  header: Header,
  content: Content,
  inside: boolean,
  options: ClassifyOptions,
): Sensitivity {
  if (inside) return 4;
  const own = kind === 'birth-date' && onlyAdults(content, options) ? 3 : TREATMENTS[kind].sensitivity;
  const said = doubted && header.kind !== null ? TREATMENTS[header.kind].sensitivity : 1;
  const freeText = kind === 'note' && content.filled === 0 ? 4 : 1;
  return Math.max(own, said, freeText) as Sensitivity;
}

function onlyAdults(content: Content, { at }: ClassifyOptions): boolean {
  if (at === undefined || content.filled === 0) return false;
  const today = Math.floor(at / 86_400_000);
  return content.distinct.every((value) => {
    const date = parseDate(value, content.dateOrder === null ? {} : { order: content.dateOrder });
    return date !== null && today - dayNumber(date) >= ADULT_DAYS;
  });
}

function insideReasons(content: Content): Label[] {
  return [...content.findings()].map(([kind, count]) => ({
    zh: `${content.filled}个样本中有${count}个含有${FINDING_LABELS[kind].zh}`,
    en: `${count} of ${content.filled} samples contain ${FINDING_LABELS[kind].en}`,
  }));
}

/** Short text grows long when a sample does not fit one line. */
function textType(kind: Kind, content: Content): FieldType {
  const { type } = TREATMENTS[kind];
  return type === 'text' && content.share('long') > 0.1 ? 'long-text' : type === 'choice' ? 'text' : type;
}

/** A few values, often repeated, are a choice; more are text. */
function choicesOf(kind: Kind, content: Content): Proposal['options'] {
  if (kind !== 'classification' && kind !== 'gender') return undefined;
  const { distinct, filled } = content;
  if (distinct.length === 0 || distinct.length > CHOICE_MAX) return undefined;
  if (kind === 'classification' && (filled < 8 || distinct.length > filled / 2)) return undefined;
  if (content.findings().size > 0) return undefined;
  return distinct.toSorted().map((value) => ({ value, label: { zh: value, en: value } }));
}

function dateHints(kind: Kind, content: Content): { dateHints?: DateHints } {
  if (kind !== 'date' && kind !== 'birth-date') return {};
  const order = content.dateOrder === null ? {} : { order: content.dateOrder };
  const excelSerial = content.share('spreadsheet-day') > 0.5 ? { excelSerial: true } : {};
  const hints = { ...order, ...excelSerial };
  return Object.keys(hints).length === 0 ? {} : { dateHints: hints };
}

/** From the header; or, when it has no word that is known or Latin, from what the column holds. */
function uniqueName(
  header: Header,
  { kind }: Recognition,
  index: number,
  taken: ReadonlySet<string>,
): string {
  const fallback = kind === 'unknown' ? `field_${index + 1}` : TREATMENTS[kind].name;
  let base = (header.name ?? fallback).slice(0, NAME_MAX).replace(/_+$/, '');
  if (!/^[a-z]/.test(base)) base = `field_${base}`;
  if (RESERVED.has(base)) base = `source_${base}`;
  if (/_(?:ct|mask|bix)$/.test(base)) base = `${base}_value`;
  let name = base;
  for (let count = 2; taken.has(name) || RESERVED.has(name); count++) name = `${base}_${count}`;
  return name;
}
