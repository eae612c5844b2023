import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { DeadlineChange, NewCampaign, ReviewDecisions } from '../../contract/reviews.ts';
import type { ReviewMode } from '../../kernel/review/reviewers.ts';
import { transaction } from '../../platform/database/transaction.ts';
import {
  type Act,
  type Facts,
  liveSession,
  recordOf,
  requireRecentProof,
  takeTurn,
} from '../administration.ts';
import { carryOut } from './effects.ts';
import { itemsOf } from './items.ts';
import { perform, type Watcher, type Workshop } from './parts.ts';
import { companyNow, epochWithin, type Now, reviewersNow } from './present.ts';
import {
  type CampaignKind,
  closeIfDone,
  insertCampaign,
  loadCampaigns,
  loadItems,
  type StoredCampaign,
  type StoredItem,
  saveDecision,
} from './store.ts';

/** Beginning campaigns, and deciding in them. */

/** Who begins a review by hand, and moves its deadline. */
export const MANAGERS: readonly Watcher[] = ['dpo', 'security-administrator'];
const DAY_MS = 86_400_000;
const ATTEMPTS_MAX = 4;

/** Somebody may have lost the post by which they would have decided: then who decides is asked anew. */
const ORGANISATION_CHANGED = Symbol('the organisation has changed');

/** @throws Problem `forbidden`; `not-found` where a login is nobody's; `invalid-input` where there is nothing to review */
export async function beginByHand(
  workshop: Workshop,
  act: Act,
  { people, mode, days, reason }: NewCampaign,
): Promise<number> {
  const { clock, seals, pool } = workshop;
  // Whoever may not begin one learns nothing of who is there.
  await perform(workshop, act, 'review.prepare', MANAGERS, async () => ({ answer: undefined, facts: {} }));
  const persons = people === null ? undefined : await personsOf(pool, people);
  const at = clock();
  const items = await itemsOf(workshop, at, persons);
  if (items.length === 0) throw nothingThere();
  const { key, wrapped } = await seals.create();
  return perform(workshop, act, 'review.begin', MANAGERS, async (client) => {
    const campaign = {
      ...({ kind: 'incident', mode, startedAt: at, startedBy: act.caller.person.id } as const),
      ...{ deadline: at + days * DAY_MS, sealedReason: seals.seal(key, reason), key: wrapped },
    };
    const id = await insertCampaign(client, campaign, items);
    return { answer: id, facts: { campaign: id, kind: 'incident', mode, items: items.length } };
  });
}

/** @returns the number of the campaign, or null where there was nothing to review */
export async function beginByTime(
  workshop: Workshop,
  {
    kind,
    people,
    except = [],
    days,
    alsoWithin,
  }: Readonly<{
    kind: Exclude<CampaignKind, 'incident'>;
    people?: readonly number[];
    /** Assignments that are not looked at. */
    except?: readonly number[];
    days: number;
    /** Notes that it was done; a campaign whose turn another process took does not begin. */
    alsoWithin: (client: pg.PoolClient, campaign: number | null) => Promise<boolean>;
  }>,
): Promise<number | null> {
  const { pool, clock, seals, appendWithin } = workshop;
  const at = clock();
  const all = await itemsOf(workshop, at, people);
  const items = all.filter(
    ({ kind, assignment }) => kind !== 'assignment' || assignment === null || !except.includes(assignment),
  );
  const { wrapped } = await seals.create();
  const mode: ReviewMode = 'responsible';
  return transaction(pool, async (client) => {
    await client.query(TURN);
    const campaign = { kind, mode, startedAt: at, startedBy: null, deadline: at + days * DAY_MS };
    const id =
      items.length === 0
        ? null
        : await insertCampaign(client, { ...campaign, sealedReason: null, key: wrapped }, items);
    if (!(await alsoWithin(client, id))) throw TAKEN;
    const facts = { campaign: id, kind, mode, items: items.length };
    if (id !== null) await appendWithin(client, [byTime(workshop, at, 'review.begin', facts)]);
    return id;
  }).catch((error: unknown) => {
    if (error === TAKEN) return null;
    throw error;
  });
}

const TAKEN = Symbol('another process took this turn');
/** Reviews take turns, so that of two decisions the second sees what the first did. */
const TURN = `SELECT pg_advisory_xact_lock(hashtextextended('fencun.reviews', 0))`;

/**
 * Decides on some items of a campaign, all or none; what is taken is gone with the commit.
 *
 * @throws Problem `not-found`, `forbidden` where one of them is not the caller's to decide, `version-conflict` where one
 *   was decided meanwhile, `invalid-input` for a narrowing that narrows nothing
 */
export async function decideItems(
  workshop: Workshop,
  act: Act,
  id: number,
  decisions: ReviewDecisions,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const now = await companyNow(workshop, workshop.clock());
    try {
      return await decideOnce(workshop, act, id, decisions, now);
    } catch (error) {
      if (error instanceof Problem && error.code === 'forbidden') await recordRefusal(workshop, act, id);
      if (error !== ORGANISATION_CHANGED) throw error;
      if (attempt === ATTEMPTS_MAX) throw new Problem('version-conflict');
    }
  }
}

async function decideOnce(
  workshop: Workshop,
  act: Act,
  id: number,
  { decisions, reason }: ReviewDecisions,
  now: Now,
): Promise<void> {
  const { pool, clock, seals, appendWithin } = workshop;
  const [known] = await loadCampaigns(pool, 'c.id = $1', [id]);
  if (known === undefined) throw new Problem('not-found');
  const key = await seals.open(known.key);
  const by = act.caller.person.id;
  await transaction(pool, async (client) => {
    await takeTurn(client);
    await client.query(TURN);
    const at = clock();
    if (act.caller.credential.kind === 'token') throw new Problem('forbidden');
    requireRecentProof(await liveSession(client, act, at), at);
    if ((await epochWithin(client)) !== now.epoch) throw ORGANISATION_CHANGED;
    const campaign = await openCampaign(client, id, at);
    const items = new Map((await loadItems(client, 'i.campaign = $1', [id])).map((item) => [item.id, item]));
    for (const { item: number, ...decided } of decisions) {
      const item = items.get(number);
      if (item === undefined) throw new Problem('not-found');
      if (!reviewersNow(item, campaign, now).deciders.has(by)) throw new Problem('forbidden');
      if (item.verdict !== null) throw new Problem('version-conflict');
      items.set(number, { ...item, verdict: decided.verdict });
      const effect = await carryOut(workshop, client, item, decided, by, at);
      const sealed = seals.seal(key, reason);
      await saveDecision(client, item.id, { verdict: decided.verdict, effect, by, at, sealed });
      const facts = { ...factsOf(item), verdict: decided.verdict, effect };
      const parts = { kind: 'administration', outcome: 'released', action: 'review.decide', facts } as const;
      await appendWithin(client, [recordOf(act, { id: workshop.newId(), at, ...parts })]);
    }
    await closed(workshop, client, id, at);
  });
}

async function openCampaign(client: pg.PoolClient, id: number, at: number): Promise<StoredCampaign> {
  const [campaign] = await loadCampaigns(client, 'c.id = $1', [id]);
  if (campaign === undefined) throw new Problem('not-found');
  // What is due is the deadline's to decide, unless it is halted and somebody has to say what is meant.
  const isDue = campaign.deadline <= at && campaign.haltedAt === null;
  if (campaign.closedAt !== null || isDue) throw new Problem('version-conflict');
  return campaign;
}

async function closed(workshop: Workshop, client: pg.PoolClient, id: number, at: number): Promise<void> {
  if (!(await closeIfDone(client, id, at))) return;
  await workshop.appendWithin(client, [byTime(workshop, at, 'review.close', { campaign: id })]);
}

function factsOf({ id, campaign, kind, subject, person }: StoredItem): Facts {
  return { campaign, item: id, kind, subject, person };
}

async function recordRefusal({ pool, clock, newId, appendWithin }: Workshop, act: Act, id: number) {
  const parts = { kind: 'administration', outcome: 'refused', action: 'review.decide' } as const;
  const facts = { campaign: id };
  const record = recordOf(act, { id: newId(), at: clock(), ...parts, problem: 'forbidden', facts });
  await transaction(pool, (client) => appendWithin(client, [record]));
}

/** Puts off the deadline, or says that what it takes is meant. @throws Problem `forbidden`, `not-found` */
export async function changeDeadline(
  workshop: Workshop,
  act: Act,
  id: number,
  change: DeadlineChange,
): Promise<void> {
  await perform(workshop, act, 'review.deadline', MANAGERS, async (client, at) => {
    await client.query(TURN);
    const [campaign] = await loadCampaigns(client, 'c.id = $1', [id]);
    if (campaign === undefined) throw new Problem('not-found');
    if (campaign.closedAt !== null) throw new Problem('version-conflict');
    if ('confirm' in change) {
      if (campaign.haltedAt === null) throw new Problem('version-conflict');
      await client.query('UPDATE fencun.review_campaign SET confirmed_at = $2 WHERE id = $1', [
        id,
        new Date(at),
      ]);
      return { answer: undefined, facts: { campaign: id, confirmed: true } };
    }
    const deadline = new Date(Math.max(at, campaign.deadline) + change.days * DAY_MS);
    await client.query(
      `UPDATE fencun.review_campaign SET deadline = $2, halted_at = NULL, confirmed_at = NULL WHERE id = $1`,
      [id, deadline],
    );
    return { answer: undefined, facts: { campaign: id, deadline: deadline.toISOString() } };
  });
}

/** Fewer than so many never halt a deadline. */
const HALT_FROM = 5;
/** Of the assignments in force: a deadline that would end more of them stops and asks. */
const HALT_SHARE = 0.2;

/**
 * What nobody decided is removed at the deadline. Where that would end more than a fifth of all assignments, nobody seems
 * to have looked: the campaign is halted until the DPO says that it is meant, or puts the deadline off.
 *
 * @returns how many items it decided
 */
export async function lapse(workshop: Workshop, id: number): Promise<number> {
  const { pool, clock, appendWithin } = workshop;
  return transaction(pool, async (client) => {
    await takeTurn(client);
    await client.query(TURN);
    const at = clock();
    const [campaign] = await loadCampaigns(client, 'c.id = $1 AND c.closed_at IS NULL AND c.deadline <= $2', [
      id,
      new Date(at),
    ]);
    if (campaign === undefined || (campaign.haltedAt !== null && campaign.confirmedAt === null)) return 0;
    const items = await loadItems(client, 'i.campaign = $1 AND i.verdict IS NULL', [id]);
    const assignments = items.filter(({ kind }) => kind === 'assignment').length;
    if (campaign.confirmedAt === null && (await isTooMuch(client, assignments, at))) {
      await client.query('UPDATE fencun.review_campaign SET halted_at = $2 WHERE id = $1', [
        id,
        new Date(at),
      ]);
      const facts = { campaign: id, assignments, items: items.length };
      await appendWithin(client, [byTime(workshop, at, 'review.halt', facts)]);
      return 0;
    }
    for (const item of items) {
      const effect = await carryOut(workshop, client, item, { verdict: 'remove' }, null, at);
      await saveDecision(client, item.id, { verdict: 'remove', effect, by: null, at, sealed: null });
      const facts = { ...factsOf(item), verdict: 'remove', effect };
      await appendWithin(client, [byTime(workshop, at, 'review.lapse', facts)]);
    }
    await closed(workshop, client, id, at);
    return items.length;
  });
}

async function isTooMuch(client: pg.PoolClient, ending: number, at: number): Promise<boolean> {
  if (ending <= HALT_FROM) return false;
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM fencun.assignment
      WHERE valid_from <= $1 AND (valid_until IS NULL OR valid_until > $1)`,
    [new Date(at)],
  );
  return ending > (rows[0]?.count ?? 0) * HALT_SHARE;
}

/** What time did by itself, in the log. */
function byTime({ newId }: Workshop, at: number, action: string, facts: Facts) {
  const nobody = { caller: null, door: 'job', network: null, request: null } as const;
  return recordOf(nobody, { id: newId(), at, kind: 'administration', outcome: 'released', action, facts });
}

async function personsOf(pool: pg.Pool, logins: readonly string[]): Promise<readonly number[]> {
  const { rows } = await pool.query<{ id: number }>(
    `SELECT id FROM fencun.person WHERE login = ANY ($1) AND status = 'active'`,
    [logins],
  );
  if (rows.length !== new Set(logins).size) throw new Problem('not-found');
  return rows.map(({ id }) => id);
}

function nothingThere(): Problem {
  const zh = '没有可复核的权限：所选员工没有任职、授权或系统账号。';
  const en = 'There is nothing to review: those people hold no assignment, grant or client.';
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en, detail: en });
}
