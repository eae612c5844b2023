import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ExportView } from '../../../src/contract/exports.ts';
import { request } from '../../app/api/client.ts';
import { CUSTOMER_DATA } from '../../app/api/query-client.ts';
import { usePurpose } from '../../app/api/session.ts';
import { EXPORTS_KEY } from '../../app/exporting/exporting-api.ts';

const POLL_MS = 1500;
const KEY = [CUSTOMER_DATA, EXPORTS_KEY] as const;

/** The caller's own; asked for again while one of them is on its way, and not by a clock otherwise. */
export function useMyExports(enabled: boolean) {
  const purpose = usePurpose()?.code ?? '';
  return useQuery({
    queryKey: [...KEY, 'mine'],
    queryFn: () => request<{ exports: ExportView[] }>('GET', '/exports', { purpose }),
    select: (answer) => answer.exports,
    refetchInterval: (query) =>
      query.state.data?.exports.some(({ state }) => state === 'queued' || state === 'running') === true
        ? POLL_MS
        : false,
    enabled,
  });
}

/** Everybody's, for those who read the log. */
export function useAllExports(onlyRecalled: boolean) {
  return useQuery({
    queryKey: [...KEY, 'all', onlyRecalled],
    queryFn: () =>
      request<{ exports: ExportView[] }>('GET', `/exports/all${onlyRecalled ? '?recalled=open' : ''}`),
    select: (answer) => answer.exports,
  });
}

export function useExportStep() {
  const purpose = usePurpose()?.code ?? '';
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, step }: { id: string; step: 'cancel' | 'recall/confirm' }) =>
      request<ExportView>('POST', `/exports/${id}/${step}`, { purpose }),
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}

const EXTENSIONS = { 'csv-utf8': 'csv', 'csv-gb18030': 'csv', xlsx: 'xlsx', jsonl: 'jsonl' } as const;

export function useDownload() {
  const purpose = usePurpose()?.code ?? '';
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, number, format }: ExportView) => {
      const file = await request<Blob>('GET', `/exports/${id}/file`, { purpose, as: 'blob' });
      const address = URL.createObjectURL(file);
      const link = document.createElement('a');
      link.href = address;
      link.download = `fencun-export-${number}.${EXTENSIONS[format]}`;
      link.click();
      URL.revokeObjectURL(address);
    },
    onSettled: () => client.invalidateQueries({ queryKey: KEY }),
  });
}
