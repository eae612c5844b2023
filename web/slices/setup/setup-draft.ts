import { OFFICES, type Office } from '../../../src/contract/session.ts';

/** What has been typed so far: three officers, whose keyboard this is, and their password twice. */
export type Draft = Readonly<
  Record<Office, Readonly<{ name: string; login: string }>> & {
    own: Office | null;
    password: string;
    again: string;
  }
>;

export const OFFICES_IN_ORDER = OFFICES;

const NOBODY = { name: '', login: '' };
export const EMPTY_DRAFT: Draft = {
  'system-administrator': NOBODY,
  'security-administrator': NOBODY,
  'audit-administrator': NOBODY,
  own: null,
  password: '',
  again: '',
};

const LOGIN = /^[a-z0-9][a-z0-9._@-]{0,99}$/;

/** The entries that are not right yet, such as `audit-administrator.login`; `.taken` where two logins are the same. */
export function faultsOf(draft: Draft): ReadonlySet<string> {
  const faults = new Set<string>();
  const logins = OFFICES.map((office) => draft[office].login);
  for (const [place, office] of OFFICES.entries()) {
    const { name, login } = draft[office];
    if (name.trim() === '') faults.add(`${office}.name`);
    if (!LOGIN.test(login)) faults.add(`${office}.login`);
    if (login !== '' && logins.indexOf(login) < place) faults.add(`${office}.login.taken`);
  }
  if (draft.own === null) faults.add('own');
  if (draft.password === '') faults.add('password');
  if (draft.again !== draft.password) faults.add('again');
  return faults;
}
