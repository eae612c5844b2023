import { RELEASED, type StoredRecord } from './entry.ts';

/** Counts of accesses and changes: what an officer looks at before looking at single entries. It names no customer. */
export type Tally = Readonly<{
  /** Accesses and changes that were counted. */
  accesses: number;
  /** By day (ISO date) at the offset from UTC, the earliest first. */
  days: readonly Readonly<{ day: string; released: number; refused: number; failed: number }>[];
  /** How many accesses disclosed a field, by what became of it. */
  fields: readonly FieldTally[];
  /** By assignment, each access once for each of the person's. */
  assignments: readonly Readonly<{ assignment: number; count: number }>[];
  purposes: readonly Readonly<{ purpose: string | null; count: number }>[];
  /** Of those that were refused or failed. */
  problems: readonly Readonly<{ problem: string; count: number }>[];
  people: readonly Readonly<{ person: number; count: number; refused: number }>[];
}>;
type FieldTally = Readonly<{
  recordType: string;
  field: string;
  shown: number;
  masked: number;
  summary: number;
}>;

export type TallyCounter = Readonly<{ add(record: StoredRecord): void; result(): Tally }>;

/** @param utcOffsetMinutes where a day begins and ends */
export function createTally(utcOffsetMinutes: number): TallyCounter {
  const days = new Map<string, { released: number; refused: number; failed: number }>();
  const fields = new Map<string, { shown: number; masked: number; summary: number }>();
  const assignments = new Map<number, number>();
  const purposes = new Map<string | null, number>();
  const problems = new Map<string, number>();
  const people = new Map<number, { count: number; refused: number }>();
  let accesses = 0;

  const addFields = ({ recordType, releases }: StoredRecord) => {
    for (const disclosure of RELEASED) {
      for (const field of new Set(releases.flatMap((release) => release[disclosure]))) {
        const key = `${recordType ?? ''} ${field}`;
        const known = fields.get(key) ?? { shown: 0, masked: 0, summary: 0 };
        known[disclosure] += 1;
        fields.set(key, known);
      }
    }
  };

  return {
    add(record) {
      // A record too long for one entry is one access: its first part speaks for it.
      if ((record.part?.number ?? 1) > 1) return;
      if (record.kind !== 'access' && record.kind !== 'change') return;
      accesses += 1;
      const day = new Date(record.at + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
      const ofDay = days.get(day) ?? { released: 0, refused: 0, failed: 0 };
      ofDay[record.outcome] += 1;
      days.set(day, ofDay);
      addFields(record);
      for (const id of record.assignments) count(assignments, id);
      count(purposes, record.purpose);
      if (record.problem !== undefined) count(problems, record.problem);
      if (record.person !== null) {
        const ofPerson = people.get(record.person) ?? { count: 0, refused: 0 };
        ofPerson.count += 1;
        if (record.outcome === 'refused') ofPerson.refused += 1;
        people.set(record.person, ofPerson);
      }
    },
    result: () => ({
      accesses,
      days: [...days].map(([day, counts]) => ({ day, ...counts })).sort((a, b) => (a.day < b.day ? -1 : 1)),
      fields: [...fields].map(([key, counts]) => {
        const [recordType = '', field = ''] = key.split(' ');
        return { recordType, field, ...counts };
      }),
      assignments: mostFirst([...assignments].map(([assignment, of]) => ({ assignment, count: of }))),
      purposes: mostFirst([...purposes].map(([purpose, of]) => ({ purpose, count: of }))),
      problems: mostFirst([...problems].map(([problem, of]) => ({ problem, count: of }))),
      people: mostFirst([...people].map(([person, counts]) => ({ person, ...counts }))),
    }),
  };
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function mostFirst<Item extends Readonly<{ count: number }>>(items: Item[]): readonly Item[] {
  return items.sort((one, other) => other.count - one.count);
}
