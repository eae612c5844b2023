import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type {
  DepartmentChange,
  NewAssignment,
  NewDepartment,
  NewPerson,
  NewPosition,
  OrganisationView,
  PersonChange,
  Reorganisation,
  ReorganisationPreview,
  Training,
  Transfer,
} from '../../../src/contract/organisation.ts';
import type { PasswordLink } from '../../../src/contract/session.ts';
import { request } from '../../app/api/client.ts';

export type Person = OrganisationView['people'][number];
export type Post = Person['assignments'][number];

export function useOrganisation(enabled: boolean) {
  return useQuery({
    queryKey: ['organisation'],
    queryFn: () => request<OrganisationView>('GET', '/organisation'),
    enabled,
  });
}

export type OrganisationChange =
  | Readonly<{ kind: 'new-department'; body: NewDepartment }>
  | Readonly<{ kind: 'department'; id: number; body: DepartmentChange }>
  | Readonly<{ kind: 'new-position'; body: NewPosition }>
  | Readonly<{ kind: 'new-person'; body: NewPerson }>
  | Readonly<{ kind: 'person'; id: number; body: PersonChange }>
  | Readonly<{ kind: 'assign'; body: NewAssignment }>
  | Readonly<{ kind: 'end'; assignment: number; at: string | null }>
  | Readonly<{ kind: 'transfer'; body: Transfer }>
  | Readonly<{ kind: 'training'; body: Training }>
  | Readonly<{ kind: 'depart'; person: number; at: string }>;

function send(change: OrganisationChange): Promise<unknown> {
  switch (change.kind) {
    case 'new-department':
      return request('POST', '/departments', { body: change.body });
    case 'department':
      return request('PATCH', `/departments/${change.id}`, { body: change.body });
    case 'new-position':
      return request('POST', '/positions', { body: change.body });
    case 'new-person':
      return request('POST', '/people', { body: change.body });
    case 'person':
      return request('PATCH', `/people/${change.id}`, { body: change.body });
    case 'assign':
      return request('POST', '/assignments', { body: change.body });
    case 'end': {
      const body = change.at === null ? {} : { at: change.at };
      return request('POST', `/assignments/${change.assignment}/end`, { body });
    }
    case 'transfer':
      return request('POST', '/transfers', { body: change.body });
    case 'training':
      return request('POST', '/trainings', { body: change.body });
    case 'depart':
      return request('POST', '/departures', { body: { person: change.person, at: change.at } });
  }
}

export function useOrganisationChange(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['organisation'] });
      onDone();
    },
  });
}

export function useReorganisationPreview() {
  return useMutation({
    mutationFn: (body: Reorganisation) =>
      request<ReorganisationPreview>('POST', '/organisation/preview', { body }),
  });
}

export function usePasswordLink() {
  return useMutation({
    mutationFn: (person: number) => request<PasswordLink>('POST', `/people/${person}/password-link`),
  });
}
