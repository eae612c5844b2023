import type { LogOverviewAnswer } from '../../../src/contract/access-log.ts';
import type { Sensitivity } from '../../../src/kernel/record-type.ts';
import type { CatalogueType } from '../api/catalogue.ts';

export type LevelCounts = Readonly<{
  /** Null for fields that the catalogue has no more. */
  level: Sensitivity | null;
  shown: number;
  masked: number;
  summary: number;
}>;

/** Disclosed fields by their sensitivity as it is now, the most sensitive first. */
export function bySensitivity(
  fields: LogOverviewAnswer['fields'],
  types: readonly Pick<CatalogueType, 'name' | 'fields'>[],
): readonly LevelCounts[] {
  const levels = new Map<Sensitivity | null, { shown: number; masked: number; summary: number }>();
  for (const { recordType, field, shown, masked, summary } of fields) {
    const type = types.find(({ name }) => name === recordType);
    const level = type?.fields.find(({ name }) => name === field)?.sensitivity ?? null;
    const sum = levels.get(level) ?? { shown: 0, masked: 0, summary: 0 };
    sum.shown += shown;
    sum.masked += masked;
    sum.summary += summary;
    levels.set(level, sum);
  }
  return [...levels]
    .map(([level, counts]) => ({ level, ...counts }))
    .sort((one, other) => (other.level ?? 0) - (one.level ?? 0));
}
