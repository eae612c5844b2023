import { ungrouped } from './half-width.ts';

/** The first character of a plate: the short name of its province. */
export const PLATE_PROVINCES = '京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新';

const ORDINARY = new RegExp(`^[${PLATE_PROVINCES}][A-Z][A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]$`);
/** GA 36-2018: small new-energy cars have the letter in third place, large ones in last. */
const NEW_ENERGY = new RegExp(`^[${PLATE_PROVINCES}][A-Z](?:[A-HJK][A-HJ-NP-Z0-9]\\d{4}|\\d{5}[A-HJK])$`);
const EMBASSY = /^(?:使\d{6}|\d{6}使|[A-Z]\d{4,5}领)$/;

/** A Chinese licence plate (GA 36-2018), new-energy plates included. */
export function isPlate(value: string): boolean {
  if (value.length > 16) return false;
  const plate = ungrouped(value).toUpperCase();
  if (ORDINARY.test(plate)) return /\d/.test(plate);
  return NEW_ENERGY.test(plate) || EMBASSY.test(plate);
}
