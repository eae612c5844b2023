import type { FastifyRequest } from 'fastify';
import type { AccessRecord } from '../../audit/access-record.ts';
import { Problem } from '../../contract/problem.ts';
import { type Facts, recordOf } from '../../features/administration.ts';
import type { Caller } from '../../gateway/door.ts';
import { isValidAt } from '../../kernel/policy/matching.ts';
import type { HttpServices } from './services.ts';
import { actOf, signedIn } from './sign-in.ts';

/** Who may look at the access log, and the entry that looking leaves in it. */

/** The position of the person in charge of personal information protection (PIPL art. 52). */
const DATA_PROTECTION_OFFICER = 'data-protection-officer';

type Look = Readonly<{
  facts: Facts;
  /** Whose entries are looked for, so that they find the look as well. */
  customer?: string;
  recordType?: string;
}>;

/** @param caller as the database knows them now (`fresh`), with a session of their own */
export function mayReadLog(caller: Caller, at: number): boolean {
  if (caller.credential.kind !== 'session') return false;
  return caller.office === 'audit-administrator' || isDataProtectionOfficer(caller, at);
}

function isDataProtectionOfficer({ assignments }: Caller, at: number): boolean {
  return assignments.some(
    ({ position, validity }) => position === DATA_PROTECTION_OFFICER && isValidAt(validity, at),
  );
}

/**
 * Records that somebody looks at the log, before anything of it is shown.
 *
 * @throws Problem `forbidden`, recorded too, where they may not
 */
export async function lookAtLog(
  services: Pick<HttpServices, 'audit' | 'clock' | 'newId'>,
  request: FastifyRequest,
  isPermitted: boolean,
  { facts, customer, recordType }: Look,
): Promise<void> {
  const { caller } = signedIn(request);
  const parts = {
    id: services.newId(),
    at: services.clock(),
    kind: 'administration',
    action: 'log.read',
    facts,
    outcome: isPermitted ? 'released' : 'refused',
    ...(isPermitted ? {} : { problem: 'forbidden' }),
  } as const;
  const record: AccessRecord = {
    ...recordOf(actOf(request), parts),
    assignments: caller.assignments.map(({ id }) => id),
    recordType: recordType ?? null,
    ...(customer === undefined ? {} : { customers: [customer] }),
  };
  await services.audit.append(record);
  if (!isPermitted) throw new Problem('forbidden');
}
