import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { PurposeBody, RuleBody } from '../../contract/policy.ts';
import type {
  NewProposal,
  ProposalDecision,
  ProposalList,
  ProposalOrigin,
  ProposalSummary,
  ProposalView,
} from '../../contract/policy-proposals.ts';
import { Problem } from '../../contract/problem.ts';
import type { PersonId } from '../../kernel/policy/model.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import type { Act, Facts } from '../administration.ts';
import { aloneBecause, approvesAt, mustBeAlone, standingAt } from './approval.ts';
import { type DocumentChange, documentNow, documentVersions } from './documents.ts';
import { failuresIn, worldOf } from './expectations.ts';
import { carryOut, fingerprintOf, isBasedOn, mustBeBasis, type PolicyPlan, rehearseWithin } from './files.ts';
import { closeProposal, insertProposal, loadOpenProposal } from './proposal-store.ts';
import { listOf, viewOf } from './proposal-view.ts';
import { loadPolicy, type StoredPolicy } from './store.ts';
import { EDITORS, type Workshop } from './workshop.ts';

/**
 * Changes of the policy by two people. The security administrator proposes; the person in charge of personal
 * information protection approves or refuses, never what they proposed themselves. What is approved comes into force in
 * that very transaction, on exactly the rules and purposes that it was proposed for.
 */
export type Proposals = Readonly<{
  /**
   * Brings a change into force where one person may, and proposes it otherwise.
   *
   * @returns the proposal, or null where the change has come into force
   * @throws Problem `invalid-input` for what names something that does not exist, `version-conflict`
   */
  propose(act: Act, wanted: NewProposal): Promise<number | null>;
  /** For who edits, audits or approves the policy. */
  proposals(act: Act): Promise<ProposalList>;
  proposal(act: Act, id: number): Promise<ProposalView>;
  /** Those that wait for the caller's decision; of nobody else's. */
  waitingProposals(act: Act): Promise<readonly ProposalSummary[]>;
  /** @throws Problem `proposal-stale` when rules or purposes have changed since; `version-conflict` when it is closed */
  decideProposal(act: Act, id: number, decision: ProposalDecision): Promise<void>;
  withdrawProposal(act: Act, id: number): Promise<void>;
  /**
   * Proposes the same anew, for the policy as it is now, and withdraws the old one.
   *
   * @throws Problem `invalid-input` where nothing of it is left to change
   */
  renewProposal(act: Act, id: number): Promise<number>;
}>;

type Words = Readonly<{ reason: string; origin: ProposalOrigin }>;

export function createProposals(workshop: Workshop): Proposals {
  const { pool, clock, confirmReader, load } = workshop;
  return {
    async propose(act, wanted) {
      return submit(workshop, act, await planOfProposal(pool, wanted, await load()), {
        reason: wanted.reason,
        origin: 'editor',
      });
    },
    async proposals(act) {
      await confirmReader(act);
      return listOf(workshop, act, clock());
    },
    async proposal(act, id) {
      await confirmReader(act);
      return viewOf(workshop, act, id, clock());
    },
    async waitingProposals(act) {
      const at = clock();
      if (!(await approvesAt(pool, act.caller.person.id, at))) return [];
      const { proposals } = await listOf(workshop, act, at);
      const own = act.caller.person.id;
      return proposals.filter(({ status, stale, by }) => status === 'proposed' && !stale && by.id !== own);
    },
    decideProposal: (act, id, decision) => decide(workshop, act, id, decision),
    withdrawProposal: (act, id) =>
      workshop.administration.perform(
        act,
        { action: 'policy.withdraw', offices: EDITORS },
        async (client, at) => {
          await loadOpenProposal(client, id);
          await closeProposal(client, id, {
            ...{ status: 'withdrawn', by: act.caller.person.id, at, answer: null },
          });
          return { answer: undefined, facts: { proposal: id } };
        },
      ),
    renewProposal: (act, id) => renew(workshop, act, id),
  };
}

export async function submit(
  workshop: Workshop,
  act: Act,
  plan: PolicyPlan,
  words: Words,
): Promise<number | null> {
  const { pool, administration, clock, load } = workshop;
  const types = await workshop.recordTypes();
  const by = act.caller.person.id;
  // Which of the two deeds it is; the transaction asks again before anything comes into force.
  if (aloneBecause(plan, await load(), await standingAt(pool, clock())) !== null) {
    await administration.perform(act, { action: 'policy.apply', offices: EDITORS }, async (client, at) => {
      const now = await loadPolicy(client);
      mustBeBasis(plan, now);
      const alone = await mustBeAlone(client, plan, now, at);
      return { answer: undefined, facts: { ...(await carryOut(client, plan, { by, at }, types)), alone } };
    });
    return null;
  }
  return administration.perform(act, { action: 'policy.propose', offices: EDITORS }, async (client, at) => {
    mustBeBasis(plan, await loadPolicy(client));
    return proposeWithin(client, plan, words, { by, at }, types);
  });
}

async function proposeWithin(
  client: pg.PoolClient,
  plan: PolicyPlan,
  { reason, origin }: Words,
  { by, at }: Readonly<{ by: PersonId; at: number }>,
  types: readonly RecordType[],
): Promise<Readonly<{ answer: number; facts: Facts }>> {
  await rehearseWithin(client, plan, { by, at }, types);
  const proposal = await insertProposal(client, { by, at, origin, reason, plan });
  const rules = plan.rules.map(({ id }) => id).join(' ');
  const removed = plan.removedRules.map(({ id }) => id).join(' ');
  const purposes = plan.purposes.map(({ code }) => code).join(' ');
  const also = plan.documents.map(({ kind }) => kind).join(' ');
  return { answer: proposal, facts: { proposal, rules, removed, purposes, also } };
}

/** New texts that come along with what they speak of. */
export type Novelty = Readonly<{
  rules: readonly Readonly<{ id: string; body: RuleBody }>[];
  purposes: readonly Readonly<{ code: string; body: PurposeBody }>[];
  origin: ProposalOrigin;
  by: PersonId;
  at: number;
}>;

/** What the record of the act says of them: the versions in force, or the proposal that has to be approved. */
export type Enacted = Facts;

export async function enact(
  client: pg.PoolClient,
  { rules, purposes, origin, by, at }: Novelty,
  recordTypes: readonly RecordType[],
): Promise<Enacted> {
  if (rules.length + purposes.length === 0) return {};
  const now = await loadPolicy(client);
  const plan: PolicyPlan = {
    basis: fingerprintOf(now),
    rules: rules.map((rule) => ({ ...rule, ifVersion: null })),
    removedRules: [],
    purposes: purposes.map((purpose) => ({ ...purpose, ifVersion: null })),
    otherPurposes: [],
    documents: [],
  };
  const alone = aloneBecause(plan, now, await standingAt(client, at));
  if (alone === null) {
    const { answer } = await proposeWithin(client, plan, { reason: '', origin }, { by, at }, recordTypes);
    return { proposal: answer };
  }
  const { rules: written } = await carryOut(client, plan, { by, at }, recordTypes);
  return { rules: written ?? '', alone };
}

async function planOfProposal(pool: pg.Pool, wanted: NewProposal, now: StoredPolicy): Promise<PolicyPlan> {
  const documents: DocumentChange[] = [];
  if (wanted.approval !== undefined) {
    const { version } = await documentNow(pool, 'approval');
    documents.push({ kind: 'approval', body: wanted.approval, ifVersion: version });
  }
  if (wanted.expectations !== undefined) {
    const { version } = await documentNow(pool, 'expectations');
    documents.push({ kind: 'expectations', body: wanted.expectations, ifVersion: version });
  }
  return {
    basis: fingerprintOf(now),
    rules: wanted.rules.map(({ id, ifVersion, ...body }) => ({ id, ifVersion, body })),
    removedRules: wanted.removedRules,
    purposes: wanted.purposes.map(({ code, ifVersion, ...body }) => ({ code, ifVersion, body })),
    otherPurposes: [],
    documents,
  };
}

async function decide(workshop: Workshop, act: Act, id: number, decision: ProposalDecision): Promise<void> {
  const types = await workshop.recordTypes();
  const person = act.caller.person.id;
  const { verdict, answer = null } = decision;
  const deed = {
    action: `policy.${verdict}`,
    offices: [],
    otherwise: (client: pg.PoolClient, at: number) => approvesAt(client, person, at),
  };
  await workshop.administration.perform(act, deed, async (client, at) => {
    const proposal = await loadOpenProposal(client, id);
    if (proposal.by === person) throw new Problem('forbidden');
    const about = { proposal: id, author: proposal.by };
    if (verdict === 'refuse') {
      await closeProposal(client, id, { status: 'refused', by: person, at, answer });
      return { answer: undefined, facts: about };
    }
    if (!isBasedOn(proposal.plan, await loadPolicy(client), await documentVersions(client))) {
      throw new Problem('proposal-stale');
    }
    // In the history stands who wrote it; who approved stands in the proposal and in the record.
    const facts = await carryOut(client, proposal.plan, { by: proposal.by, at }, types);
    await closeProposal(client, id, { status: 'approved', by: person, at, answer });
    const failed = await failuresNow(client, types, at);
    return { answer: undefined, facts: { ...about, ...facts, ...(failed > 0 ? { failed } : {}) } };
  });
}

async function failuresNow(client: pg.PoolClient, types: readonly RecordType[], at: number): Promise<number> {
  const { body } = await documentNow(client, 'expectations');
  if (body.length === 0) return 0;
  return failuresIn(body, await worldOf(client, await loadPolicy(client), types, at)).length;
}

async function renew({ administration, recordTypes }: Workshop, act: Act, id: number): Promise<number> {
  const types = await recordTypes();
  const by = act.caller.person.id;
  const deed = { action: 'policy.propose', offices: EDITORS };
  return administration.perform(act, deed, async (client, at) => {
    const { plan: old, reason, origin } = await loadOpenProposal(client, id);
    const plan = await renewed(client, old, await loadPolicy(client));
    const left = [plan.rules, plan.removedRules, plan.purposes, plan.documents];
    if (left.every(({ length }) => length === 0)) {
      throw new Problem('invalid-input', {
        'detail.zh': '现行策略已经如此，没有可变更的内容。请撤回。',
        'detail.en': 'The policy in force is so already: nothing is left to change. Withdraw it.',
      });
    }
    await closeProposal(client, id, { status: 'withdrawn', by, at, answer: null });
    const { answer, facts } = await proposeWithin(client, plan, { reason, origin }, { by, at }, types);
    return { answer, facts: { ...facts, renews: id } };
  });
}

/** The same texts in the place of those that are in force now. */
async function renewed(client: pg.PoolClient, plan: PolicyPlan, now: StoredPolicy): Promise<PolicyPlan> {
  const rules = new Map(now.rules.map(({ id, version, ...body }) => [id, { version, body }]));
  const purposes = new Map(now.purposes.map(({ code, version, ...body }) => [code, { version, body }]));
  const documents: DocumentChange[] = [];
  for (const change of plan.documents) {
    const { version, body } = await documentNow(client, change.kind);
    if (!isDeepStrictEqual(body, change.body)) documents.push({ ...change, ifVersion: version });
  }
  return {
    basis: fingerprintOf(now),
    rules: plan.rules
      .filter(({ id, body }) => !isDeepStrictEqual(rules.get(id)?.body, body))
      .map(({ id, body }) => ({ id, body, ifVersion: rules.get(id)?.version ?? null })),
    removedRules: plan.removedRules.flatMap(({ id }) => {
      const there = rules.get(id);
      return there === undefined ? [] : [{ id, ifVersion: there.version }];
    }),
    purposes: plan.purposes
      .filter(({ code, body }) => !isDeepStrictEqual(purposes.get(code)?.body, body))
      .map(({ code, body }) => ({ code, body, ifVersion: purposes.get(code)?.version ?? null })),
    otherPurposes: [],
    documents,
  };
}
