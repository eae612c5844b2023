import type { Label } from '../record-type.ts';

/** One power-of-ten band of amounts; `range` is its language-free form. */
export type AmountBand = Readonly<{ code: string; range: string; label: Label; below: number }>;

const BELOW_ZERO: AmountBand = {
  code: 'negative',
  range: '<0',
  label: { zh: '负数', en: 'Negative' },
  below: 0,
};
const ZERO: AmountBand = { code: 'zero', range: '0', label: { zh: '零', en: 'Zero' }, below: 0 };

/** Ascending; `below` is exclusive. The currency is that of the field, and no band names it. */
const POSITIVE: readonly AmountBand[] = [
  { code: 'under-1k', range: '0–1k', label: { zh: '1千以下', en: 'Under 1,000' }, below: 1e3 },
  { code: '1k-10k', range: '1k–10k', label: { zh: '1千–1万', en: '1,000 to 10,000' }, below: 1e4 },
  { code: '10k-100k', range: '10k–100k', label: { zh: '1万–10万', en: '10,000 to 100,000' }, below: 1e5 },
  { code: '100k-1m', range: '100k–1M', label: { zh: '10万–100万', en: '100,000 to 1 million' }, below: 1e6 },
  { code: '1m-10m', range: '1M–10M', label: { zh: '100万–1000万', en: '1 to 10 million' }, below: 1e7 },
  { code: '10m-100m', range: '10M–100M', label: { zh: '1000万–1亿', en: '10 to 100 million' }, below: 1e8 },
  {
    code: '100m-or-more',
    range: '≥100M',
    label: { zh: '1亿及以上', en: '100 million or more' },
    below: Number.POSITIVE_INFINITY,
  },
];

export const AMOUNT_BANDS: readonly AmountBand[] = [BELOW_ZERO, ZERO, ...POSITIVE];

/** The band of a decimal string as `parseAmount` gives it. */
export function amountBandOf(decimal: string): AmountBand {
  const amount = Number(decimal);
  if (amount < 0) return BELOW_ZERO;
  if (!(amount > 0)) return ZERO;
  return POSITIVE.find((band) => amount < band.below) ?? ZERO;
}
