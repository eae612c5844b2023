import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { LogAnswer, LogQuery, Verification } from '../../../src/contract/access-log.ts';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { request } from '../../app/api/client.ts';
import { useMe } from '../../app/api/session.ts';
import type { LogFilters } from '../../app/log/log-filters.ts';

export function useLog(query: Partial<LogQuery>) {
  return useQuery({
    queryKey: ['log', query],
    queryFn: ({ signal }) => request<LogAnswer>('POST', '/log/query', { body: query, signal }),
    placeholderData: keepPreviousData,
  });
}

const DAYS_PAGE = 200;

/** The same from the newest on, a page at a time; each page that is read is on record. */
export function useLogPages(filters: LogFilters) {
  return useInfiniteQuery({
    queryKey: ['log', 'pages', filters],
    queryFn: ({ pageParam, signal }) =>
      request<LogAnswer>('POST', '/log/query', {
        body: { ...filters, limit: DAYS_PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}

export function useCheckpoint() {
  return useQuery({
    queryKey: ['log-checkpoint'],
    queryFn: () => request<string>('GET', '/log/checkpoint', { as: 'text' }),
  });
}

export function verifyLog(): Promise<Verification> {
  return request<Verification>('POST', '/log/verify', { body: {} });
}

/** People by name, for those who hold an office; a protection officer filters by number. */
export function usePeople() {
  const me = useMe();
  return useQuery({
    queryKey: ['organisation'],
    queryFn: () => request<OrganisationView>('GET', '/organisation'),
    select: (organisation) => organisation.people,
    enabled: me.office !== null,
    retry: false,
  });
}

/** As the server sends it; the file is written as it came, and read by `fencun verify --evidence`. */
type EvidenceFile = Readonly<{ entries: readonly unknown[]; complete: boolean }>;
const EVIDENCE_MAX = 1_000;

export function exportEvidence(filters: LogFilters): Promise<EvidenceFile> {
  return request<EvidenceFile>('POST', '/log/evidence', { body: { ...filters, limit: EVIDENCE_MAX } });
}
