import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { ReviewDecisions } from '../../contract/reviews.ts';
import { isPersonal } from '../../kernel/review/holdings.ts';
import { endToken } from '../identity/identity.ts';
import { endAssignment } from '../organisation/organisation.ts';
import { endGrantWithin, narrowGrantWithin } from '../sharing/sharing.ts';
import type { Workshop } from './parts.ts';
import type { Effect, StoredItem } from './store.ts';

/** What becomes of what was decided, within its transaction: what is taken is gone with the commit. */

export type Decided = Omit<ReviewDecisions['decisions'][number], 'item'>;

/** @param by null where the deadline decided @throws Problem `invalid-input` for a narrowing that narrows nothing */
export async function carryOut(
  workshop: Workshop,
  client: pg.PoolClient,
  item: StoredItem,
  decided: Decided,
  by: number | null,
  at: number,
): Promise<Effect> {
  if (decided.verdict === 'keep') return 'kept';
  if (decided.verdict === 'narrow') return narrow(client, item, decided, by, at);
  switch (item.kind) {
    case 'assignment':
      return endOf(client, Number(item.subject), at);
    case 'grant':
      return (await endGrantWithin(client, Number(item.subject), by, at)) ? 'ended' : 'gone';
    case 'client':
      return (await endToken(client, item.subject, at)) ? 'ended' : 'gone';
    case 'rule':
      return dropException(workshop, client, item, by, at);
  }
}

async function endOf(client: pg.PoolClient, assignment: number, at: number): Promise<Effect> {
  try {
    await endAssignment(client, at, assignment, at);
    return 'ended';
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return 'gone';
    throw error;
  }
}

/** A rule that was changed meanwhile may serve others by now: then nobody's authority is changed without being asked. */
async function dropException(
  { policies }: Workshop,
  client: pg.PoolClient,
  { id, subject, assignment }: StoredItem,
  by: number | null,
  at: number,
): Promise<Effect> {
  const rule = await policies.ruleWithin(client, subject);
  if (rule === null) return 'gone';
  if (assignment === null || !isPersonal(rule, assignment)) {
    await propose(client, id, [], [rule.id], at);
    return 'proposed';
  }
  try {
    await policies.dropRule(client, { id: rule.id, version: rule.version, by, at });
    return 'ended';
  } catch (error) {
    // An exception that obliges to something, or forbids: its end might give, and is for two people to decide.
    if (!(error instanceof Problem && error.code === 'approval-needed')) throw error;
    await propose(client, id, [], [rule.id], at);
    return 'proposed';
  }
}

async function narrow(
  client: pg.PoolClient,
  item: StoredItem,
  { fields = [], rights = [] }: Decided,
  by: number | null,
  at: number,
): Promise<Effect> {
  if (item.kind === 'grant' && by !== null) {
    const names = fields.map((field) => field.split('.').at(-1) ?? '');
    const kept = item.facts.fields.filter((field) => names.includes(field.split('.').at(-1) ?? ''));
    if (kept.length === 0 || kept.length === item.facts.fields.length) throw senseless();
    return (await narrowGrantWithin(client, Number(item.subject), names, by, at)) ? 'narrowed' : 'gone';
  }
  const meant = item.facts.rights.filter(({ recordType, category }) =>
    rights.some((each) => each.recordType === recordType && each.category === category),
  );
  if (item.kind !== 'assignment' || meant.length === 0) throw senseless();
  const gone = meant.map(({ recordType, category }) => ({ recordType, category }));
  await propose(client, item.id, gone, [...new Set(meant.flatMap(({ rules }) => rules))], at);
  return 'proposed';
}

type Meant = readonly Readonly<{ recordType: string; category: string }>[];

async function propose(
  client: pg.PoolClient,
  item: number,
  rights: Meant,
  rules: readonly string[],
  at: number,
): Promise<void> {
  await client.query(
    'INSERT INTO fencun.review_proposal (item, rights, rules, proposed_at) VALUES ($1, $2, $3, $4)',
    [item, JSON.stringify(rights), rules, new Date(at)],
  );
}

function senseless(): Problem {
  const zh = '缩小需要指明：授权留下哪些字段，或任职去掉哪些信息类别；例外规则与系统账号只能保留或移除。';
  const en =
    'Narrowing says what: the fields that a grant keeps, or the categories that an assignment loses. An exception or a client is kept or removed.';
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en, detail: en });
}
