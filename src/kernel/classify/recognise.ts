import type { Label } from '../record-type.ts';
import type { Content, Trait } from './content.ts';
import type { Header } from './header.ts';
import { type Kind, TREATMENTS } from './kinds.ts';

/** What a column was taken for, how sure that is, and why. */
export type Recognition = Readonly<{
  kind: Kind;
  confidence: number;
  reasons: readonly Label[];
  doubted: boolean;
}>;

type Evidence = Readonly<{ kind: Kind; share: number; what: Label }>;

/** Content that carries its own proof (check digits, @, number plans) beats any header from this share on. */
const PROOF_SHARE = 0.9;
/** Content that merely looks like something decides only where the header is silent. */
const LIKENESS_SHARE = 0.8;
/** A header is believed while at least so many samples are what it says. */
const BELIEVED_SHARE = 0.5;

const PROOFS: readonly (readonly [Kind, Trait, string, string])[] = [
  ['resident-id', 'resident-id', '校验正确的身份证号', 'identity numbers with a correct check digit'],
  ['email', 'email', '有效的电子邮箱', 'valid e-mail addresses'],
  [
    'uscc',
    'uscc',
    '校验正确的统一社会信用代码',
    'unified social credit codes with a correct check character',
  ],
  ['phone', 'mobile', '有效的手机号', 'valid mobile numbers'],
  ['bank-card', 'bank-card', '校验正确的银行卡号', 'card numbers with a correct check digit'],
  ['plate', 'plate', '有效的车牌号', 'valid licence plates'],
  ['passport', 'chinese-passport', '中国护照或通行证号', 'Chinese passport or permit numbers'],
];

const LIKENESSES: readonly (readonly [Kind, Trait, string, string])[] = [
  ['gender', 'gender', '性别', 'genders'],
  ['date', 'date', '日期', 'dates'],
  ['phone', 'separated-phone', '电话号码的写法', 'written like telephone numbers'],
  ['website', 'website', '网址', 'web addresses'],
  ['country', 'country', '国家名称', 'names of countries'],
  ['place', 'place', '省市区县名称', 'names of provinces, cities or districts'],
  ['person-name', 'chinese-name', '以常见姓氏开头的中文姓名', 'Chinese names with a known surname'],
  ['company-name', 'company-suffix', '带公司后缀的名称', 'names with a company suffix'],
  ['address', 'address', '地址的写法', 'written like addresses'],
];

/** Which trait the samples must have for a header's kind to hold; kinds that are absent here cannot be tested. */
const EXPECTED: Partial<Record<Kind, readonly Trait[]>> = {
  'resident-id': ['resident-id', 'resident-id-shape'],
  passport: ['passport-shape', 'chinese-passport'],
  'bank-card': ['bank-card', 'card-shape'],
  uscc: ['uscc', 'uscc-shape'],
  plate: ['plate'],
  email: ['email'],
  phone: ['phone'],
  'birth-date': ['date', 'ambiguous-date', 'spreadsheet-day'],
  date: ['date', 'ambiguous-date', 'spreadsheet-day'],
  gender: ['gender'],
  address: ['address'],
  money: ['amount'],
  income: ['amount'],
  quantity: ['amount'],
  age: ['amount'],
  boolean: ['boolean'],
  country: ['country'],
  'postal-code': ['postal-code'],
};

/** Kinds whose lists or heuristics are too small for a miss to speak against the header. */
const FORGIVING: ReadonlySet<Kind> = new Set(['address', 'country', 'postal-code']);

/**
 * Weighs header against content. Content with proof wins, even over a header that says otherwise; a header whose
 * own content is missing is doubted; what neither explains is `unknown`.
 */
export function recognise(header: Header, content: Content): Recognition {
  const said = header.kind === 'name' ? nameKind(content) : header.kind;
  const proof = proofIn(content);
  if (proof !== null && proof.share >= PROOF_SHARE) return proven(said, header, proof);
  if (said !== null) return fromHeader(said, header, content);
  return fromContent(content) ?? unrecognised(content);
}

/** 名称 and "name" may mean people or organisations; in doubt, people, who need more protection. */
function nameKind(content: Content): Kind {
  const company = Math.max(content.share('company-suffix'), content.share('company'));
  return company > content.share('person-name') ? 'company-name' : 'person-name';
}

function proven(said: Kind | null, header: Header, proof: Evidence): Recognition {
  const reasons = [shareReason(proof)];
  if (said === null)
    return { kind: proof.kind, confidence: round(0.9 * proof.share), reasons, doubted: false };
  if (said === proof.kind) {
    return {
      kind: said,
      confidence: round(0.99 * proof.share),
      reasons: [headerReason(header), ...reasons],
      doubted: false,
    };
  }
  const disagreement = {
    zh: `表头写的是“${header.because ?? header.text}”，但以内容为准`,
    en: `The header says “${header.because ?? header.text}”, but the content decides`,
  };
  return {
    kind: proof.kind,
    confidence: round(0.8 * proof.share),
    reasons: [...reasons, disagreement],
    doubted: true,
  };
}

function fromHeader(said: Kind, header: Header, content: Content): Recognition {
  const reasons = [headerReason(header)];
  if (content.filled === 0) {
    const none = { zh: '没有样本可以核对', en: 'There are no samples to check it by' };
    return { kind: said, confidence: 0.5, reasons: [...reasons, none], doubted: false };
  }
  const traits = EXPECTED[said];
  if (traits === undefined) return { kind: said, confidence: 0.7, reasons, doubted: false };
  const share = shareOfAny(content, traits);
  const what = TREATMENTS[said].label;
  if (share >= BELIEVED_SHARE) {
    const fits = shareReason({
      kind: said,
      share,
      what: { zh: `“${what.zh}”应有的形式`, en: `of the form of “${what.en}”` },
    });
    return { kind: said, confidence: round(0.65 + 0.3 * share), reasons: [...reasons, fits], doubted: false };
  }
  if (FORGIVING.has(said)) return { kind: said, confidence: 0.55, reasons, doubted: false };
  const misses = {
    zh: `但只有${percent(share)}的样本符合“${what.zh}”的形式`,
    en: `But only ${percent(share)} of the samples have the form of “${what.en}”`,
  };
  const other = fromContent(content);
  return {
    kind: other?.kind ?? 'note',
    confidence: 0.3,
    reasons: [...reasons, misses, ...(other?.reasons ?? [])],
    doubted: true,
  };
}

function fromContent(content: Content): Recognition | null {
  const likeness = likenessIn(content);
  if (likeness !== null) {
    return {
      kind: likeness.kind,
      confidence: round(0.65 * likeness.share),
      reasons: [shareReason(likeness)],
      doubted: false,
    };
  }
  const [names, given] = [content.share('person-name'), content.share('given-name')];
  if (names >= LIKENESS_SHARE && given >= 0.3) {
    const what = {
      zh: '像人名，且常以常见名字开头',
      en: 'capitalised like names, many with a frequent given name',
    };
    return {
      kind: 'person-name',
      confidence: round(0.6 * names),
      reasons: [shareReason({ kind: 'person-name', share: names, what })],
      doubted: false,
    };
  }
  return null;
}

function unrecognised(content: Content): Recognition {
  const reason =
    content.filled === 0
      ? {
          zh: '表头不认识，也没有样本；按最高级别保护',
          en: 'Header unknown and no samples; protected at the highest level',
        }
      : {
          zh: '表头和内容都不认识；按最高级别保护',
          en: 'Neither header nor content is known; protected at the highest level',
        };
  return { kind: 'unknown', confidence: 0.1, reasons: [reason], doubted: false };
}

function proofIn(content: Content): Evidence | null {
  return strongest(content, PROOFS);
}

function likenessIn(content: Content): Evidence | null {
  const best = LIKENESSES.find(([, trait]) => content.share(trait) >= LIKENESS_SHARE);
  return best === undefined ? null : strongest(content, [best]);
}

/** The first of the greatest shares, so that the order of the table breaks ties. */
function strongest(
  content: Content,
  table: readonly (readonly [Kind, Trait, string, string])[],
): Evidence | null {
  let best: Evidence | null = null;
  for (const [kind, trait, zh, en] of table) {
    const share = content.share(trait);
    if (share > (best?.share ?? 0)) best = { kind, share, what: { zh, en } };
  }
  return best;
}

/** Traits of one kind exclude or imply each other, so that neither sum nor maximum alone is right for all. */
function shareOfAny(content: Content, traits: readonly Trait[]): number {
  const exclusive = traits.includes('date');
  const shares = traits.map((trait) => content.share(trait));
  return exclusive
    ? Math.min(
        1,
        shares.reduce((sum, share) => sum + share, 0),
      )
    : Math.max(...shares);
}

function headerReason(header: Header): Label {
  const word = header.because ?? header.text;
  return { zh: `表头写有“${word}”`, en: `The header says “${word}”` };
}

function shareReason({ share, what }: Evidence): Label {
  return { zh: `${percent(share)}的样本是${what.zh}`, en: `${percent(share)} of the samples are ${what.en}` };
}

/** Rounded down, so that 100 % means all. */
function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function round(confidence: number): number {
  return Math.round(confidence * 100) / 100;
}
