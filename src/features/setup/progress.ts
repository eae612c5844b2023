import { OFFICES } from '../../contract/session.ts';
import type { FirstStep, SetupProgress } from '../../contract/setup.ts';
import { type Act, type AdministrationParts, createAdministration } from '../administration.ts';
import type { Organisation } from '../organisation/organisation.ts';

export type ProgressParts = AdministrationParts &
  Readonly<{
    organisation: Pick<Organisation, 'members'>;
    /** Whether there are record types, and rules about them. */
    hasPolicy: () => Promise<boolean>;
    /** Whether the log holds an access to customer data that was let through. */
    hasAccess: () => Promise<boolean>;
  }>;

/** How far a new company has come, for the offices: facts of the store, and nothing that anybody ticks off. */
export type CompanyProgress = (act: Act) => Promise<SetupProgress>;

/** Those who have an assignment and can neither sign in, here or by an identity provider, nor hold a link by which they could. */
const NOT_INVITED = `
SELECT EXISTS (
  SELECT FROM unnest($1::integer[]) AS member (person)
   WHERE NOT EXISTS (SELECT FROM fencun.password w WHERE w.person = member.person)
     AND NOT EXISTS (SELECT FROM fencun.sso_provider s WHERE s.settings ->> 'enabled' = 'true')
     AND NOT EXISTS (SELECT FROM fencun.password_link l
                      WHERE l.person = member.person AND l.ended_at IS NULL AND l.expires_at > $2)
) AS found`;

const IMPORTED = 'SELECT EXISTS (SELECT FROM fencun.import WHERE created > 0) AS found';

export function createCompanyProgress(parts: ProgressParts): CompanyProgress {
  const { database, clock, organisation, hasPolicy, hasAccess } = parts;
  const pool = database.pool('application');
  const administration = createAdministration(parts);

  async function found(query: string, values: readonly unknown[] = []): Promise<boolean> {
    const { rows } = await pool.query<{ found: boolean }>(query, [...values]);
    return rows[0]?.found === true;
  }

  return async (act) => {
    await administration.confirm(act, OFFICES);
    const at = clock();
    const members = await organisation.members();
    const people = members.map(({ person }) => person);
    const [policy, waiting, imported, access] = await Promise.all([
      hasPolicy(),
      found(NOT_INVITED, [people, new Date(at)]),
      found(IMPORTED),
      hasAccess(),
    ]);
    const done: Readonly<Record<FirstStep, boolean>> = {
      template: policy,
      organisation: members.length > 0,
      invitations: members.length > 0 && !waiting,
      training: members.some(({ trainedUntil }) => trainedUntil !== null && trainedUntil > at),
      // Customers may also come one by one, or from another system: whoever reads one has one.
      customers: imported || access,
      'first-read': access,
    };
    const steps = Object.entries(done) as [FirstStep, boolean][];
    return { steps: steps.map(([step, isDone]) => ({ step, done: isDone })) };
  };
}
