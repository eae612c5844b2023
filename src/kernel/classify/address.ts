import { tidy } from './half-width.ts';
import { parseDistrict } from './place.ts';

const CHINESE_DETAIL = /[路街道巷弄村镇乡屯组栋幢楼层室号座单元苑园庄湾里坊厦城]|大厦|广场|小区|工业区/;
const CHINESE_STREET =
  /\p{Script=Han}(?:路|街|大道|巷|弄|胡同|村|镇|乡)[^，。；]{0,20}\d{1,5}\s?(?:号|弄|栋|幢|室)/u;
/** Words for streets and houses, whole or as the end of a compound (Hauptstraße, Åkergatan). */
const STREET_WORD = new RegExp(
  [
    String.raw`(?:^|[\s,.])(?:street|st|road|rd|avenue|ave|av|avda|blvd|boulevard|lane|ln|drive|dr|square|sq|way|place|court|ct|terrace|circus|gardens?|house|suite|apt|floor|highway|hwy|parkway|p\.?\s?o\.?\s?box|rue|chaussée|quai|impasse|allée|calle|carrera|c/|paseo|plaza|rambla|gran vía|rua|alameda|estrada|via|viale|piazza|corso|strada|ul|aleja|gate|vei|platz|allee|ring|king)(?=[\s,.]|$)`,
    String.raw`(?:stra(?:ß|ss)e|str\.?|gasse|weg|platz|allee|ufer|damm|gatan|vägen|gade|vej|vegen|veien|gata|katu|tie|laan|straat|plein|gracht|gr[aä]nd)(?=[\s,.\d]|$)`,
  ].join('|'),
  'iu',
);
const HOUSE_NUMBER =
  /^\d{1,5}[a-z]?(?:\s?-\s?\d+\w*)?,?\s\p{L}|\p{L}[\s,.#]+(?:n[.ºo°]?\s)?#?\d{1,5}[a-z]?(?:-\d+)?(?:[\s,]|$)/iu;

/** An address of China: begins with a known place and goes on with a street, village or house; or a street and number. */
export function isChineseAddress(value: string): boolean {
  if (value.length > 200 || !/\p{Script=Han}/u.test(value)) return false;
  const text = tidy(value);
  const place = parseDistrict(text);
  if (place === null) return CHINESE_STREET.test(text);
  const rest = text.slice(place.end);
  if (rest.length === 0) return place.district !== null && (place.city !== null || place.province !== null);
  return CHINESE_DETAIL.test(rest) && !/公司|集团|厂$/.test(rest);
}

/** A street line as the West writes it. A heuristic: a street word or a house number beside words. */
export function isWesternAddress(value: string): boolean {
  if (value.length > 160 || value.length < 5 || !/\p{Script=Latin}{2}/u.test(value)) return false;
  const text = tidy(value);
  return STREET_WORD.test(text) ? /\d|\s/.test(text) : HOUSE_NUMBER.test(text);
}

export function isAddress(value: string): boolean {
  return isChineseAddress(value) || isWesternAddress(value);
}
