import type pg from 'pg';
import type { Company } from '../../kernel/approval/approvers.ts';
import { defaultFlow, USUAL_ROLES } from '../../kernel/approval/default-flow.ts';
import type { Flow } from '../../kernel/approval/flow.ts';
import { isValidAt } from '../../kernel/policy/matching.ts';
import type { Policy } from '../../kernel/policy/model.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import type { Member } from '../organisation/organisation.ts';
import { epochNow, type Workshop } from './parts.ts';

/** The company as approvals see it now, and who everybody is. */
export type Present = Readonly<{
  company: Company;
  members: ReadonlyMap<number, Member>;
  policy: Policy;
  recordTypes: ReadonlyMap<string, RecordType>;
  /** As of which everything here was read; read before it, so that a change in between is noticed. */
  epoch: number;
}>;

export async function presentAt(
  workshop: Pick<Workshop, 'pool' | 'organisation' | 'policy'> &
    Readonly<{ gateway: Pick<Workshop['gateway'], 'authority'> }>,
  at: number,
): Promise<Present> {
  const { pool, organisation, gateway } = workshop;
  const epoch = await epochNow(pool);
  const [members, policy, { recordTypes }, deputies] = await Promise.all([
    organisation.members(),
    workshop.policy(),
    gateway.authority(epoch),
    pool.query<{ person: number; deputy: number }>(
      `SELECT person, deputy FROM fencun.approval_deputy
        WHERE ended_at IS NULL AND valid_from <= $1 AND valid_until > $1`,
      [new Date(at)],
    ),
  ]);
  const posts = members.flatMap(({ person, assignments }) =>
    assignments
      .filter(({ validity }) => isValidAt(validity, at))
      .map(({ department, position }) => ({ person, department, position })),
  );
  return {
    company: { departments: policy.departments, posts, deputies: deputies.rows },
    members: new Map(members.map((member) => [member.person, member])),
    policy,
    recordTypes,
    epoch,
  };
}

/** The flow that new requests take: the company's own, or the usual one while it has none. */
export async function currentFlow(client: Pick<pg.ClientBase, 'query'>): Promise<Flow> {
  const { rows } = await client.query<{ version: number; body: Omit<Flow, 'version'> }>(
    'SELECT version, body FROM fencun.approval_flow ORDER BY version DESC LIMIT 1',
  );
  const [row] = rows;
  return row === undefined
    ? { ...defaultFlow(USUAL_ROLES), version: 0 }
    : { ...row.body, version: row.version };
}

/** Whether a person holds one of the positions that make somebody an owner of data or the DPO, now. */
export function answersForData(person: number, { roles }: Flow, { company }: Present): boolean {
  return company.posts.some(
    (post) =>
      post.person === person && (roles.owner.includes(post.position) || roles.dpo.includes(post.position)),
  );
}
