import type { PolicyPreview, PreviewAnswer, PreviewRequest } from '../../contract/policy.ts';
import { policyDiff, type Shift } from '../../kernel/policy/diff.ts';
import type { PersonId, Policy } from '../../kernel/policy/model.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import { aloneBecause, standingAt, type Texts } from './approval.ts';
import { type PolicyPlan, previewOf } from './files.ts';
import { type StoredPolicy, unstoredRule } from './store.ts';
import type { Workshop } from './workshop.ts';

/** Who would see more, and who less. Looks at the organisation, and at no customer data. */

/** How many shifts a preview lists; it counts all of them. */
const LISTED_MAX = 1000;

export function previewOfPlan(workshop: Workshop, plan: PolicyPlan): Promise<PolicyPreview> {
  return previewed(workshop, previewOf(plan), plan);
}

/** @param typesAfter record types as they would be, where they change too */
export function previewOfChange(
  workshop: Workshop,
  change: PreviewRequest,
  typesAfter?: readonly RecordType[],
): Promise<PolicyPreview> {
  const texts = {
    rules: change.rules.map(({ id, ...body }) => ({ id, body })),
    removedRules: change.removedRules.map((id) => ({ id })),
    purposes: change.purposes.map(({ code, ...body }) => ({ code, body })),
    documents: [],
  };
  return previewed(workshop, change, texts, typesAfter);
}

async function previewed(
  { pool, load, members, recordTypes, clock }: Workshop,
  change: PreviewRequest,
  texts: Texts,
  typesAfter?: readonly RecordType[],
): Promise<PolicyPreview> {
  const at = clock();
  const [now, people, types, standing] = await Promise.all([
    load(),
    members(),
    recordTypes(),
    standingAt(pool, at),
  ]);
  const { gains, losses } = policyDiff(now, changed(now, change), people, typesAfter ?? types, at, types);
  const names = new Map(people.map(({ person, name }) => [person, name]));
  return {
    gains: listed(gains, names),
    losses: listed(losses, names),
    gainCount: gains.length,
    lossCount: losses.length,
    peopleGaining: new Set(gains.map(({ person }) => person)).size,
    peopleLosing: new Set(losses.map(({ person }) => person)).size,
    listed: LISTED_MAX,
    needsApproval: aloneBecause(texts, now, standing) === null,
  };
}

/** The policy as it would be; departments are the same list, so that nothing but the change differs. */
export function changed(now: StoredPolicy, change: PreviewRequest): Policy {
  const replaced = new Set([...change.removedRules, ...change.rules.map(({ id }) => id)]);
  const recoded = new Set(change.purposes.map(({ code }) => code));
  return {
    ...now,
    rules: [...now.rules.filter(({ id }) => !replaced.has(id)), ...change.rules.map(unstoredRule)],
    purposes: [...now.purposes.filter(({ code }) => !recoded.has(code)), ...change.purposes],
  };
}

function listed(shifts: readonly Shift[], names: ReadonlyMap<PersonId, string>): PreviewAnswer['gains'] {
  return shifts.slice(0, LISTED_MAX).map((shift) => ({
    ...shift,
    person: { id: shift.person, name: names.get(shift.person) ?? '' },
    scopes: [...shift.scopes],
  }));
}
