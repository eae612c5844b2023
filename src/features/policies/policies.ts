import type pg from 'pg';
import type {
  PolicyHistory,
  PolicyView,
  PreviewAnswer,
  PreviewRequest,
  PurposeBody,
  PurposeVersions,
  RuleBody,
  RuleVersions,
  WhoCanSeeAnswer,
  WhoCanSeeQuery,
} from '../../contract/policy.ts';
import type { Expectation, PolicyFile } from '../../contract/policy-files.ts';
import { Problem } from '../../contract/problem.ts';
import type { Office } from '../../contract/session.ts';
import type { PolicySource } from '../../gateway/access-request.ts';
import { type Member, policyDiff, type Shift, whoCanSee } from '../../kernel/policy/diff.ts';
import type { PersonId, Policy } from '../../kernel/policy/model.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import { asProblem } from '../../platform/database/connect.ts';
import {
  type Act,
  type Administration,
  type AdministrationParts,
  createAdministration,
} from '../administration.ts';
import { type Disappointment, disappointments } from './expectations.ts';
import {
  asFile,
  carryOut,
  fingerprintOf,
  loadCodes,
  loadPositions,
  type PolicyPlan,
  planOf,
  previewOf,
  rehearse,
} from './files.ts';
import { loadBeginnings, loadHistory, loadVersions } from './history.ts';
import { checkPurpose, checkRule } from './references.ts';
import { loadPolicy, put, remove, type StoredPolicy, unstoredRule } from './store.ts';

export type { Disappointment } from './expectations.ts';
export type { PolicyPlan } from './files.ts';

export type PoliciesParts = AdministrationParts &
  Readonly<{
    /** The record types there are now; the vault knows them. */
    recordTypes: () => Promise<readonly RecordType[]>;
    /** Everybody who can act through assignments; the organisation knows them. */
    members: () => Promise<readonly (Member & Readonly<{ name: string }>)[]>;
  }>;

export type Policies = PolicySource &
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
     * @param ifVersion the version that the editor saw, or null to create
     * @returns the new version
     */
    putRule(act: Act, id: string, body: RuleBody, ifVersion: number | null): Promise<number>;
    removeRule(act: Act, id: string, ifVersion: number): Promise<void>;
    putPurpose(act: Act, code: string, body: PurposeBody, ifVersion: number | null): Promise<number>;
    /**
     * Writes a new rule in somebody else's transaction, where it comes into force together with what it speaks of.
     * Whoever calls has confirmed the office, and records it.
     *
     * @param recordTypes as they will be when the transaction commits
     * @returns its version
     */
    writeRule(
      client: pg.PoolClient,
      rule: Readonly<{ id: string; body: RuleBody; by: PersonId; at: number }>,
      recordTypes: readonly RecordType[],
    ): Promise<number>;
    /** The same for a new purpose. */
    writePurpose(
      client: pg.PoolClient,
      purpose: Readonly<{ code: string; body: PurposeBody; by: PersonId; at: number }>,
    ): Promise<number>;
    /**
     * Who would see more, and who less. Looks at the organisation, and at no customer data.
     *
     * @param recordTypes as they would be, where they change too
     */
    preview(act: Act, change: PreviewRequest, recordTypes?: readonly RecordType[]): Promise<PreviewAnswer>;
    whoCanSee(act: Act, query: WhoCanSeeQuery): Promise<WhoCanSeeAnswer>;
    /** The policy as a file, which needs no office: whoever reads it on the server could read the database. */
    asFile(): Promise<PolicyFile>;
    /** What a file would change. @throws Problem `invalid-input` for what names something that does not exist */
    planFile(file: PolicyFile): Promise<PolicyPlan>;
    /** Carries out a plan in one transaction and one record. @throws Problem `version-conflict` where the policy moved on */
    carryOut(act: Act, plan: PolicyPlan): Promise<void>;
    previewPlan(act: Act, plan: PolicyPlan): Promise<PreviewAnswer>;
    /** What is not as it is expected. @param file the policy to ask; the one in force where left out */
    test(expectations: readonly Expectation[], file?: PolicyFile): Promise<readonly Disappointment[]>;
  }>;

const EDITORS: readonly Office[] = ['security-administrator'];
const READERS: readonly Office[] = ['security-administrator', 'audit-administrator'];
/** How many shifts a preview lists; it counts all of them. */
const LISTED_MAX = 1000;

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

  return {
    load,
    async view(act) {
      await administration.confirm(act, READERS);
      const { version, rules, purposes } = await load();
      return { version, rules, purposes } as PolicyView;
    },
    async history(act) {
      await administration.confirm(act, READERS);
      return { changes: await loadHistory(pool) };
    },
    async ruleVersions(act, id) {
      await administration.confirm(act, READERS);
      return { versions: await loadVersions<RuleBody>(pool, 'rule', id) };
    },
    async purposeVersions(act, code) {
      await administration.confirm(act, READERS);
      return { versions: await loadVersions<PurposeBody>(pool, 'purpose', code) };
    },
    ruleBeginnings: () => loadBeginnings(pool),
    ...editing(parts, administration),
    ...asking(parts, administration, load),
    ...filing(parts, administration, load),
  };
}

function filing(
  parts: PoliciesParts,
  administration: Administration,
  load: () => Promise<StoredPolicy>,
): Pick<Policies, 'asFile' | 'planFile' | 'carryOut' | 'previewPlan' | 'test'> {
  const { clock, recordTypes } = parts;
  const pool = parts.database.pool('application');
  const { preview } = asking(parts, administration, load);

  async function planFile(file: PolicyFile): Promise<PolicyPlan> {
    const [now, codes, types] = await Promise.all([load(), loadCodes(pool), recordTypes()]);
    const plan = planOf(file, now, codes);
    await rehearse(pool, plan, clock(), types);
    return plan;
  }

  return {
    async asFile() {
      const [now, codes] = await Promise.all([load(), loadCodes(pool)]);
      return asFile(now, codes);
    },
    planFile,
    async carryOut(act, plan) {
      const types = await recordTypes();
      await administration.perform(act, { action: 'policy.apply', offices: EDITORS }, async (client, at) => {
        const { rules, purposes } = await loadPolicy(client);
        if (fingerprintOf({ rules, purposes }) !== plan.basis) throw new Problem('version-conflict');
        const facts = await carryOut(client, plan, { by: act.caller.person.id, at }, types);
        return { answer: undefined, facts };
      });
    },
    previewPlan: (act, plan) => preview(act, previewOf(plan)),
    async test(expectations, file) {
      const [now, codes, types] = await Promise.all([load(), loadCodes(pool), recordTypes()]);
      const policy = file === undefined ? now : changed(now, previewOf(await planFile(file)));
      return disappointments(expectations, {
        policy,
        recordTypes: new Map(types.map((type) => [type.name, type])),
        departments: new Map([...codes].map(([id, code]) => [code, id])),
        positions: await loadPositions(pool),
        at: clock(),
      });
    },
  };
}

function editing(
  { recordTypes }: PoliciesParts,
  administration: Administration,
): Pick<Policies, 'putRule' | 'writeRule' | 'writePurpose' | 'removeRule' | 'putPurpose'> {
  return {
    async putRule(act, id, body, ifVersion) {
      const types = await recordTypes();
      return administration.perform(act, { action: 'rule.put', offices: EDITORS }, async (client, at) => {
        await checkRule(client, body, types);
        const edit = { kind: 'rule', id, by: act.caller.person.id, at } as const;
        const version = await put(client, edit, body, ifVersion);
        return { answer: version, facts: { rule: id, version, effect: body.effect } };
      });
    },
    async writeRule(client, { id, body, by, at }, recordTypes) {
      await checkRule(client, body, recordTypes);
      return put(client, { kind: 'rule', id, by, at }, body, null);
    },
    async writePurpose(client, { code, body, by, at }) {
      await checkPurpose(client, body);
      return put(client, { kind: 'purpose', id: code, by, at }, body, null);
    },
    removeRule: (act, id, ifVersion) =>
      administration.perform(act, { action: 'rule.remove', offices: EDITORS }, async (client, at) => {
        const edit = { kind: 'rule', id, by: act.caller.person.id, at } as const;
        const version = await remove(client, edit, ifVersion);
        return { answer: undefined, facts: { rule: id, version } };
      }),
    putPurpose: (act, code, body, ifVersion) =>
      administration.perform(act, { action: 'purpose.put', offices: EDITORS }, async (client, at) => {
        await checkPurpose(client, body);
        const edit = { kind: 'purpose', id: code, by: act.caller.person.id, at } as const;
        const version = await put(client, edit, body, ifVersion);
        return { answer: version, facts: { purpose: code, version } };
      }),
  };
}

function asking(
  { clock, members, recordTypes }: PoliciesParts,
  administration: Administration,
  load: () => Promise<StoredPolicy>,
): Pick<Policies, 'preview' | 'whoCanSee'> {
  return {
    async preview(act, change, typesAfter) {
      await administration.confirm(act, READERS);
      const [now, people, types] = await Promise.all([load(), members(), recordTypes()]);
      const after = changed(now, change);
      const { gains, losses } = policyDiff(now, after, people, typesAfter ?? types, clock(), types);
      const names = new Map(people.map(({ person, name }) => [person, name]));
      return {
        gains: listed(gains, names),
        losses: listed(losses, names),
        gainCount: gains.length,
        lossCount: losses.length,
        peopleGaining: new Set(gains.map(({ person }) => person)).size,
        peopleLosing: new Set(losses.map(({ person }) => person)).size,
        listed: LISTED_MAX,
      };
    },
    async whoCanSee(act, { recordType: typeName, field, purpose }) {
      await administration.confirm(act, READERS);
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

/** The policy as it would be; departments are the same list, so that nothing but the change differs. */
function changed(now: StoredPolicy, change: PreviewRequest): Policy {
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
