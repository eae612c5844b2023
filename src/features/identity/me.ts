import type { Me, PurposeView } from '../../contract/session.ts';
import type { Context, Policy } from '../../kernel/policy/model.ts';
import { openPurposes } from '../../kernel/policy/open-purposes.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { SignedInCaller, Workshop } from './parts.ts';
import { csrfTokenOf } from './secret.ts';

/** Who the caller is, as the web app shows it: with names, and the purposes to choose from. */
export async function me(
  { pool, clock, policies }: Workshop,
  caller: SignedInCaller,
  secret: string,
): Promise<Me> {
  const [policy, { rows }] = await Promise.all([
    policies.load(),
    pool.query<{ assignments: readonly NamedAssignment[]; kinds: Me['secondFactors'] | null }>(
      `SELECT assignments, (SELECT array_agg(DISTINCT f.kind ORDER BY f.kind DESC) FROM fencun.second_factor f
                             WHERE f.person = p.id AND f.confirmed_at IS NOT NULL) AS kinds
         FROM fencun.person_authority p WHERE id = $1`,
      [caller.person.id],
    ),
  ]);
  const at = clock();
  const names = new Map((rows[0]?.assignments ?? []).map((assignment) => [assignment.id, assignment]));
  return {
    person: caller.person,
    office: caller.office,
    assignments: caller.assignments.flatMap(({ id, validity }) => {
      const named = names.get(id);
      if (named === undefined || (validity.from ?? 0) > at) return [];
      return [
        {
          id,
          department: { id: named.department, name: named.departmentName },
          position: { code: named.position, name: named.positionName },
        },
      ];
    }),
    purposes: purposesOf(policy, caller, at),
    csrfToken: csrfTokenOf(secret),
    mustProveSecondFactor: caller.mustProveSecondFactor,
    mustChangePassword: caller.mustChangePassword,
    mustSetUpSecondFactor: caller.mustSetUpSecondFactor,
    secondFactors: caller.hasSecondFactor ? (rows[0]?.kinds ?? []) : [],
    expiresAt: new Date(caller.expiresAt).toISOString(),
  };
}

type NamedAssignment = Readonly<{
  id: number;
  department: number;
  departmentName: Label;
  position: string;
  positionName: Label;
}>;

/** The purposes open to a caller. None of them depends on network or second factor. */
export function purposesOf(policy: Policy, caller: SignedInCaller, at: number): PurposeView[] {
  const context: Context = {
    person: caller.person.id,
    assignments: caller.assignments,
    grants: caller.grants,
    purpose: null,
    at,
    network: null,
    secondFactorAt: caller.secondFactorAt,
    trainedUntil: caller.trainedUntil,
    reasonGiven: false,
    narrowing: caller.narrowing,
  };
  return openPurposes(policy, context).map(({ code, label, description, legalBasis, categories }) => ({
    code,
    label,
    description,
    legalBasis,
    categories: [...categories],
  }));
}
