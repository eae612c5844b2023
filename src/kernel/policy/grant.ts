import type { AssignmentId, Grant, GrantId } from './model.ts';

/** What is permitted by a grant, apart from whom, for how long and in which records. */
export type GrantTerms = Pick<
  Grant,
  | 'version'
  | 'name'
  | 'recordType'
  | 'fields'
  | 'actions'
  | 'disclosure'
  | 'purposes'
  | 'conditions'
  | 'obligations'
>;

/** A grant as it is stored: instants in ms since the Unix epoch, `until` exclusive. */
export type StoredGrant = Readonly<{
  grant: GrantId;
  assignment: AssignmentId;
  terms: GrantTerms;
  from: number;
  until: number;
}>;

export function grantOf({ grant, assignment, terms, from, until }: StoredGrant): Grant {
  const { version, name, recordType, fields, actions, disclosure, purposes, conditions, obligations } = terms;
  return {
    id: `grant-${grant}`,
    version,
    name,
    effect: 'allow',
    who: { assignments: [assignment] },
    recordType,
    scope: 'granted',
    grant,
    fields,
    actions,
    disclosure,
    purposes,
    conditions,
    validity: { from, until },
    obligations,
  };
}
