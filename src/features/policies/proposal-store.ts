import type pg from 'pg';
import type { PROPOSAL_STATES, ProposalOrigin } from '../../contract/policy-proposals.ts';
import { Problem } from '../../contract/problem.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import type { PolicyPlan } from './files.ts';

/** Proposals as they are stored. */
export type StoredProposal = Readonly<{
  id: number;
  by: PersonId;
  at: number;
  origin: ProposalOrigin;
  reason: string;
  plan: PolicyPlan;
  status: (typeof PROPOSAL_STATES)[number];
  decidedBy: PersonId | null;
  decidedAt: number | null;
  answer: string | null;
}>;

type Client = Pick<pg.ClientBase, 'query'>;
type Row = Readonly<{
  id: number;
  proposed_by: number;
  proposed_at: Date;
  origin: ProposalOrigin;
  reason: string;
  plan: PolicyPlan;
  status: StoredProposal['status'];
  decided_by: number | null;
  decided_at: Date | null;
  answer: string | null;
}>;

const LISTED_MAX = 200;

/** Those that wait first, then the newest. */
export async function loadProposals(client: Client): Promise<readonly StoredProposal[]> {
  const { rows } = await client.query<Row>(
    `SELECT * FROM fencun.policy_proposal ORDER BY status = 'proposed' DESC, id DESC LIMIT ${LISTED_MAX}`,
  );
  return rows.map(proposalOf);
}

/** @throws Problem `not-found` */
export async function loadProposal(client: Client, id: number): Promise<StoredProposal> {
  const { rows } = await client.query<Row>('SELECT * FROM fencun.policy_proposal WHERE id = $1', [id]);
  const [row] = rows;
  if (row === undefined) throw new Problem('not-found');
  return proposalOf(row);
}

/** @throws Problem `not-found`, `version-conflict` where somebody has decided already */
export async function loadOpenProposal(client: Client, id: number): Promise<StoredProposal> {
  const proposal = await loadProposal(client, id);
  if (proposal.status !== 'proposed') throw new Problem('version-conflict');
  return proposal;
}

export async function insertProposal(
  client: Client,
  { by, at, origin, reason, plan }: Pick<StoredProposal, 'by' | 'at' | 'origin' | 'reason' | 'plan'>,
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `INSERT INTO fencun.policy_proposal (proposed_by, proposed_at, origin, reason, plan)
     VALUES ($1, $2, $3, $4, $5) RETURNING id`,
    [by, new Date(at), origin, reason, JSON.stringify(plan)],
  );
  return rows[0]?.id ?? 0;
}

export async function closeProposal(
  client: Client,
  id: number,
  { status, by, at, answer }: Readonly<Pick<StoredProposal, 'status' | 'by' | 'at' | 'answer'>>,
): Promise<void> {
  await client.query(
    `UPDATE fencun.policy_proposal SET status = $2, decided_by = $3, decided_at = $4, answer = $5
      WHERE id = $1 AND status = 'proposed'`,
    [id, status, by, new Date(at), answer],
  );
}

function proposalOf(row: Row): StoredProposal {
  const { id, origin, reason, plan, status, answer } = row;
  return {
    ...{ id, origin, reason, plan, status, answer },
    by: row.proposed_by,
    at: row.proposed_at.getTime(),
    decidedBy: row.decided_by,
    decidedAt: row.decided_at?.getTime() ?? null,
  };
}
