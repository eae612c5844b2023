import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import type { LogAnswer } from '../../../src/contract/access-log.ts';
import type {
  CopiedAnswer,
  EditPreviewAnswer,
  EraseAnswer,
  Explanation,
  HistoryAnswer,
  ListAnswer,
  ListQuery,
  MatchAnswer,
  PrintAnswer,
  ReadAnswer,
  ReleasedRecord,
  RevealAnswer,
  StandingView,
  Values,
  WriteAnswer,
} from '../../../src/contract/records.ts';
import { request } from '../../app/api/client.ts';
import { CUSTOMER_DATA } from '../../app/api/query-client.ts';
import { usePurpose } from '../../app/api/session.ts';
import { BEGINNING, nextPage, type TimelineSource } from './timeline.ts';

/** Everything under this key belongs to one purpose, and is forgotten when another is chosen. */
function useDataKey(): { purpose: string; key: readonly string[] } {
  const purpose = usePurpose()?.code ?? '';
  return { purpose, key: [CUSTOMER_DATA, purpose] };
}

/** So many records are read at once. */
const LIST_PAGE = 100;

export type EndlessQuery = Partial<Omit<ListQuery, 'limit' | 'cursor' | 'count'>>;
/** A record together with the page that released it: disclosures are told page by page. */
export type ListedRow = Readonly<{ record: ReleasedRecord; answer: ListAnswer }>;

/** A list that is read a page at a time, as far as its reader scrolls. */
export function useEndlessList(type: string, query: EndlessQuery, enabled: boolean) {
  const { purpose, key } = useDataKey();
  return useInfiniteQuery({
    queryKey: [...key, 'list', type, query],
    queryFn: ({ pageParam, signal }) =>
      request<ListAnswer>('POST', `/records/${type}/query`, {
        body: {
          ...query,
          limit: LIST_PAGE,
          ...(pageParam === null ? { count: true } : { cursor: pageParam }),
        },
        purpose,
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useRecord(type: string, id: string) {
  const { purpose, key } = useDataKey();
  return useQuery({
    queryKey: [...key, 'record', type, id],
    queryFn: ({ signal }) => request<ReadAnswer>('GET', `/records/${type}/${id}`, { purpose, signal }),
    enabled: purpose !== '',
  });
}

export function useExplanations(type: string, id: string, enabled: boolean) {
  const { purpose, key } = useDataKey();
  return useQuery({
    queryKey: [...key, 'explanations', type, id],
    queryFn: () =>
      request<{ explanations: Explanation[] }>('GET', `/records/${type}/${id}/explain`, { purpose }),
    select: (answer) => new Map(answer.explanations.map((each) => [each.field, each])),
    enabled,
  });
}

/** Whose the record is; names of staff only. */
export function useStanding(type: string, id: string) {
  const { purpose, key } = useDataKey();
  return useQuery({
    queryKey: [...key, 'standing', type, id],
    queryFn: () => request<StandingView>('GET', `/records/${type}/${id}/standing`, { purpose }),
    staleTime: 60_000,
  });
}

const TIMELINE_PAGE = 20;
/** Records of one type that a timeline asks for at once. */
const TIMELINE_FETCH = 20;

/** What happened to a customer, newest first, a page at a time. */
export function useTimeline(type: string, id: string, sources: readonly TimelineSource[]) {
  const { purpose, key } = useDataKey();
  return useInfiniteQuery({
    queryKey: [...key, 'timeline', type, id, sources.map((source) => source.type.name)],
    queryFn: ({ pageParam }) =>
      nextPage(sources, pageParam, TIMELINE_PAGE, (source, cursor) => {
        const search = new URLSearchParams({
          limit: String(TIMELINE_FETCH),
          ...(source.sorted ? { newestBy: source.date.name } : {}),
          ...(cursor === null ? {} : { cursor }),
        });
        const path = `/records/${type}/${id}/related/${source.type.name}?${search}`;
        return request<ListAnswer>('GET', path, { purpose });
      }),
    initialPageParam: BEGINNING,
    getNextPageParam: (last) => last.rest,
  });
}

export function useRelated(type: string, id: string, relatedType: string, cursor: string | null) {
  const { purpose, key } = useDataKey();
  const search = new URLSearchParams({
    limit: '25',
    ...(cursor === null ? { count: 'true' } : { cursor }),
  });
  return useQuery({
    queryKey: [...key, 'related', type, id, relatedType, cursor],
    queryFn: () =>
      request<ListAnswer>('GET', `/records/${type}/${id}/related/${relatedType}?${search}`, { purpose }),
    placeholderData: keepPreviousData,
  });
}

/** How many related records there are, if their list was read; asks for nothing itself. */
export function useRelatedCount(
  type: string,
  id: string,
  relatedType: string,
): NonNullable<ListAnswer['count']> | null {
  const { key } = useDataKey();
  const { data } = useQuery<ListAnswer>({
    queryKey: [...key, 'related', type, id, relatedType, null],
    enabled: false,
  });
  return data?.count ?? null;
}

export function useHistory(type: string, id: string) {
  const { purpose, key } = useDataKey();
  return useQuery({
    queryKey: [...key, 'history', type, id],
    queryFn: () => request<HistoryAnswer>('GET', `/records/${type}/${id}/history`, { purpose }),
  });
}

export function useAccesses(type: string, id: string, cursor: string | null) {
  const { purpose, key } = useDataKey();
  const search = cursor === null ? '' : `?${new URLSearchParams({ cursor })}`;
  return useQuery({
    queryKey: [...key, 'accesses', type, id, cursor],
    queryFn: () => request<LogAnswer>('GET', `/records/${type}/${id}/accesses${search}`, { purpose }),
    placeholderData: keepPreviousData,
  });
}

export type RowEdit = Readonly<{ id: string; version: number; values: Values }>;

/** The writes, each of which makes what was read before it out of date. */
export function useRecordWrites(type: string) {
  const { purpose, key } = useDataKey();
  const client = useQueryClient();
  const renew = () =>
    client.invalidateQueries({ queryKey: key, predicate: (query) => query.queryKey[2] !== 'record-types' });
  return {
    edit: async (id: string, version: number, values: Values) => {
      const answer = await request<WriteAnswer>('PATCH', `/records/${type}/${id}`, {
        body: { values },
        purpose,
        version,
      });
      await renew();
      return answer;
    },
    previewEdits: (records: readonly RowEdit[]) =>
      request<EditPreviewAnswer>('POST', `/records/${type}/bulk-edit/preview`, {
        body: { records },
        purpose,
      }),
    /** All of them or none. @param key makes sending the same twice harmless */
    editSeveral: async (records: readonly RowEdit[], idempotencyKey: string) => {
      const body = { records };
      const path = `/records/${type}/bulk-edit`;
      const answer = await request<WriteAnswer>('POST', path, { body, purpose, key: idempotencyKey });
      await renew();
      return answer;
    },
    renew,
    create: async (values: Values) => {
      const answer = await request<WriteAnswer>('POST', `/records/${type}`, { body: { values }, purpose });
      void renew();
      return answer;
    },
    erase: (id: string, version: number) =>
      request<EraseAnswer>('DELETE', `/records/${type}/${id}`, { purpose, version }),
    match: (id: string, field: string, value: string) =>
      request<MatchAnswer>('POST', `/records/${type}/${id}/match`, { body: { field, value }, purpose }),
    /** Goes past the cache, too. */
    print: (id: string) => request<PrintAnswer>('POST', `/records/${type}/${id}/print`, { purpose }),
    /** Before a value goes to the clipboard. */
    noteCopy: (id: string, field: string, revealed: boolean) =>
      request<CopiedAnswer>('POST', `/records/${type}/${id}/copied`, { body: { field, revealed }, purpose }),
    /** Goes past the cache: what is revealed must be nowhere but where it is shown. */
    reveal: (id: string, field: string, reason: string) =>
      request<RevealAnswer>('POST', `/records/${type}/${id}/reveal`, {
        body: { fields: [field], reason },
        purpose,
      }),
    forget: (id: string) => client.removeQueries({ queryKey: [...key, 'record', type, id] }),
  };
}
