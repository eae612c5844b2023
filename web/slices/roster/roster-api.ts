import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { RosterAnswer, RosterProposal } from '../../../src/contract/roster.ts';
import { request } from '../../app/api/client.ts';

/** A file as it is meant; it is sent twice, and the server keeps it neither time. */
export type RosterFile = Readonly<{ file: File; complete: boolean }>;

export function usePositions(enabled: boolean) {
  return useQuery({
    queryKey: ['organisation'],
    queryFn: () => request<OrganisationView>('GET', '/organisation'),
    select: ({ positions }) => positions,
    enabled,
  });
}

function formOf(file: File): FormData {
  const form = new FormData();
  form.append('file', file);
  return form;
}

export function useRosterPreview() {
  return useMutation({
    mutationFn: ({ file, complete }: RosterFile) =>
      request<RosterProposal>(
        'POST',
        `/organisation/roster/preview?${new URLSearchParams({ complete: String(complete) })}`,
        { form: formOf(file) },
      ),
  });
}

export function useRosterApplication() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({
      file,
      complete,
      digest,
      confirmed,
      invite,
    }: RosterFile & Readonly<{ digest: string; confirmed: boolean; invite: boolean }>) => {
      const query = new URLSearchParams({
        digest,
        complete: String(complete),
        confirmed: String(confirmed),
        invite: String(invite),
      });
      return request<RosterAnswer>('POST', `/organisation/roster?${query}`, { form: formOf(file) });
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['organisation'] }),
  });
}
