import { CITIES } from './cities.ts';
import { DISTRICTS } from './districts.ts';
import { halfWidth, tidy } from './half-width.ts';

const MUNICIPALITIES = ['北京', '上海', '天津', '重庆'];
const PLAIN_PROVINCES =
  '河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾'.split(
    ' ',
  );
const OTHER_PROVINCES =
  '内蒙古自治区 内蒙古 广西壮族自治区 广西 西藏自治区 西藏 宁夏回族自治区 宁夏 新疆维吾尔自治区 新疆 香港特别行政区 香港 澳门特别行政区 澳门'.split(
    ' ',
  );

const PROVINCES: ReadonlySet<string> = new Set([
  ...MUNICIPALITIES,
  ...MUNICIPALITIES.map((name) => `${name}市`),
  ...PLAIN_PROVINCES,
  ...PLAIN_PROVINCES.map((name) => `${name}省`),
  ...OTHER_PROVINCES,
]);

/** Cities as people write them: 杭州市 and 杭州. */
const CITY_WORDS: ReadonlySet<string> = new Set(
  [...CITIES].flatMap((name) =>
    name.endsWith('市') && name.length > 2 ? [name, name.slice(0, -1)] : [name],
  ),
);

const COUNTRIES: ReadonlySet<string> = new Set([
  ...'中国 中华人民共和国 美国 日本 韩国 朝鲜 英国 法国 德国 意大利 西班牙 葡萄牙 荷兰 比利时 瑞士 瑞典 挪威 芬兰 丹麦 波兰 奥地利 爱尔兰 希腊 俄罗斯 乌克兰 加拿大 墨西哥 巴西 阿根廷 智利 委内瑞拉 澳大利亚 新西兰 印度 印度尼西亚 泰国 越南 新加坡 马来西亚 菲律宾 土耳其 以色列 沙特阿拉伯 阿联酋 埃及 南非 尼日利亚'.split(
    ' ',
  ),
  ...'china;usa;u.s.a.;united states;united states of america;uk;united kingdom;great britain;england;scotland;wales;france;germany;deutschland;italy;italia;spain;españa;portugal;netherlands;holland;belgium;switzerland;sweden;norway;finland;denmark;poland;austria;ireland;greece;russia;ukraine;canada;mexico;méxico;brazil;brasil;argentina;chile;venezuela;colombia;peru;australia;new zealand;india;indonesia;thailand;vietnam;singapore;malaysia;philippines;turkey;israel;saudi arabia;united arab emirates;egypt;south africa;nigeria;kenya;japan;south korea;korea;hong kong;taiwan;macao;hungary;czech republic;czechia;romania;luxembourg;iceland;slovakia;slovenia;croatia;bulgaria;serbia;estonia;latvia;lithuania;pakistan;bangladesh'.split(
    ';',
  ),
]);

const TIERS = ['province', 'city', 'district'] as const;
type Tier = (typeof TIERS)[number];

/** The words of a tier by their first two characters, longest first. */
type WordIndex = ReadonlyMap<string, readonly string[]>;

const WORDS: Readonly<Record<Tier, WordIndex>> = {
  province: indexed(PROVINCES),
  city: indexed(CITY_WORDS),
  district: indexed(DISTRICTS),
};

/** 南京 in 南京东路 is a street's name, not the city. */
const STREET_FOLLOWS = /^[东西南北中]?[一二三四五]?(?:路|街|大道|大街|里|村|巷|弄|胡同)/;

/** The administrative part of a Chinese address, in words of the closed lists of places. */
export type District = Readonly<{
  province: string | null;
  city: string | null;
  district: string | null;
  /** Where the rest of the address begins in the half-width text. */
  end: number;
}>;

/**
 * Reads province, city and district from the start of an address; each may be missing, and white space or a
 * separator may stand between them. The longest name wins where one begins like another (海南 and 海南藏族自治州,
 * 朝阳 and 朝阳区). Null when the text begins with none of them.
 */
export function parseDistrict(value: string): District | null {
  const text = halfWidth(value);
  const found = { province: null, city: null, district: null } as Record<Tier, string | null>;
  let end = /^\s*(?:中华人民共和国|中国)?[\s,，·-]*/.exec(text)?.[0].length ?? 0;
  let tiers: readonly Tier[] = TIERS;
  while (tiers.length > 0) {
    const word = longestWord(text, end, tiers);
    if (word === null) break;
    found[word.tier] = word.name;
    end = skipSeparators(text, end + word.name.length);
    tiers = TIERS.slice(TIERS.indexOf(word.tier) + 1);
  }
  return tiers.length === TIERS.length ? null : { ...found, end };
}

export function isProvince(value: string): boolean {
  return PROVINCES.has(tidy(value));
}

export function isCity(value: string): boolean {
  return CITY_WORDS.has(tidy(value));
}

/** A district or county of China by its full name. */
export function isDistrict(value: string): boolean {
  return DISTRICTS.has(tidy(value));
}

export function isCountry(value: string): boolean {
  return value.length < 40 && COUNTRIES.has(tidy(value).toLowerCase());
}

/** Six digits in China; elsewhere three to nine letters and digits, of which at least two are digits. */
export function isPostalCode(value: string): boolean {
  const text = tidy(value.slice(0, 16)).toUpperCase();
  return /^(?=(?:\D*\d){2})[A-Z0-9](?:[A-Z0-9]|[ -](?=[A-Z0-9])){2,9}$/.test(text);
}

function longestWord(text: string, start: number, tiers: readonly Tier[]) {
  let best: { tier: Tier; name: string } | null = null;
  for (const tier of tiers) {
    const name = wordAt(text, start, WORDS[tier]);
    if (name !== null && name.length > (best?.name.length ?? 0)) best = { tier, name };
  }
  return best;
}

function wordAt(text: string, start: number, words: WordIndex): string | null {
  const candidates = words.get(text.slice(start, start + 2));
  const word = candidates?.find((candidate) => text.startsWith(candidate, start));
  if (word === undefined) return null;
  const isShort = !/[省市区县旗州盟]$/.test(word);
  const after = start + word.length;
  return isShort && STREET_FOLLOWS.test(text.slice(after, after + 4)) ? null : word;
}

function indexed(words: ReadonlySet<string>): WordIndex {
  const index = new Map<string, string[]>();
  for (const word of words) {
    const key = word.slice(0, 2);
    index.set(
      key,
      [...(index.get(key) ?? []), word].sort((a, b) => b.length - a.length),
    );
  }
  return index;
}

function skipSeparators(text: string, start: number): number {
  let end = start;
  while (end < text.length && ' ,，、·-/'.includes(text.charAt(end))) end++;
  return end;
}
