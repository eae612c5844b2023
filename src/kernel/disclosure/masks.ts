import { parseAmount } from '../classify/amount.ts';
import { parseDate } from '../classify/date.ts';
import { parseEmail } from '../classify/email.ts';
import { alphanumeric, ungrouped } from '../classify/half-width.ts';
import { parseDistrict } from '../classify/place.ts';
import { surnameOf } from '../classify/surnames.ts';
import type { Label, MaskName } from '../record-type.ts';
import { amountBandOf } from './amount-band.ts';
import { charactersOf } from './characters.ts';

/**
 * Masks: what a reader with disclosure `masked` sees. Each has a leak that is fixed here, written down for the data
 * protection officer, and proven by property tests. No mask tells how long the value is, none throws, and a value
 * that is too short or has not the form that the mask expects becomes {@link FULL_MASK}.
 *
 * The mask character is `*` (U+002A), and every masked form contains at least two in a row, which no valid name,
 * number or address does. So a form that sends a masked value back as if it were the value can be told.
 */
export const FULL_MASK = '****';

export type Mask = Readonly<{
  label: Label;
  /** What the masked form gives away, for people. */
  leak: Label;
  /** At most so many characters of the value are shown, not counting words of a closed list (see `leak`). */
  shows: number;
  /** Matches every masked form, and no valid value. */
  form: RegExp;
  mask: (value: string) => string;
}>;

/** Providers whose domain says nothing about the person: shown by the e-mail mask. */
const PUBLIC_MAIL_DOMAINS: ReadonlySet<string> = new Set(
  'qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com 139.com 189.cn aliyun.com wo.cn gmail.com outlook.com hotmail.com live.com msn.com yahoo.com yahoo.co.jp icloud.com me.com proton.me protonmail.com gmx.de gmx.net web.de orange.fr free.fr mail.ru yandex.ru naver.com'.split(
    ' ',
  ),
);

const MOBILE = /^1[3-9]\d{9}$/;

function maskName(value: string): string {
  const characters = charactersOf(value.slice(0, 128));
  const first = characters[0];
  if (characters.length < 2 || first === undefined || !/^[\p{L}]/u.test(first)) return FULL_MASK;
  const joined = characters.join('');
  const compound = /^\p{Script=Han}{3,4}$/u.test(joined) && (surnameOf(joined)?.length ?? 0) === 2;
  return `${compound ? joined.slice(0, 2) : first}**`;
}

/** Shows 3 + 4 digits of a mainland mobile only; of other numbers the end, and less the shorter they are. */
function maskPhone(value: string): string {
  if (MOBILE.test(value)) return `${value.slice(0, 3)}****${value.slice(-4)}`;
  const digits = ungrouped(value.slice(0, 64)).replace(/\D/g, '');
  const national = /^(?:00)?86(?=1[3-9]\d{9}$)/.test(digits) ? digits.slice(-11) : digits;
  if (MOBILE.test(national)) return `${national.slice(0, 3)}****${national.slice(-4)}`;
  if (national.length < 7 || national.length > 15) return FULL_MASK;
  return `****${national.slice(national.length < 10 ? -2 : -4)}`;
}

/** The last four are in wide use as a password and for proof of identity, so that only two are shown. */
function maskResidentId(value: string): string {
  const number = ungrouped(value.slice(0, 64)).toUpperCase();
  if (!/^\d{17}[\dX]$|^\d{15}$/.test(number)) return FULL_MASK;
  return `${number.slice(0, 2)}****${number.slice(-2)}`;
}

function maskCard(value: string): string {
  const digits = ungrouped(value.slice(0, 64));
  return /^\d{12,19}$/.test(digits) ? `****${digits.slice(-4)}` : FULL_MASK;
}

function maskEmail(value: string): string {
  const email = parseEmail(value);
  if (email === null) return FULL_MASK;
  const local = charactersOf(email.local);
  const domain = email.domain.toLowerCase();
  const shown = PUBLIC_MAIL_DOMAINS.has(domain) ? domain : '***';
  return `${local.length < 3 ? '' : (local[0] ?? '')}***@${shown}`;
}

function maskAddress(value: string): string {
  const place = parseDistrict(value.slice(0, 64));
  if (place === null) return FULL_MASK;
  return `${place.province ?? ''}${place.city ?? ''}${place.district ?? ''}${FULL_MASK}`;
}

function maskBirthDate(value: string): string {
  const date = parseDate(value);
  return date === null ? FULL_MASK : `${date.slice(0, 4)}-**-**`;
}

function maskAmount(value: string): string {
  const amount = parseAmount(value);
  return amount === null ? FULL_MASK : `${amountBandOf(amount).range} **`;
}

function maskText(value: string): string {
  const characters = charactersOf(value.slice(0, 64));
  return characters.length < 3 ? FULL_MASK : `${characters[0] ?? ''}***`;
}

function maskCode(value: string): string {
  const code = alphanumeric(value.slice(0, 128));
  if (code.length < 6) return FULL_MASK;
  return `****${code.slice(code.length < 10 ? -2 : -4)}`;
}

export const MASKS: Readonly<Record<MaskName, Mask>> = {
  name: {
    label: { zh: '姓名', en: 'Name' },
    leak: {
      zh: '显示姓氏（复姓两字，其余只显示首字），不显示长度；单字全部隐藏',
      en: 'Shows the surname (two characters if compound) or the first letter; hides the length; hides single characters',
    },
    shows: 2,
    form: /^[^*]{0,8}\*{2,4}$/,
    mask: maskName,
  },
  phone: {
    label: { zh: '电话', en: 'Telephone' },
    leak: {
      zh: '大陆手机号显示前三位和后四位；其他号码十位及以上显示后四位，七至九位显示后两位，更短的全部隐藏',
      en: 'First three and last four digits of a mainland mobile; of other numbers the last four of ten or more digits, the last two of seven to nine, nothing of shorter ones',
    },
    shows: 7,
    form: /^\d{0,3}\*{4}\d{0,4}$/,
    mask: maskPhone,
  },
  'resident-id': {
    label: { zh: '身份证号', en: 'Identity number' },
    leak: {
      zh: '显示前两位（省份）和后两位；不显示出生日期、区县、长度；不合格式的全部隐藏',
      en: 'First two digits (province) and last two characters; no birth date, county or length; nothing of a malformed number',
    },
    shows: 4,
    form: /^(?:\d{2})?\*{4}[\dX]{0,2}$/,
    mask: maskResidentId,
  },
  card: {
    label: { zh: '银行卡号', en: 'Card number' },
    leak: {
      zh: '显示后四位（PCI DSS 4.0 第3.4.1条允许范围之内）；不合格式的全部隐藏',
      en: 'Last four digits (within what PCI DSS 4.0, 3.4.1 allows); nothing of a malformed number',
    },
    shows: 4,
    form: /^\*{4}\d{0,4}$/,
    mask: maskCard,
  },
  email: {
    label: { zh: '电子邮箱', en: 'E-mail' },
    leak: {
      zh: '用户名三字及以上显示首字；只显示公共邮箱的域名，企业及个人域名隐藏',
      en: 'First character of a local part of three or more; the domain only of well-known public providers',
    },
    shows: 1,
    form: /^[^*]{0,5}\*{3,4}@[^@]+$|^\*{4}$/,
    mask: maskEmail,
  },
  address: {
    label: { zh: '地址', en: 'Address' },
    leak: {
      zh: '只显示国家公布的省、市、区县名称；街道以下及无法识别的地址全部隐藏',
      en: 'Names of province, city and district from the official list; nothing of street and house, nor of an address without such a name',
    },
    shows: 0,
    form: /^[^*]*\*{4}$/,
    mask: maskAddress,
  },
  'birth-date': {
    label: { zh: '出生日期', en: 'Birth date' },
    leak: { zh: '显示出生年份', en: 'The year of birth' },
    shows: 4,
    form: /^\d{4}-\*\*-\*\*$|^\*{4}$/,
    mask: maskBirthDate,
  },
  amount: {
    label: { zh: '金额', en: 'Amount' },
    leak: { zh: '显示金额所在的数量级区间', en: 'The power-of-ten band in which the amount lies' },
    shows: 0,
    form: /^[^*]+ \*\*$|^\*{4}$/,
    mask: maskAmount,
  },
  text: {
    label: { zh: '文本', en: 'Text' },
    leak: { zh: '三字及以上显示首字，不显示长度', en: 'First character of three or more; hides the length' },
    shows: 1,
    form: /^[^*]{0,5}\*{3,4}$/,
    mask: maskText,
  },
  code: {
    label: { zh: '编号', en: 'Code' },
    leak: {
      zh: '十位及以上显示后四位，六至九位显示后两位，更短的全部隐藏',
      en: 'Last four of ten or more letters and digits, last two of six to nine, nothing of shorter ones',
    },
    shows: 4,
    form: /^\*{4}[0-9A-Z]{0,4}$/,
    mask: maskCode,
  },
  full: {
    label: { zh: '全部隐藏', en: 'Hidden' },
    leak: { zh: '只显示此处有一个值', en: 'Only that there is a value' },
    shows: 0,
    form: /^\*{4}$/,
    mask: () => FULL_MASK,
  },
};

/** The masked form of a value. Deterministic; never throws; never empty. */
export function mask(name: MaskName, value: string): string {
  return MASKS[name].mask(value);
}

/** Whether the text has the form that this mask gives: it is a mask sent back, not a value to store. */
export function isMaskedForm(name: MaskName, value: string): boolean {
  const text = value.trim();
  return text.length <= 96 && text.includes('**') && MASKS[name].form.test(text);
}
