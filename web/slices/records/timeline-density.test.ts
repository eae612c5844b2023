import { expect, it } from 'vitest';
import { densityOf, isWithin } from './timeline-density.ts';

it('WEB-17 what is on the timeline is counted by month, empty months too, and by year where it spans many', () => {
  expect(densityOf(['2026-02-03', '2025-11-30', null, '2026-02-28'])).toEqual({
    unit: 'month',
    spans: [
      { start: '2025-11-01', count: 1 },
      { start: '2025-12-01', count: 0 },
      { start: '2026-01-01', count: 0 },
      { start: '2026-02-01', count: 2 },
    ],
  });
  const years = densityOf(['2020-12-31', '2026-01-01']);
  expect(years?.unit).toBe('year');
  expect(years?.spans.map(({ start, count }) => [start, count]).filter(([, count]) => count !== 0)).toEqual([
    ['2020-01-01', 1],
    ['2026-01-01', 1],
  ]);
  expect(densityOf(['2026-01-01', '2026-01-31', null])).toBeNull();
  expect(isWithin('month', '2026-01-01', '2026-01-31')).toBe(true);
  expect(isWithin('month', '2026-01-01', '2026-02-01')).toBe(false);
  expect(isWithin('year', '2026-01-01', null)).toBe(false);
});
