/**
 * Requests as Microsoft Entra's provisioning service sends them, written anew after its public "Tutorial: develop a
 * SCIM endpoint" and "Known issues with SCIM 2.0 compliance". People and ids are invented.
 */

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** `POST /Users`. The extension is named but some tenants send its attributes later. */
export function createUser(userName: string, more: Readonly<Record<string, unknown>> = {}) {
  return {
    schemas: [USER, ENTERPRISE],
    externalId: `entra-${userName}`,
    userName,
    active: true,
    addresses: null,
    displayName: 'Taylor Reed',
    emails: [{ type: 'work', value: `${userName}`, primary: true }],
    meta: { resourceType: 'User' },
    name: { formatted: 'Taylor Reed', familyName: 'Reed', givenName: 'Taylor' },
    phoneNumbers: null,
    roles: [],
    title: null,
    ...more,
  };
}

const patch = (...Operations: readonly unknown[]) => ({ schemas: [PATCH], Operations });

/** Before a tenant sets the compliance flag: operations capitalised, booleans as text. */
export const disableAsText = patch({ op: 'Replace', path: 'active', value: 'False' });
export const enableAsText = patch({ op: 'Replace', path: 'active', value: 'True' });
/** With the flag. */
export const disable = patch({ op: 'replace', path: 'active', value: false });
/** Seen of older tenants: one object without a path, and text. */
export const disableWithoutPath = patch({ op: 'Replace', value: { active: 'False' } });

/** An address and a name that may not be there yet, an attribute that is not kept, and one of the extension. */
export function changeProfile(email: string, department: string, title: string) {
  return patch(
    { op: 'Add', path: 'emails[type eq "work"].value', value: email },
    { op: 'Replace', path: 'name.familyName', value: 'Reed-Lin' },
    { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '555-0100' },
    { op: 'Add', path: `${ENTERPRISE}:department`, value: department },
    { op: 'Add', path: `${ENTERPRISE}:costCenter`, value: '4711' },
    { op: 'Replace', path: 'title', value: title },
  );
}

/** Several attributes at once, with dotted names and URNs as keys. */
export function changeAtOnce(department: string) {
  return patch({
    op: 'replace',
    value: {
      displayName: 'Taylor Lin',
      'name.givenName': 'Tay',
      [`${ENTERPRISE}:department`]: department,
      preferredLanguage: 'en',
    },
  });
}

/** The manager as a bare id (before the flag), and as an object. */
export const managerAsText = (id: string) => patch({ op: 'Add', path: `${ENTERPRISE}:manager`, value: id });
export const managerAsObject = (id: string) =>
  patch({ op: 'Replace', path: `${ENTERPRISE}:manager`, value: { value: id } });
export const noManager = patch({ op: 'Remove', path: `${ENTERPRISE}:manager` });

export function createGroup(displayName: string, externalId: string) {
  return {
    schemas: [GROUP, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
    externalId,
    displayName,
    meta: { resourceType: 'Group' },
  };
}

export const addMembers = (...ids: readonly string[]) =>
  patch({ op: 'Add', path: 'members', value: ids.map((value) => ({ $ref: null, value })) });
/** Members to remove stand in the value, where RFC 7644 has a filter in the path. */
export const removeMembers = (...ids: readonly string[]) =>
  patch({ op: 'Remove', path: 'members', value: ids.map((value) => ({ $ref: null, value })) });
export const removeMemberByFilter = (id: string) =>
  patch({ op: 'remove', path: `members[value eq "${id}"]` });
