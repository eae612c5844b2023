import { tidy } from './half-width.ts';

const CHINESE_SUFFIX =
  /(?:公司|集团|企业|合伙企业\S*|事务所|工作室|合作社|商行|商店|经营部|门市部|分店|银行|支行|分行|医院|诊所|药房|大学|学院|中学|小学|幼儿园|研究院|研究所|设计院|协会|学会|基金会|委员会|工厂|酒店|宾馆|饭店|超市|商场|出版社|报社|电视台)(?:\([^)]{1,20}\))?$/;
/** Legal forms by which companies end (or, in a few countries, begin), in upper case without dots. */
const LEGAL_FORMS: ReadonlySet<string> = new Set(
  'LTD LIMITED LLC LLP INC INCORPORATED CORP CORPORATION CO COMPANY PLC GMBH AG KG OHG UG SE EV SA SAS SARL SASU SNC SPA SRL SL LTDA SC CV BV NV AB HB KB OY OYJ AS ASA APS IVS DOO SRO KFT ZRT SPZOO PTE PTY SDN BHD KK PJSC OOO GROUP HOLDINGS HOLDING'.split(
    ' ',
  ),
);
const TRADE_WORD =
  /(?:^|[\s-])(?:markets?|stores?|shop|foods?|imports?|exports?|trading|traders|restaurant[e]?|restauration|delikatessen|delicatessen|delicateses|supermer\S+|supermarkt|hipermercados|bistro|wines?|beverages|grocery|grocers|cellars|industries|bank|hotel|café|bar|services|solutions|technologies|software|systems|consulting|partners|associates|brothers|sons|et fils|gourmet|importadora|comercio|comércio|comercial|handel|versand)(?=[\s.,-]|$)/iu;

/** Bears the suffix of an organisation (有限公司, Ltd, GmbH, S.A., AB …), so that it is one with near certainty. */
export function hasCompanySuffix(value: string): boolean {
  if (value.length > 120 || value.length < 3) return false;
  const name = tidy(value);
  if (CHINESE_SUFFIX.test(name)) return true;
  const words = name
    .toUpperCase()
    .replace(/[.,/&]/g, '')
    .split(' ');
  if (words.length < 2) return false;
  const last = words.at(-1) ?? '';
  return LEGAL_FORMS.has(last) || (words.length > 2 && LEGAL_FORMS.has((words.at(-2) ?? '') + last));
}

/** An organisation by its suffix or by a word of trade in its name. */
export function isCompanyName(value: string): boolean {
  return hasCompanySuffix(value) || (value.length <= 120 && TRADE_WORD.test(value));
}
