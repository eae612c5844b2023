import type { FilterOperator } from '../../../src/contract/records.ts';

/**
 * What a person who types digits into the phone search means: four digits are the last four, anything longer is the
 * whole number. Null when it is neither, or when the reader may not search so.
 */
export function phoneQuery(
  text: string,
  operators: readonly string[],
): { operator: FilterOperator; values: [string] } | null {
  const compact = text.normalize('NFKC').replace(/[\s\-()]/g, '');
  if (!/^\+?\d+$/.test(compact)) return null;
  const digits = compact.replace('+', '');
  const operator: FilterOperator = digits.length === 4 ? 'last-four' : 'equals';
  if (digits.length !== 4 && (digits.length < 7 || digits.length > 15)) return null;
  return operators.includes(operator) ? { operator, values: [compact] } : null;
}
