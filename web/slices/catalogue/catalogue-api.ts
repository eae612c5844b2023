import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  AddField,
  CataloguePreview,
  FieldChange,
  NewRecordType,
  RecordTypeChange,
} from '../../../src/contract/catalogue-editing.ts';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { PreviewAnswer } from '../../../src/contract/policy.ts';
import { request } from '../../app/api/client.ts';
import { forgetCustomerData } from '../../app/api/query-client.ts';

export type CatalogueChange =
  | Readonly<{ kind: 'add-field'; type: string; body: AddField }>
  | Readonly<{ kind: 'add-type'; body: NewRecordType }>
  | Readonly<{ kind: 'change-type'; type: string; version: number; body: RecordTypeChange }>
  | Readonly<{ kind: 'change-field'; type: string; field: string; version: number; body: FieldChange }>;

function send(change: CatalogueChange): Promise<{ version: number }> {
  switch (change.kind) {
    case 'add-field':
      return request('POST', `/catalogue/types/${change.type}/fields`, { body: change.body });
    case 'add-type':
      return request('POST', '/catalogue/types', { body: change.body });
    case 'change-type':
      return request('PATCH', `/catalogue/types/${change.type}`, {
        body: change.body,
        version: change.version,
      });
    case 'change-field':
      return request('PATCH', `/catalogue/types/${change.type}/fields/${change.field}`, {
        body: change.body,
        version: change.version,
      });
  }
}

/** Changes the catalogue; whatever was read of it, and of the policy, is read anew. */
export function useCatalogueChange(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      forgetCustomerData();
      await Promise.all([
        client.invalidateQueries({ queryKey: ['catalogue'] }),
        client.invalidateQueries({ queryKey: ['policy'] }),
      ]);
      onDone();
    },
  });
}

export function useShiftPreview() {
  return useMutation({
    mutationFn: (body: CataloguePreview) => request<PreviewAnswer>('POST', '/catalogue/preview', { body }),
  });
}

export function usePositions() {
  return useQuery({
    queryKey: ['organisation'],
    queryFn: () => request<OrganisationView>('GET', '/organisation'),
    select: (organisation) => organisation.positions,
    retry: false,
  });
}
