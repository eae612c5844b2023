import { isCompanyName } from './company-name.ts';
import { tidy } from './half-width.ts';
import { surnameOf } from './surnames.ts';

const HAN_NAME = /^\p{Script=Han}{2,4}$/u;
const ETHNIC_NAME = /^\p{Script=Han}{1,10}(?:[·•・‧.]\p{Script=Han}{1,10}){1,4}$/u;
const HAN_TITLE = /(?:先生|女士|小姐|老师|经理|总监|总|主任|同学|太太)$/;
const NOT_A_NAME = /[省市区县路街村镇号楼]$|公司|集团|银行|医院|学校|大学|中心|[部门店厂所局]$|[年月日元]$/;
const WESTERN_WORD =
  /^(?:\p{Lu}[\p{L}\p{M}'’-]*\.?|(?:de|da|do|dos|di|du|del|della|la|le|van|von|der|den|ter|bin|al|el|y|e)|d['’]\p{Lu}[\p{L}\p{M}]*)$/u;

/** Words that stand in job titles, departments and trade, and not in names. */
const TRADE_WORDS: ReadonlySet<string> = new Set(
  'sales manager representative owner agent assistant associate administrator accounting marketing order director president vice chief officer engineer clerk secretary purchasing buyer head senior junior coordinator consultant analyst supervisor executive department team service support customer account general operations human resources finance product north south east west new active inactive pending'.split(
    ' ',
  ),
);

/** Frequent given names, as evidence that a column of capitalised words is a column of people. */
const GIVEN_NAMES: ReadonlySet<string> = new Set(
  'maria ana antonio thomas christina hanna frédérique martín laurence elizabeth victoria patricio francisco yang pedro sven janine ann roland aria diego martine peter carine paolo lino eduardo josé jose andré howard manuel mario carlos yoshi patricia helen philip daniel annette john renate jaime fran giovanni catherine jean alexander simon yvonne rene henriette marie guillermo georg isabel bernardo lúcia horst sergio paula maurizio janete michael alejandra jonas hari jytte dominique art pascale liz liu karin miguel anabela helvetius palle mary paul rita pirkko karl matti zbyszek nancy andrew janet margaret steven robert laura anne james william david richard joseph charles christopher matthew mark donald george kenneth kevin brian edward ronald anthony jason jeffrey ryan jacob gary nicholas eric stephen jonathan larry justin scott brandon benjamin samuel gregory frank raymond jack dennis jerry linda barbara jennifer susan jessica sarah karen lisa betty dorothy sandra ashley kimberly donna emily michelle carol amanda melissa deborah stephanie rebecca sharon cynthia kathleen amy angela anna ruth brenda pamela nicole katherine emma olivia sophia julia hans klaus wolfgang jürgen stefan andreas martin sabine ursula monika pierre philippe michel françois sophie claire juan luis javier carmen pablo elena giulia marco luca francesca lars erik ingrid johan olga ivan sergei natalia ahmed mohamed mohammed ali fatima omar wei min li jing'.split(
    ' ',
  ),
);

/** A Chinese name: a known surname and one or two more characters, or parts joined by a middle dot (阿卜杜拉·买买提). */
export function isChineseName(value: string): boolean {
  if (value.length > 40) return false;
  const name = tidy(value)
    .replace(HAN_TITLE, '')
    .replace(/(?<=\p{Script=Han})\s(?=\p{Script=Han})/gu, '');
  if (ETHNIC_NAME.test(name)) return true;
  if (!HAN_NAME.test(name)) return HAN_TITLE.test(tidy(value)) && surnameOf(name) === name;
  const surname = surnameOf(name);
  return surname !== null && name.length - surname.length <= 2 && !NOT_A_NAME.test(name);
}

/** Two to five capitalised words without a digit, a job title or a company's suffix among them. */
export function isWesternName(value: string): boolean {
  if (value.length > 60 || value.length < 4) return false;
  const words = tidy(value)
    .replace(/^(?:Mr|Mrs|Ms|Dr|Prof|M|Mme|Herr|Frau)\.?\s/, '')
    .split(' ');
  if (words.length < 2 || words.length > 5) return false;
  if (!words.every((word) => WESTERN_WORD.test(word))) return false;
  return !words.some((word) => TRADE_WORDS.has(word.toLowerCase())) && !isCompanyName(value);
}

export function isPersonName(value: string): boolean {
  return isChineseName(value) || isWesternName(value);
}

/** Whether the text begins with a frequent given name of the West. */
export function beginsWithGivenName(value: string): boolean {
  const first = /^[\p{L}\p{M}'’-]+/u.exec(value.trim())?.[0];
  return first !== undefined && GIVEN_NAMES.has(first.toLowerCase());
}
