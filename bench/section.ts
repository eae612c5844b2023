import type { Spread } from './statistics.ts';

/** One figure that has a goal. */
export type Goal = Readonly<{
  name: string;
  value: Spread;
  goal: number;
  better: 'higher' | 'lower';
  digits: number;
  unit?: string;
}>;

/** One part of the report. */
export type Section = Readonly<{
  title: string;
  about: string;
  goals: readonly Goal[];
  /** The first row is the header; empty when the goals say it all. */
  table: readonly (readonly string[])[];
}>;

export function isMet({ value, goal, better }: Goal): boolean {
  return better === 'higher' ? value.median >= goal : value.median <= goal;
}
