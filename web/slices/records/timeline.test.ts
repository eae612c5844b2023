import { describe, expect, it } from 'vitest';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ListAnswer } from '../../../src/contract/records.ts';
import { BEGINNING, nextPage, type TimelineSource, type TimelineState, timelineSources } from './timeline.ts';

const label = { zh: '', en: '' };
const date = {
  name: 'day',
  label,
  type: 'date',
  category: 'basic',
  sensitivity: 2,
  required: false,
  derived: false,
  findable: true,
  operators: ['equals', 'less-than'],
  aggregatable: false,
  creatable: false,
  matchable: false,
  editable: false,
  disclosureAtMost: 'shown',
} as const;
const typeNamed = (name: string, field: object = {}): RecordTypeView =>
  ({
    name,
    label,
    customerField: 'customer',
    titleField: 'day',
    creatable: false,
    fields: [{ ...date, ...field }],
  }) as unknown as RecordTypeView;

/** A server of two days a page. */
function serving(days: Readonly<Record<string, readonly (string | null)[]>>, asked: string[] = []) {
  return async (source: TimelineSource, cursor: string | null): Promise<ListAnswer> => {
    asked.push(`${source.type.name} ${cursor ?? 'first'}`);
    const all = days[source.type.name] ?? [];
    const start = Number(cursor ?? 0);
    return {
      disclosures: { day: 'shown' },
      records: all
        .slice(start, start + 2)
        .map((day, i) => ({ id: `${source.type.name}-${start + i}`, version: 1, values: { day } })),
      nextCursor: start + 2 < all.length ? String(start + 2) : null,
      obligations: [],
      accessRecord: '',
    };
  };
}

describe('the timeline of a customer', () => {
  it('WEB-17 merges record types by date, page by page, each record once', async () => {
    const sources = timelineSources([typeNamed('order'), typeNamed('ticket')]);
    const fetch = serving({
      order: ['2026-05-01', '2026-03-01', '2026-01-01'],
      ticket: ['2026-04-01', '2026-02-01', null],
    });
    const seen: (string | null)[] = [];
    let state: TimelineState | undefined = BEGINNING;
    while (state !== undefined) {
      const page = await nextPage(sources, state, 2, fetch);
      expect(page.entries.length).toBeLessThanOrEqual(2);
      seen.push(...page.entries.map((entry) => entry.date));
      state = page.rest;
    }
    expect(seen).toEqual(['2026-05-01', '2026-04-01', '2026-03-01', '2026-02-01', '2026-01-01', null]);
  });

  it('WEB-17 puts in order itself what may not be sorted by the server, and says when it is too much', async () => {
    const unsortable = typeNamed('visit', { findable: false, operators: [] });
    const sources = timelineSources([unsortable]);
    const few = await nextPage(
      sources,
      BEGINNING,
      9,
      serving({ visit: ['2026-01-01', '2026-03-01', '2026-02-01'] }),
    );
    expect(few.entries.map((entry) => entry.date)).toEqual(['2026-03-01', '2026-02-01', '2026-01-01']);
    expect(few.cut).toEqual([]);
    const many = Array.from({ length: 40 }, (_, i) => `2026-01-${String((i % 28) + 1).padStart(2, '0')}`);
    expect((await nextPage(sources, BEGINNING, 9, serving({ visit: many }))).cut).toEqual([unsortable]);
  });

  it('WEB-17 leaves out types without a date that the reader sees', () => {
    expect(timelineSources([typeNamed('order', { disclosureAtMost: 'masked' })])).toEqual([]);
  });
});
