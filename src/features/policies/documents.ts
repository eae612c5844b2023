import type pg from 'pg';
import type { Expectation } from '../../contract/policy-files.ts';
import type { PolicyApproval } from '../../contract/policy-proposals.ts';
import { Problem } from '../../contract/problem.ts';
import type { PersonId } from '../../kernel/policy/model.ts';

/**
 * What belongs to the policy and is neither rule nor purpose: whether changes need approval, and what the company
 * expects of its policy. Each version is one text for ever.
 */
export type Documents = Readonly<{ approval: PolicyApproval; expectations: readonly Expectation[] }>;
export type DocumentKind = keyof Documents;

export type DocumentChange = {
  [Kind in DocumentKind]: Readonly<{ kind: Kind; body: Documents[Kind]; ifVersion: number }>;
}[DocumentKind];

const USUAL: Documents = { approval: 'required', expectations: [] };

/** @returns the version 0 of what nobody has decided yet */
export async function documentNow<Kind extends DocumentKind>(
  client: Pick<pg.ClientBase, 'query'>,
  kind: Kind,
): Promise<Readonly<{ version: number; body: Documents[Kind] }>> {
  const { rows } = await client.query<{ version: number; body: Documents[Kind] }>(
    'SELECT version, body FROM fencun.policy_document WHERE kind = $1 ORDER BY version DESC LIMIT 1',
    [kind],
  );
  return rows[0] ?? { version: 0, body: USUAL[kind] };
}

export async function documentVersions(
  client: Pick<pg.ClientBase, 'query'>,
): Promise<Readonly<Record<DocumentKind, number>>> {
  const [approval, expectations] = [
    await documentNow(client, 'approval'),
    await documentNow(client, 'expectations'),
  ];
  return { approval: approval.version, expectations: expectations.version };
}

/** @throws Problem `version-conflict` where it is another version by now */
export async function putDocument(
  client: pg.PoolClient,
  { kind, body, ifVersion }: DocumentChange,
  { by, at }: Readonly<{ by: PersonId; at: number }>,
): Promise<number> {
  const { version } = await documentNow(client, kind);
  if (version !== ifVersion) throw new Problem('version-conflict');
  await client.query(
    `INSERT INTO fencun.policy_document (kind, version, body, changed_at, changed_by)
     VALUES ($1, $2, $3, $4, $5)`,
    [kind, version + 1, JSON.stringify(body), new Date(at), by],
  );
  return version + 1;
}
