import { useQuery } from '@tanstack/react-query';
import type { CatalogueView } from '../../../src/contract/catalogue-editing.ts';
import { request } from './client.ts';

export type CatalogueType = CatalogueView['recordTypes'][number];
export type CatalogueField = CatalogueType['fields'][number];

/** All record types and fields as they are defined: for the offices, and for who watches over the log. */
export function useCatalogue() {
  return useQuery({
    queryKey: ['catalogue'],
    queryFn: () => request<CatalogueView>('GET', '/catalogue'),
    retry: false,
  });
}
