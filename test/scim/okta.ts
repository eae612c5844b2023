/**
 * Requests as Okta's lifecycle management sends them, written anew after its public SCIM 2.0 reference ("SCIM 2.0
 * protocol reference" for users and for groups). People and ids are invented.
 */

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

type Profile = Readonly<{
  userName: string;
  given: string;
  family: string;
  department?: string;
  title?: string;
}>;

/** `POST /Users`. A password and an empty list of groups come along. */
export function createUser({ userName, given, family, department, title }: Profile) {
  return {
    schemas: [USER, ENTERPRISE],
    userName,
    name: { givenName: given, familyName: family },
    emails: [{ primary: true, value: `${given}@example.com`, type: 'work' }],
    displayName: `${given} ${family}`,
    locale: 'en-US',
    externalId: `00u-${userName}`,
    groups: [],
    password: '1mz050nq',
    active: true,
    ...(title === undefined ? {} : { title }),
    [ENTERPRISE]: { employeeNumber: '701984', ...(department === undefined ? {} : { department }) },
  };
}

/** `PUT /Users/:id`: the whole profile, with what the server answered before, `meta` and `id` included. */
export function updateUser(
  read: Readonly<Record<string, unknown>>,
  change: Readonly<Record<string, unknown>>,
) {
  return { ...read, ...change };
}

/** `PATCH /Users/:id` when somebody is unassigned. */
export const deactivate = {
  schemas: [PATCH],
  Operations: [{ op: 'replace', value: { active: false } }],
} as const;

export const reactivate = {
  schemas: [PATCH],
  Operations: [{ op: 'replace', value: { active: true } }],
} as const;

/** `POST /Groups` when a group is pushed. */
export function createGroup(displayName: string) {
  return { schemas: [GROUP], displayName, members: [] };
}

/** `PATCH /Groups/:id`, renaming: the id stands in the value. */
export function renameGroup(id: string, displayName: string) {
  return { schemas: [PATCH], Operations: [{ op: 'replace', value: { id, displayName } }] };
}

/** `PATCH /Groups/:id`, one person in and another out. */
export function changeMembers(added: readonly string[], removed: readonly string[]) {
  return {
    schemas: [PATCH],
    Operations: [
      ...removed.map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` })),
      ...(added.length === 0
        ? []
        : [{ op: 'add', path: 'members', value: added.map((value) => ({ value, display: 'somebody' })) }]),
    ],
  };
}

/** `PATCH /Groups/:id` of a full push. */
export function replaceMembers(ids: readonly string[]) {
  return {
    schemas: [PATCH],
    Operations: [{ op: 'replace', path: 'members', value: ids.map((value) => ({ value })) }],
  };
}
