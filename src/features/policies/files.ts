import { isDeepStrictEqual } from 'node:util';
import type pg from 'pg';
import type { PreviewRequest, PurposeBody, RuleBody } from '../../contract/policy.ts';
import type { PolicyFile, WhoInFile } from '../../contract/policy-files.ts';
import { Problem } from '../../contract/problem.ts';
import type { DepartmentId, PersonId, Who } from '../../kernel/policy/model.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { type Facts, takeTurn } from '../administration.ts';
import { type DocumentChange, type DocumentKind, putDocument } from './documents.ts';
import { checkPurpose, checkRule } from './references.ts';
import { put, remove, type StoredPolicy } from './store.ts';

/** The policy as a file: what it would change, and the change itself, all of it or nothing. */

type Codes = ReadonlyMap<DepartmentId, string>;

/** What a file changes, each with the version that it takes the place of; null for what is new. */
export type PolicyPlan = Readonly<{
  /** The rules and purposes that the file was compared with: were they others, it would not be the whole of the rules. */
  basis: string;
  rules: readonly Readonly<{ id: string; body: RuleBody; ifVersion: number | null }>[];
  removedRules: readonly Readonly<{ id: string; ifVersion: number }>[];
  purposes: readonly Readonly<{ code: string; body: PurposeBody; ifVersion: number | null }>[];
  /** In force and not in the file: they stay. */
  otherPurposes: readonly string[];
  documents: readonly DocumentChange[];
}>;

export async function loadCodes(pool: Pick<pg.Pool, 'query'>): Promise<Codes> {
  const { rows } = await pool.query<{ id: number; code: string }>('SELECT id, code FROM fencun.department');
  return new Map(rows.map(({ id, code }) => [id, code]));
}

export async function loadPositions(pool: Pick<pg.Pool, 'query'>): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ code: string }>('SELECT code FROM fencun.position');
  return new Set(rows.map(({ code }) => code));
}

export function asFile({ rules, purposes }: StoredPolicy, codes: Codes): PolicyFile {
  return {
    format: 'fencun-policy/1',
    rules: rules.map(({ version: _, ...rule }) => ({
      ...(rule as RuleBody & { id: string }),
      who: whoInFile(rule.who, codes),
    })),
    purposes: purposes.map(({ version: _, ...purpose }) => ({
      ...(purpose as PurposeBody & { code: string }),
      who: whoInFile(purpose.who, codes),
    })),
  };
}

function whoInFile({ departments, ...who }: Who, codes: Codes): WhoInFile {
  const named = departments?.map(({ id, tree }) => ({ code: codes.get(id) ?? String(id), tree }));
  return { ...who, ...(named === undefined ? {} : { departments: named }) } as WhoInFile;
}

/** @throws Problem `invalid-input` for a department that does not exist, or an id that comes twice */
export function planOf(file: PolicyFile, now: StoredPolicy, codes: Codes): PolicyPlan {
  mustDiffer(file.rules.map(({ id }) => id));
  mustDiffer(file.purposes.map(({ code }) => code));
  const ids = new Map([...codes].map(([id, code]) => [code, id]));
  const before = new Map(now.rules.map(({ id, version, ...body }) => [id, { version, body }]));
  const known = new Map(now.purposes.map(({ code, version, ...body }) => [code, { version, body }]));
  const named = new Set(file.rules.map(({ id }) => id));
  const pursued = new Set(file.purposes.map(({ code }) => code));
  return {
    basis: fingerprintOf(now),
    rules: file.rules.flatMap(({ id, ...rule }) => {
      const body = { ...rule, who: whoOf(rule.who, ids) };
      const there = before.get(id);
      return isDeepStrictEqual(there?.body, body) ? [] : [{ id, body, ifVersion: there?.version ?? null }];
    }),
    removedRules: now.rules.flatMap(({ id, version }) => (named.has(id) ? [] : [{ id, ifVersion: version }])),
    purposes: file.purposes.flatMap(({ code, ...purpose }) => {
      const body = { ...purpose, who: whoOf(purpose.who, ids) };
      const there = known.get(code);
      return isDeepStrictEqual(there?.body, body) ? [] : [{ code, body, ifVersion: there?.version ?? null }];
    }),
    otherPurposes: now.purposes.flatMap(({ code }) => (pursued.has(code) ? [] : [code])),
    documents: [],
  };
}

function whoOf({ departments, ...who }: WhoInFile, ids: ReadonlyMap<string, DepartmentId>): RuleBody['who'] {
  if (departments === undefined) return who;
  return {
    ...who,
    departments: departments.map(({ code, tree }) => {
      const id = ids.get(code);
      if (id === undefined) throw invalid(`没有部门 ${code}。`, `There is no department ${code}.`);
      return { id, tree };
    }),
  };
}

/** Which versions of which rules and purposes there are. The policy's own version also counts people and departments. */
export function fingerprintOf({ rules, purposes }: Pick<StoredPolicy, 'rules' | 'purposes'>): string {
  const named = [
    ...rules.map(({ id, version }) => `${id}@${version}`),
    ...purposes.map(({ code, version }) => `${code}@${version}`),
  ];
  return named.join(' ');
}

function mustDiffer(ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw invalid(`${twice} 出现了两次。`, `${twice} comes twice.`);
}

/** Purposes first: rules of the same file may name them. @returns what the record of it says */
export async function carryOut(
  client: pg.PoolClient,
  plan: PolicyPlan,
  { by, at }: Readonly<{ by: PersonId; at: number }>,
  recordTypes: readonly RecordType[],
): Promise<Facts> {
  const purposes: string[] = [];
  const rules: string[] = [];
  const removed: string[] = [];
  for (const { code, body, ifVersion } of plan.purposes) {
    await checkPurpose(client, body);
    purposes.push(`${code}@${await put(client, { kind: 'purpose', id: code, by, at }, body, ifVersion)}`);
  }
  for (const { id, body, ifVersion } of plan.rules) {
    await checkRule(client, body, recordTypes);
    rules.push(`${id}@${await put(client, { kind: 'rule', id, by, at }, body, ifVersion)}`);
  }
  for (const { id, ifVersion } of plan.removedRules) {
    removed.push(`${id}@${await remove(client, { kind: 'rule', id, by, at }, ifVersion)}`);
  }
  const documents: [string, string][] = [];
  for (const change of plan.documents) {
    documents.push([change.kind, `${toldOf(change)}@${await putDocument(client, change, { by, at })}`]);
  }
  return {
    rules: rules.join(' '),
    removed: removed.join(' '),
    purposes: purposes.join(' '),
    ...Object.fromEntries(documents),
  };
}

function toldOf({ kind, body }: DocumentChange): string {
  return kind === 'approval' ? body : String(body.length);
}

/** Whether a plan was made for what is in force now. */
export function isBasedOn(
  { basis, documents }: PolicyPlan,
  now: StoredPolicy,
  versions: Readonly<Record<DocumentKind, number>>,
): boolean {
  return (
    fingerprintOf(now) === basis && documents.every(({ kind, ifVersion }) => versions[kind] === ifVersion)
  );
}

/** @throws Problem `version-conflict` where other rules or purposes are in force than the plan was made for */
export function mustBeBasis({ basis }: PolicyPlan, now: StoredPolicy): void {
  if (fingerprintOf(now) !== basis) throw new Problem('version-conflict');
}

class Undone extends Error {}

/** The same within a transaction that goes on. */
export async function rehearseWithin(
  client: pg.PoolClient,
  plan: PolicyPlan,
  who: Readonly<{ by: PersonId; at: number }>,
  recordTypes: readonly RecordType[],
): Promise<void> {
  await client.query('SAVEPOINT rehearsal');
  await carryOut(client, plan, who, recordTypes);
  await client.query('ROLLBACK TO SAVEPOINT rehearsal');
}

/** Whether all that a plan names exists: it is carried out, and undone. @throws Problem `invalid-input` */
export async function rehearse(
  pool: pg.Pool,
  plan: PolicyPlan,
  at: number,
  recordTypes: readonly RecordType[],
): Promise<void> {
  try {
    await transaction(pool, async (client) => {
      // Like every act of administration: two that write rules must not wait for each other.
      await takeTurn(client);
      const { rows } = await client.query<{ id: number }>('SELECT id FROM fencun.person ORDER BY id LIMIT 1');
      await carryOut(client, plan, { by: rows[0]?.id ?? 0, at }, recordTypes);
      throw new Undone();
    });
  } catch (error) {
    if (!(error instanceof Undone)) throw error;
  }
}

/** The policy as it would be, for a preview. */
export function previewOf({ rules, removedRules, purposes }: PolicyPlan): PreviewRequest {
  return {
    rules: rules.map(({ id, body }) => ({ ...body, id })),
    removedRules: removedRules.map(({ id }) => id),
    purposes: purposes.map(({ code, body }) => ({ ...body, code })),
  };
}

function invalid(zh: string, en: string): Problem {
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en });
}
