import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ListAnswer, ReleasedRecord } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { isSortable } from './columns.ts';

/**
 * Records of several types in one order of time. Each type is read on its own, through its own rules; where a date may
 * not be searched by, its records come unsorted and are put in order here, as long as they are few.
 */
export type TimelineSource = Readonly<{ type: RecordTypeView; date: FieldView; sorted: boolean }>;

export type TimelineEntry = Readonly<{
  type: RecordTypeView;
  record: ReleasedRecord;
  disclosures: ListAnswer['disclosures'];
  /** ISO date, or null where the record has none. */
  date: string | null;
}>;

export type TimelinePage = Readonly<{
  entries: readonly TimelineEntry[];
  /** How to go on; undefined at the end. */
  rest: TimelineState | undefined;
  /** Types of which more was there than could be put in order. */
  cut: readonly RecordTypeView[];
  /** Types of which only those are here that the reader may find by date. */
  narrowed: readonly RecordTypeView[];
}>;

type Stream = Readonly<{ waiting: readonly TimelineEntry[]; cursor: string | null }>;
/** By the name of the record type; one that is not there was not asked yet. */
export type TimelineState = Readonly<Record<string, Stream>>;
export const BEGINNING: TimelineState = {};

/** Pages of unsorted records that are read before the rest is given up. */
const UNSORTED_PAGES = 5;

export function timelineSources(types: readonly RecordTypeView[]): readonly TimelineSource[] {
  return types.flatMap((type) => {
    if (type.customerField === null) return [];
    const dates = type.fields.filter(
      (field) => field.type === 'date' && field.disclosureAtMost === 'shown' && !field.derived,
    );
    const date = dates.find(isSortable) ?? dates[0];
    return date === undefined ? [] : [{ type, date, sorted: isSortable(date) }];
  });
}

type Fetch = (source: TimelineSource, cursor: string | null) => Promise<ListAnswer>;

export async function nextPage(
  sources: readonly TimelineSource[],
  state: TimelineState,
  size: number,
  fetch: Fetch,
): Promise<TimelinePage> {
  const streams = new Map(Object.entries(state));
  const cut: RecordTypeView[] = [];
  const narrowed: RecordTypeView[] = [];
  const entries: TimelineEntry[] = [];

  const fill = async (source: TimelineSource) => {
    const stream = streams.get(source.type.name);
    if (stream !== undefined && (stream.waiting.length > 0 || stream.cursor === null)) return;
    const read = source.sorted
      ? await readOne(source, stream?.cursor ?? null, fetch)
      : await readAll(source, fetch);
    if (read.isCut) cut.push(source.type);
    if (read.isNarrowed) narrowed.push(source.type);
    streams.set(source.type.name, { waiting: read.entries, cursor: read.cursor });
  };

  while (entries.length < size) {
    // Whoever has nothing waiting may still hold the newest: nobody is taken before all have shown theirs.
    await Promise.all(sources.map(fill));
    const next = newest(streams);
    if (next === null) break;
    const { waiting, cursor } = next.stream;
    const [first, ...others] = waiting;
    if (first === undefined) break;
    entries.push(first);
    streams.set(next.name, { waiting: others, cursor });
  }
  const isOver = [...streams.values()].every(
    ({ waiting, cursor }) => waiting.length === 0 && cursor === null,
  );
  return { entries, rest: isOver ? undefined : Object.fromEntries(streams), cut, narrowed };
}

function newest(streams: ReadonlyMap<string, Stream>): { name: string; stream: Stream } | null {
  let best: { name: string; stream: Stream; date: string } | null = null;
  for (const [name, stream] of streams) {
    const [first] = stream.waiting;
    if (first === undefined) continue;
    // What has no date comes last.
    const date = first.date ?? '';
    if (best === null || date > best.date) best = { name, stream, date };
  }
  return best;
}

type Read = Readonly<{
  entries: readonly TimelineEntry[];
  cursor: string | null;
  isCut: boolean;
  isNarrowed: boolean;
}>;

async function readOne(source: TimelineSource, cursor: string | null, fetch: Fetch): Promise<Read> {
  const answer = await fetch(source, cursor);
  return {
    entries: entriesOf(source, answer),
    cursor: answer.nextCursor,
    isCut: false,
    isNarrowed: (answer.narrowedBy ?? []).length > 0,
  };
}

async function readAll(source: TimelineSource, fetch: Fetch): Promise<Read> {
  const entries: TimelineEntry[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < UNSORTED_PAGES; page += 1) {
    const answer: ListAnswer = await fetch(source, cursor);
    entries.push(...entriesOf(source, answer));
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  entries.sort((one, other) => (other.date ?? '').localeCompare(one.date ?? ''));
  return { entries, cursor: null, isCut: cursor !== null, isNarrowed: false };
}

function entriesOf({ type, date }: TimelineSource, answer: ListAnswer): readonly TimelineEntry[] {
  return answer.records.map((record) => {
    const disclosure = record.disclosures?.[date.name] ?? answer.disclosures[date.name];
    const value = disclosure === 'shown' ? record.values[date.name] : null;
    return {
      type,
      record,
      disclosures: answer.disclosures,
      date: typeof value === 'string' && value !== '' ? value.slice(0, 10) : null,
    };
  });
}
