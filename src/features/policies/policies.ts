import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type {
  PolicyHistory,
  PolicyPreview,
  PolicyView,
  PreviewRequest,
  PurposeBody,
  PurposeVersions,
  ReachAnswer,
  RuleBody,
  RuleVersions,
  WhoCanSeeAnswer,
  WhoCanSeeQuery,
} from '../../contract/policy.ts';
import type { Expectation, PolicyFile } from '../../contract/policy-files.ts';
import { Problem } from '../../contract/problem.ts';
import type { PolicySource } from '../../gateway/access-request.ts';
import { whoCanSee } from '../../kernel/policy/diff.ts';
import type { PersonId, Rule } from '../../kernel/policy/model.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import { asProblem } from '../../platform/database/connect.ts';
import { type Act, createAdministration, type Outcome } from '../administration.ts';
import { approvesAt, mustBeAlone, type Texts } from './approval.ts';
import { documentNow } from './documents.ts';
import { type Disappointment, disappointments, worldOf } from './expectations.ts';
import { asFile, loadCodes, type PolicyPlan, planOf, previewOf, rehearse } from './files.ts';
import { loadBeginnings, loadHistory, loadVersions } from './history.ts';
import { changed, previewOfChange, previewOfPlan } from './preview.ts';
import { createProposals, type Enacted, enact, type Novelty, type Proposals, submit } from './proposals.ts';
import { reachOf } from './reach.ts';
import { checkPurpose, checkRule } from './references.ts';
import { loadNames, loadPolicy, lockRule, put, remove, type StoredPolicy } from './store.ts';
import { EDITORS, type PoliciesParts, READERS, type Workshop } from './workshop.ts';

export type { Disappointment } from './expectations.ts';
export type { PolicyPlan } from './files.ts';
export type { Enacted } from './proposals.ts';

export type Policies = PolicySource &
  Proposals &
  Readonly<{
    /** For the security and the audit administrator. */
    view(act: Act): Promise<PolicyView>;
    history(act: Act): Promise<PolicyHistory>;
    /** @throws Problem `not-found` where there never was such a rule */
    ruleVersions(act: Act, id: string): Promise<RuleVersions>;
    purposeVersions(act: Act, code: string): Promise<PurposeVersions>;
    /** When each rule that there is now was first written, in ms. */
    ruleBeginnings(): Promise<ReadonlyMap<string, number>>;
    /**
     * These change one text alone, where one person may.
     *
     * @param ifVersion the version that the editor saw, or null to create
     * @returns the new version
     * @throws Problem `approval-needed` where another person has to approve it: see `propose`
     */
    putRule(act: Act, id: string, body: RuleBody, ifVersion: number | null): Promise<number>;
    removeRule(act: Act, id: string, ifVersion: number): Promise<void>;
    putPurpose(act: Act, code: string, body: PurposeBody, ifVersion: number | null): Promise<number>;
    /**
     * Brings new rules and purposes into force in somebody else's transaction, together with what they speak of; or
     * proposes them there, where another person has to approve. Whoever calls has confirmed the office, and records it.
     *
     * @param recordTypes as they will be when the transaction commits
     */
    enact(client: pg.PoolClient, novelty: Novelty, recordTypes: readonly RecordType[]): Promise<Enacted>;
    /**
     * Removes a rule in somebody else's transaction, likewise.
     *
     * @param rule `by` is null where time does it
     * @throws Problem `version-conflict` where it is another version, `not-found`, `approval-needed` where anybody would
     *   gain by its end
     */
    dropRule(
      client: pg.PoolClient,
      rule: Readonly<{ id: string; version: number; by: PersonId | null; at: number }>,
    ): Promise<void>;
    /** A rule as it is within that transaction, and stays until it ends. */
    ruleWithin(client: pg.PoolClient, id: string): Promise<Rule | null>;
    /**
     * Who would see more, and who less. Looks at the organisation, and at no customer data.
     *
     * @param recordTypes as they would be, where they change too
     */
    preview(act: Act, change: PreviewRequest, recordTypes?: readonly RecordType[]): Promise<PolicyPreview>;
    /** The same in numbers of customers, by post. On record. */
    reach(act: Act, change: PreviewRequest): Promise<ReachAnswer>;
    whoCanSee(act: Act, query: WhoCanSeeQuery): Promise<WhoCanSeeAnswer>;
    /** The policy as a file, which needs no office: whoever reads it on the server could read the database. */
    asFile(): Promise<PolicyFile>;
    /** What a file would change. @throws Problem `invalid-input` for what names something that does not exist */
    planFile(file: PolicyFile, expectations?: readonly Expectation[]): Promise<PolicyPlan>;
    /**
     * Carries out a plan in one transaction and one record, where one person may; proposes it where another has to
     * approve.
     *
     * @returns the proposal, or null where it has come into force
     * @throws Problem `version-conflict` where the policy moved on
     */
    submitPlan(act: Act, plan: PolicyPlan, words: Readonly<{ reason: string }>): Promise<number | null>;
    previewPlan(act: Act, plan: PolicyPlan): Promise<PolicyPreview>;
    /** What is not as it is expected. @param file the policy to ask; the one in force where left out */
    test(expectations: readonly Expectation[], file?: PolicyFile): Promise<readonly Disappointment[]>;
  }>;

export function createPolicies(parts: PoliciesParts): Policies {
  const pool = parts.database.pool('application');
  const administration = createAdministration(parts);

  async function load(): Promise<StoredPolicy> {
    try {
      return await loadPolicy(pool);
    } catch (error) {
      throw asProblem(error);
    }
  }
  const confirmReader = (act: Act) =>
    administration.confirm(act, READERS, (client, at) => approvesAt(client, act.caller.person.id, at));
  const workshop: Workshop = { ...parts, pool, administration, load, confirmReader };

  return {
    load,
    async view(act) {
      await confirmReader(act);
      const [{ version, rules, purposes }, names] = await Promise.all([load(), loadNames(pool)]);
      return { version, rules, purposes, names } as PolicyView;
    },
    async history(act) {
      await confirmReader(act);
      return { changes: await loadHistory(pool) };
    },
    async ruleVersions(act, id) {
      await confirmReader(act);
      return { versions: await loadVersions<RuleBody>(pool, 'rule', id) };
    },
    async purposeVersions(act, code) {
      await confirmReader(act);
      return { versions: await loadVersions<PurposeBody>(pool, 'purpose', code) };
    },
    ruleBeginnings: () => loadBeginnings(pool),
    ...editing(workshop),
    ...asking(workshop),
    ...filing(workshop),
    ...createProposals(workshop),
  };
}

function filing(
  workshop: Workshop,
): Pick<Policies, 'asFile' | 'planFile' | 'submitPlan' | 'previewPlan' | 'test'> {
  const { clock, recordTypes, pool, load } = workshop;

  async function expecting(expectations?: readonly Expectation[]): Promise<PolicyPlan['documents']> {
    const { version, body } = await documentNow(pool, 'expectations');
    if (expectations === undefined || isDeepStrictEqual(body, expectations)) return [];
    return [{ kind: 'expectations', body: expectations, ifVersion: version }];
  }

  async function planFile(file: PolicyFile, expectations?: readonly Expectation[]): Promise<PolicyPlan> {
    const [now, codes, types] = await Promise.all([load(), loadCodes(pool), recordTypes()]);
    const plan = { ...planOf(file, now, codes), documents: await expecting(expectations) };
    await rehearse(pool, plan, clock(), types);
    return plan;
  }

  return {
    async asFile() {
      const [now, codes] = await Promise.all([load(), loadCodes(pool)]);
      return asFile(now, codes);
    },
    planFile,
    submitPlan: (act, plan, { reason }) => submit(workshop, act, plan, { reason, origin: 'file' }),
    async previewPlan(act, plan) {
      await workshop.confirmReader(act);
      return previewOfPlan(workshop, plan);
    },
    async test(expectations, file) {
      const [now, types] = await Promise.all([load(), recordTypes()]);
      const policy = file === undefined ? now : changed(now, previewOf(await planFile(file)));
      return disappointments(expectations, await worldOf(pool, policy, types, clock()));
    },
  };
}

function editing({
  recordTypes,
  administration,
}: Workshop): Pick<Policies, 'putRule' | 'enact' | 'dropRule' | 'ruleWithin' | 'removeRule' | 'putPurpose'> {
  type Fact = (client: pg.PoolClient, at: number) => Promise<Outcome<number>>;
  const perform = (act: Act, action: string, plan: Texts, work: Fact) =>
    administration.perform(act, { action, offices: EDITORS }, async (client, at) => {
      const alone = await mustBeAlone(client, plan, await loadPolicy(client), at);
      const { answer, facts } = await work(client, at);
      return { answer, facts: { ...facts, alone } };
    });
  const nothing = { rules: [], removedRules: [], purposes: [], documents: [] };

  return {
    async putRule(act, id, body, ifVersion) {
      const types = await recordTypes();
      const plan = { ...nothing, rules: [{ id, body }] };
      return perform(act, 'rule.put', plan, async (client, at) => {
        await checkRule(client, body, types);
        const edit = { kind: 'rule', id, by: act.caller.person.id, at } as const;
        const version = await put(client, edit, body, ifVersion);
        return { answer: version, facts: { rule: id, version, effect: body.effect } };
      });
    },
    enact,
    async dropRule(client, { id, version, by, at }) {
      await mustBeAlone(client, { ...nothing, removedRules: [{ id }] }, await loadPolicy(client), at);
      await remove(client, { kind: 'rule', id, by, at }, version);
    },
    ruleWithin: (client, id) => lockRule(client, id),
    async removeRule(act, id, ifVersion) {
      const plan = { ...nothing, removedRules: [{ id }] };
      await perform(act, 'rule.remove', plan, async (client, at) => {
        const edit = { kind: 'rule', id, by: act.caller.person.id, at } as const;
        const version = await remove(client, edit, ifVersion);
        return { answer: version, facts: { rule: id, version } };
      });
    },
    putPurpose: (act, code, body, ifVersion) =>
      perform(act, 'purpose.put', { ...nothing, purposes: [{ code, body }] }, async (client, at) => {
        await checkPurpose(client, body);
        const edit = { kind: 'purpose', id: code, by: act.caller.person.id, at } as const;
        const version = await put(client, edit, body, ifVersion);
        return { answer: version, facts: { purpose: code, version } };
      }),
  };
}

function asking(workshop: Workshop): Pick<Policies, 'preview' | 'reach' | 'whoCanSee'> {
  const { clock, members, recordTypes, load, confirmReader } = workshop;
  return {
    async reach(act, change) {
      await workshop.administration.confirm(act, READERS);
      const before = await load();
      return reachOf(workshop, act, { before, after: changed(before, change), change });
    },
    async preview(act, change, typesAfter) {
      await confirmReader(act);
      return previewOfChange(workshop, change, typesAfter);
    },
    async whoCanSee(act, { recordType: typeName, field, purpose }) {
      await confirmReader(act);
      const [policy, people, types] = await Promise.all([load(), members(), recordTypes()]);
      const type = types.find(({ name }) => name === typeName);
      if (!type?.fields.some(({ name }) => name === field)) throw new Problem('not-found');
      const names = new Map(people.map(({ person, name }) => [person, name]));
      const which = purpose === undefined ? { at: clock() } : { at: clock(), purpose };
      return {
        people: whoCanSee(policy, people, type, field, which).map((seer) => ({
          person: { id: seer.person, name: names.get(seer.person) ?? '' },
          disclosure: seer.disclosure,
          scopes: [...seer.scopes],
          purposes: [...seer.purposes],
          conditional: seer.conditional,
        })),
      };
    },
  };
}
