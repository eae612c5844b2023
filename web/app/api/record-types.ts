import { useQuery } from '@tanstack/react-query';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { request } from './client.ts';
import { CUSTOMER_DATA } from './query-client.ts';
import { usePurpose } from './session.ts';

export type FieldView = RecordTypeView['fields'][number];

/** The record types as the reader may know them under the purpose in force. */
export function useRecordTypes() {
  const purpose = usePurpose();
  return useQuery({
    queryKey: [CUSTOMER_DATA, purpose?.code ?? null, 'record-types'],
    queryFn: () =>
      request<{ recordTypes: RecordTypeView[] }>('GET', '/record-types', { purpose: purpose?.code ?? null }),
    select: (answer) => answer.recordTypes,
    staleTime: 30_000,
  });
}
