import type pg from 'pg';
import type { PurposeBody, RuleBody } from '../../contract/policy.ts';
import type { ProposalList, ProposalSummary, ProposalView } from '../../contract/policy-proposals.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import type { Act } from '../administration.ts';
import { approversAt, standingAt } from './approval.ts';
import { type DocumentKind, documentNow, documentVersions } from './documents.ts';
import { failuresIn, worldOf } from './expectations.ts';
import { isBasedOn, type PolicyPlan, previewOf } from './files.ts';
import { changed, previewOfPlan } from './preview.ts';
import { loadProposal, loadProposals, type StoredProposal } from './proposal-store.ts';
import type { StoredPolicy } from './store.ts';
import type { Workshop } from './workshop.ts';

/** Proposals as their readers see them. */

/** As things stand for one reader at one moment. */
type Present = Readonly<{
  now: StoredPolicy;
  versions: Readonly<Record<DocumentKind, number>>;
  approvers: readonly PersonId[];
  act: Act;
}>;

async function presentFor({ pool, load }: Workshop, act: Act, at: number): Promise<Present> {
  const [now, approvers, versions] = await Promise.all([
    load(),
    approversAt(pool, at),
    documentVersions(pool),
  ]);
  return { now, approvers, versions, act };
}

function isStale({ plan, status }: StoredProposal, { now, versions }: Present): boolean {
  return status === 'proposed' && !isBasedOn(plan, now, versions);
}

function mayDecide({ status, by }: StoredProposal, { approvers, act }: Present): boolean {
  const { id } = act.caller.person;
  return status === 'proposed' && by !== id && approvers.includes(id);
}

export async function listOf(workshop: Workshop, act: Act, at: number): Promise<ProposalList> {
  const { pool } = workshop;
  const [proposals, present, standing] = await Promise.all([
    loadProposals(pool),
    presentFor(workshop, act, at),
    standingAt(pool, at),
  ]);
  const names = await namesOf(pool, proposals);
  return {
    standing,
    approvers: present.approvers.length,
    toDecide: proposals.filter((each) => mayDecide(each, present) && !isStale(each, present)).length,
    proposals: proposals.map((each) => summaryOf(each, present, names)),
  };
}

export async function viewOf(workshop: Workshop, act: Act, id: number, at: number): Promise<ProposalView> {
  const { pool } = workshop;
  const proposal = await loadProposal(pool, id);
  const present = await presentFor(workshop, act, at);
  const { plan, answer } = proposal;
  const stale = isStale(proposal, present);
  const isOpen = proposal.status === 'proposed';
  const edits = act.caller.office === 'security-administrator';
  const document = (kind: DocumentKind) => plan.documents.find((each) => each.kind === kind);
  const approval = document('approval');
  const expected = document('expectations');
  return {
    ...summaryOf(proposal, present, await namesOf(pool, [proposal])),
    answer,
    changes: await changesOf(pool, plan),
    approval: approval?.kind === 'approval' ? approval.body : null,
    newExpectations: expected?.kind === 'expectations' ? expected.body.length : null,
    preview: isOpen ? await previewOfPlan(workshop, plan) : null,
    expectations: isOpen ? await expectationsOf(workshop, plan, present, at) : null,
    may: {
      decide: mayDecide(proposal, present),
      withdraw: isOpen && edits,
      renew: isOpen && edits && stale,
    },
  };
}

type PersonNames = ReadonlyMap<PersonId, string>;

async function namesOf(pool: pg.Pool, proposals: readonly StoredProposal[]): Promise<PersonNames> {
  const ids = proposals.flatMap(({ by, decidedBy }) => (decidedBy === null ? [by] : [by, decidedBy]));
  const { rows } = await pool.query<{ id: number; name: string }>(
    'SELECT id, name FROM fencun.person WHERE id = ANY ($1)',
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function summaryOf(proposal: StoredProposal, present: Present, names: PersonNames): ProposalSummary {
  const { id, status, origin, reason, plan, by, at, decidedBy, decidedAt } = proposal;
  const named = (person: PersonId) => ({ id: person, name: names.get(person) ?? '' });
  return {
    ...{ id, status, origin, reason },
    by: named(by),
    at: new Date(at).toISOString(),
    decidedBy: decidedBy === null ? null : named(decidedBy),
    decidedAt: decidedAt === null ? null : new Date(decidedAt).toISOString(),
    rules: plan.rules.length,
    removedRules: plan.removedRules.length,
    purposes: plan.purposes.length,
    stale: isStale(proposal, present),
  };
}

/** Each text beside the one that it was to take the place of, which the history keeps. */
async function changesOf(pool: pg.Pool, plan: PolicyPlan): Promise<ProposalView['changes']> {
  const wanted = [
    ...plan.rules.map(({ id, ifVersion }) => ['rule', id, ifVersion] as const),
    ...plan.removedRules.map(({ id, ifVersion }) => ['rule', id, ifVersion] as const),
    ...plan.purposes.map(({ code, ifVersion }) => ['purpose', code, ifVersion] as const),
  ];
  const { rows } = await pool.query<{ kind: string; id: string; body: RuleBody | PurposeBody }>(
    `SELECT h.kind, h.id, h.body FROM fencun.rule_history h
       JOIN unnest($1::text[], $2::text[], $3::integer[]) AS w (kind, id, version)
         ON w.kind = h.kind AND w.id = h.id AND w.version = h.version`,
    [wanted.map(([kind]) => kind), wanted.map(([, id]) => id), wanted.map(([, , version]) => version)],
  );
  const before = new Map(rows.map(({ kind, id, body }) => [`${kind} ${id}`, body]));
  const rule = (id: string) => (before.get(`rule ${id}`) as RuleBody | undefined) ?? null;
  const purpose = (code: string) => (before.get(`purpose ${code}`) as PurposeBody | undefined) ?? null;
  return [
    ...plan.purposes.map(({ code, body }) => ({
      ...{ kind: 'purpose' as const, id: code, before: purpose(code), after: body },
    })),
    ...plan.rules.map(({ id, body }) => ({
      ...{ kind: 'rule' as const, id, before: rule(id), after: body },
    })),
    ...plan.removedRules.map(({ id }) => ({
      ...{ kind: 'rule' as const, id, before: rule(id), after: null },
    })),
  ];
}

async function expectationsOf(
  { pool, recordTypes }: Workshop,
  plan: PolicyPlan,
  { now }: Present,
  at: number,
): Promise<ProposalView['expectations']> {
  const proposed = plan.documents.find((each) => each.kind === 'expectations');
  const { body } = proposed?.kind === 'expectations' ? proposed : await documentNow(pool, 'expectations');
  if (body.length === 0) return { count: 0, failed: [] };
  const world = await worldOf(pool, changed(now, previewOf(plan)), await recordTypes(), at);
  return { count: body.length, failed: [...failuresIn(body, world)] };
}
