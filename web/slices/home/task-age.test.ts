import { expect, it } from 'vitest';
import { ageOf } from './task-age.ts';

it('HOME-1 an age is told in the unit that matters', () => {
  const HOUR = 3_600_000;
  expect([59 * 60_000, 47.9 * HOUR, -3 * HOUR, 48 * HOUR].map(ageOf)).toEqual([
    { unit: 'minutes', count: 0 },
    { unit: 'hours', count: 47 },
    { unit: 'hours', count: 3 },
    { unit: 'days', count: 2 },
  ]);
});
