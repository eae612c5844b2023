import type { ProvisioningMapping, ProvisioningView } from '../../../src/contract/provisioning.ts';

/** A word of the source for which somebody has to say what it means here. */
export type UnknownWord = Readonly<{
  kind: 'department' | 'position' | 'group';
  source: string;
  people: number;
}>;

/** Every word that was not understood, once, those that concern most people first. */
export function unknownWords({ unplaced, groups }: ProvisioningView): readonly UnknownWord[] {
  const counted = new Map<string, UnknownWord>();
  const count = (kind: UnknownWord['kind'], source: string | null, people: number) => {
    if (source === null) return;
    const key = `${kind} ${source.trim().toLowerCase()}`;
    const before = counted.get(key);
    counted.set(key, { kind, source: before?.source ?? source, people: (before?.people ?? 0) + people });
  };
  for (const { reason, department, title } of unplaced) {
    if (reason === 'unknown-department') count('department', department, 1);
    if (reason === 'unknown-position') count('position', title, 1);
  }
  for (const { name, members, understood } of groups) if (!understood) count('group', name, members);
  return [...counted.values()].toSorted((a, b) => b.people - a.people || a.source.localeCompare(b.source));
}

/** What was chosen for a word; for a group either, or both. */
export type Meaning = Readonly<{ department: number | null; position: string | null }>;

export function withMeaning(
  mapping: ProvisioningMapping,
  { kind, source }: Pick<UnknownWord, 'kind' | 'source'>,
  { department, position }: Meaning,
): ProvisioningMapping {
  const rest = withoutWord(mapping, kind, source);
  if (kind === 'department' && department !== null) {
    return { ...rest, departments: [...rest.departments, { source, department }] };
  }
  if (kind === 'position' && position !== null) {
    return { ...rest, positions: [...rest.positions, { source, position }] };
  }
  if (kind === 'group' && (department !== null || position !== null)) {
    return { ...rest, groups: [...rest.groups, { source, department, position }] };
  }
  return rest;
}

export function withoutWord(
  { departments, positions, groups }: ProvisioningMapping,
  kind: UnknownWord['kind'],
  source: string,
): ProvisioningMapping {
  const isOther = (each: Readonly<{ source: string }>) => each.source !== source;
  return {
    departments: kind === 'department' ? departments.filter(isOther) : departments,
    positions: kind === 'position' ? positions.filter(isOther) : positions,
    groups: kind === 'group' ? groups.filter(isOther) : groups,
  };
}
