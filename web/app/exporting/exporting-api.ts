import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ExportOutlook, ExportSelection, ExportView, NewExport } from '../../../src/contract/exports.ts';
import { request } from '../api/client.ts';
import { CUSTOMER_DATA } from '../api/query-client.ts';
import { usePurpose } from '../api/session.ts';

/** The list as the reader has it before them: what of it would leave. */
export type Selection = Pick<ExportSelection, 'recordType' | 'filters' | 'mine' | 'ids' | 'sort'>;

export const EXPORTS_KEY = 'exports';

export function useOutlook(selection: Selection) {
  const purpose = usePurpose()?.code ?? '';
  return useQuery({
    queryKey: [CUSTOMER_DATA, purpose, 'export-outlook', selection],
    queryFn: () => request<ExportOutlook>('POST', '/exports/outlook', { body: selection, purpose }),
    // Each asking goes on record: once for each time that the panel is opened.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export function useAskExport() {
  const purpose = usePurpose()?.code ?? '';
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wish: NewExport) => request<ExportView>('POST', '/exports', { body: wish, purpose }),
    onSuccess: () => client.invalidateQueries({ queryKey: [CUSTOMER_DATA, EXPORTS_KEY] }),
  });
}
