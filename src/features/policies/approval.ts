import type pg from 'pg';
import type { PurposeBody, RuleBody } from '../../contract/policy.ts';
import type { APPROVAL_STANDINGS } from '../../contract/policy-proposals.ts';
import { Problem } from '../../contract/problem.ts';
import { USUAL_ROLES } from '../../kernel/approval/default-flow.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import { onlyTakesAway } from '../../kernel/policy/narrowing.ts';
import { type DocumentChange, documentNow } from './documents.ts';
import type { StoredPolicy } from './store.ts';

/**
 * Who besides the security administrator has to agree to a change of the policy: the person in charge of personal
 * information protection (PIPL art. 52). Officers cannot: the system administrator appoints people and the audit
 * administrator oversees what came of it, and who holds an office holds no position.
 */
const APPROVERS = USUAL_ROLES.dpo;

type Client = Pick<pg.ClientBase, 'query'>;
export type Standing = (typeof APPROVAL_STANDINGS)[number];

/** People who could approve now. */
export async function approversAt(client: Client, at: number): Promise<readonly PersonId[]> {
  const { rows } = await client.query<{ person: PersonId }>(
    `SELECT DISTINCT a.person FROM fencun.assignment a JOIN fencun.person p ON p.id = a.person
      WHERE a.position = ANY ($1) AND p.status = 'active' AND a.valid_from <= $2
        AND (a.valid_until IS NULL OR a.valid_until > $2)
        AND NOT EXISTS (SELECT FROM fencun.office o WHERE o.person = a.person)`,
    [APPROVERS, new Date(at)],
  );
  return rows.map(({ person }) => person);
}

export async function approvesAt(client: Client, person: PersonId, at: number): Promise<boolean> {
  return (await approversAt(client, at)).includes(person);
}

/**
 * A company is being founded until the first person who could approve has taken up their post. It does not become so
 * again when the last of them leaves: then a change waits for the next.
 */
export async function standingAt(client: Client, at: number): Promise<Standing> {
  const { body } = await documentNow(client, 'approval');
  if (body === 'off') return 'off';
  const { rows } = await client.query<{ founded: boolean }>(
    `SELECT EXISTS (SELECT FROM fencun.assignment
                     WHERE position = ANY ($1) AND valid_from <= $2) AS founded`,
    [APPROVERS, new Date(at)],
  );
  return rows[0]?.founded === true ? 'required' : 'founding';
}

/** What a change says, whatever versions it is based on. */
export type Texts = Readonly<{
  rules: readonly Readonly<{ id: string; body: RuleBody }>[];
  removedRules: readonly Readonly<{ id: string }>[];
  purposes: readonly Readonly<{ code: string; body: PurposeBody }>[];
  documents: readonly Pick<DocumentChange, 'kind' | 'body'>[];
}>;

/** Why one person may bring a change into force alone; the record of it says so. */
export type Alone = 'approval-off' | 'founding' | 'only-takes-away';

/** @returns null where another person has to approve */
export function aloneBecause(plan: Texts, now: StoredPolicy, standing: Standing): Alone | null {
  // Nobody frees themselves of the second person, not even while there is none yet.
  if (plan.documents.some(({ kind, body }) => kind === 'approval' && body === 'off')) {
    return standing === 'off' ? 'approval-off' : null;
  }
  if (standing === 'off') return 'approval-off';
  if (standing === 'founding') return 'founding';
  return takesAway(plan, now) ? 'only-takes-away' : null;
}

/** @throws Problem `approval-needed` */
export async function mustBeAlone(
  client: Client,
  plan: Texts,
  now: StoredPolicy,
  at: number,
): Promise<Alone> {
  const alone = aloneBecause(plan, now, await standingAt(client, at));
  if (alone === null) throw new Problem('approval-needed');
  return alone;
}

function takesAway({ rules, removedRules, purposes, documents }: Texts, now: StoredPolicy): boolean {
  const before = new Map(now.rules.map(({ id, version: _, ...text }) => [id, text]));
  const pursued = new Map(now.purposes.map(({ code, version: _, ...text }) => [code, text]));
  // Off has been dealt with; and fewer expectations are no less for anybody, but nobody's to give up alone.
  return (
    documents.every(({ kind }) => kind === 'approval') &&
    onlyTakesAway({
      rules: [
        ...rules.map(({ id, body }) => ({ before: before.get(id) ?? null, after: body })),
        ...removedRules.map(({ id }) => ({ before: before.get(id) ?? null, after: null })),
      ],
      purposes: purposes.map(({ code, body }) => ({ before: pursued.get(code) ?? null, after: body })),
    })
  );
}
