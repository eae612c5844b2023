import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  AddField,
  CataloguePreview,
  ConversionView,
  FieldChange,
  FieldFigures,
  NewRecordType,
  RecordTypeChange,
} from '../../../src/contract/catalogue-editing.ts';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { PolicyPreview } from '../../../src/contract/policy.ts';
import { request } from '../../app/api/client.ts';
import { forgetCustomerData } from '../../app/api/query-client.ts';

export type CatalogueChange =
  | Readonly<{ kind: 'add-field'; type: string; body: AddField }>
  | Readonly<{ kind: 'add-type'; body: NewRecordType }>
  | Readonly<{ kind: 'change-type'; type: string; version: number; body: RecordTypeChange }>
  | Readonly<{ kind: 'change-field'; type: string; field: string; version: number; body: FieldChange }>
  | Readonly<{ kind: 'convert-field'; type: string; field: string; version: number; body: StoredForm }>;

/** As the wire has it. */
export type StoredForm = ConversionView['form'];

function send(change: CatalogueChange): Promise<{ version: number }> {
  switch (change.kind) {
    case 'convert-field':
      return request('POST', `/catalogue/types/${change.type}/fields/${change.field}/conversions`, {
        body: change.body,
        version: change.version,
      });
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
        client.invalidateQueries({ queryKey: ['conversions'] }),
        client.invalidateQueries({ queryKey: ['policy'] }),
      ]);
      onDone();
    },
  });
}

export function useShiftPreview() {
  return useMutation({
    mutationFn: (body: CataloguePreview) => request<PolicyPreview>('POST', '/catalogue/preview', { body }),
  });
}

/** Counts over the values of a field, as it is or against another form; each time it is asked is on record. */
export function useFigures(type: string, field: string) {
  return useMutation({
    mutationFn: (form?: StoredForm) =>
      request<FieldFigures>('POST', `/catalogue/types/${type}/fields/${field}/figures`, {
        body: form === undefined ? {} : { form },
      }),
  });
}

const LOOK_EVERY_MS = 1_000;

/** Conversions under way or lately ended; looked at again while one is under way. */
export function useConversions() {
  return useQuery({
    queryKey: ['conversions'],
    queryFn: () => request<{ conversions: ConversionView[] }>('GET', '/catalogue/conversions'),
    select: ({ conversions }) => conversions,
    refetchInterval: ({ state }) =>
      state.data?.conversions.some((each) => each.state === 'running') === true ? LOOK_EVERY_MS : false,
    retry: false,
  });
}

export function useStopConversion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<void>('DELETE', `/catalogue/conversions/${id}`),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['conversions'] }),
        client.invalidateQueries({ queryKey: ['catalogue'] }),
      ]),
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
