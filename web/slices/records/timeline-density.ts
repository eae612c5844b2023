/** How closely what is on a timeline follows one another, by month, or by year where it spans many. */
export type Density = Readonly<{
  unit: 'month' | 'year';
  /** Every span from the first to the last, empty ones too, in the order of time; `start` is an ISO date. */
  spans: readonly Readonly<{ start: string; count: number }>[];
}>;

const MONTHS_MAX = 48;

/** @param dates ISO dates in any order; null where there is none. @returns null where all is of one month */
export function densityOf(dates: readonly (string | null)[]): Density | null {
  const months = dates.flatMap((date) => (date === null ? [] : [monthNumber(date)]));
  const first = Math.min(...months);
  const last = Math.max(...months);
  if (months.length === 0 || first === last) return null;
  const unit = last - first < MONTHS_MAX ? 'month' : 'year';
  const step = unit === 'month' ? 1 : 12;
  const bin = (month: number) => Math.floor(month / step);
  const counts = new Map<number, number>();
  for (const month of months) counts.set(bin(month), (counts.get(bin(month)) ?? 0) + 1);
  const spans = Array.from({ length: bin(last) - bin(first) + 1 }, (_, index) => {
    const at = bin(first) + index;
    return { start: startOf(at * step), count: counts.get(at) ?? 0 };
  });
  return { unit, spans };
}

function monthNumber(date: string): number {
  return Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
}

function startOf(month: number): string {
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  return `${year}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}

/** Whether a date lies in the span that begins at `start`. */
export function isWithin(unit: Density['unit'], start: string, date: string | null): boolean {
  const length = unit === 'month' ? 7 : 4;
  return date?.slice(0, length) === start.slice(0, length);
}
