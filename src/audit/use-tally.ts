import { RELEASED, type StoredRecord } from './entry.ts';

/** The rule under which all that a person did on a day is counted together. */
export const ANY_RULE = '';

export type DayUse = Readonly<{ person: number; rule: string; day: string; reads: number; fields: string[] }>;

/**
 * What accesses and changes used, by person, rule and day of UTC. A rule is used where it had a part in the decision of
 * what was released or changed; which of its fields came of it is counted beside it. Refusals use nothing.
 */
export function tallyUse(records: readonly StoredRecord[]): readonly DayUse[] {
  const uses = new Map<
    string,
    { person: number; rule: string; day: string; reads: number; fields: Set<string> }
  >();
  for (const record of records) {
    const { person, outcome, kind, recordType, rules, at } = record;
    if (person === null || outcome !== 'released' || recordType === null) continue;
    if (kind !== 'access' && kind !== 'change') continue;
    const fields = fieldsOf(record, recordType);
    const isFirst = (record.part?.number ?? 1) === 1;
    const day = new Date(at).toISOString().slice(0, 10);
    for (const rule of new Set([ANY_RULE, ...(rules ?? []).map(idOf)])) {
      const key = JSON.stringify([person, rule, day]);
      const use = uses.get(key) ?? { person, rule, day, reads: 0, fields: new Set() };
      // A record too long for one entry is one access.
      if (isFirst) use.reads += 1;
      for (const field of fields) use.fields.add(field);
      uses.set(key, use);
    }
  }
  return [...uses.values()].map((use) => ({ ...use, fields: [...use.fields] }));
}

function fieldsOf({ releases, searched, changes }: StoredRecord, recordType: string): readonly string[] {
  const names = [
    ...releases.flatMap((release) => RELEASED.flatMap((disclosure) => release[disclosure])),
    ...(searched ?? []).map((text) => /^\w*/.exec(text)?.[0] ?? ''),
    ...(changes ?? []).map(({ field }) => field),
  ];
  return [...new Set(names)].filter((name) => name !== '').map((name) => `${recordType}.${name}`);
}

/** Whatever version it had: somebody who uses a rule goes on using it when it is changed. */
function idOf(reference: string): string {
  return reference.replace(/@\d+$/, '');
}
