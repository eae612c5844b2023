import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import type { ReviewSchedule } from '../../contract/reviews.ts';
import type { Act } from '../administration.ts';
import { beginByTime, lapse, MANAGERS } from './campaigns.ts';
import { perform, type Watcher, type Workshop } from './parts.ts';
import { loadCampaigns } from './store.ts';

/** When reviews begin by themselves, and what their deadlines do. */

const DAY_MS = 86_400_000;
const USUAL = { everyDays: 91, deadlineDays: 14, onTransfer: true } as const;

type Row = Readonly<{
  version: number;
  every_days: number;
  deadline_days: number;
  on_transfer: boolean;
  next_at: Date | null;
  transfers_since: Date;
}>;

async function load(client: Pick<pg.Pool, 'query'>): Promise<Row | null> {
  const { rows } = await client.query<Row>('SELECT * FROM fencun.review_schedule');
  return rows[0] ?? null;
}

const READERS: readonly Watcher[] = ['dpo', 'security-administrator', 'audit-administrator'];

export async function readSchedule(workshop: Workshop, act: Act): Promise<ReviewSchedule> {
  return perform(workshop, act, 'review.schedule.read', READERS, async (client) => ({
    answer: viewOf(await load(client)),
    facts: {},
  }));
}

function viewOf(row: Row | null): ReviewSchedule {
  if (row === null) return { ...USUAL, version: 0, nextAt: null };
  return {
    version: row.version,
    everyDays: row.every_days,
    deadlineDays: row.deadline_days,
    onTransfer: row.on_transfer,
    nextAt: row.next_at?.toISOString() ?? null,
  };
}

/** @throws Problem `version-conflict` where somebody else changed it meanwhile */
export async function changeSchedule(
  workshop: Workshop,
  act: Act,
  basis: number,
  { everyDays, deadlineDays, onTransfer }: Omit<ReviewSchedule, 'version' | 'nextAt'>,
): Promise<number> {
  return perform(workshop, act, 'review.schedule.change', MANAGERS, async (client, at) => {
    await begin(client, at);
    const { rows } = await client.query<{ version: number }>(
      `UPDATE fencun.review_schedule
          SET version = version + 1, every_days = $1, deadline_days = $2, on_transfer = $3, next_at = $4
        WHERE version = $5 RETURNING version`,
      [
        ...[everyDays, deadlineDays, onTransfer],
        ...[everyDays === 0 ? null : new Date(at + everyDays * DAY_MS), Math.max(basis, 1)],
      ],
    );
    const version = rows[0]?.version;
    if (version === undefined) throw new Problem('version-conflict');
    return { answer: version, facts: { version, everyDays, deadlineDays, onTransfer } };
  });
}

/** The first look: a company that has just begun is not asked about what nobody has had the time to use. */
async function begin(client: Pick<pg.Pool, 'query'>, at: number): Promise<void> {
  const { everyDays, deadlineDays, onTransfer } = USUAL;
  await client.query(
    `INSERT INTO fencun.review_schedule (version, every_days, deadline_days, on_transfer, next_at, transfers_since)
     VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [everyDays, deadlineDays, onTransfer, new Date(at + everyDays * DAY_MS), new Date(at)],
  );
}

/** What is due: deadlines, the next round, and those who were transferred. */
export async function tickReviews(workshop: Workshop): Promise<void> {
  const { pool, clock, use } = workshop;
  await use.advance();
  const at = clock();
  await begin(pool, at);
  const due = await loadCampaigns(pool, 'c.closed_at IS NULL AND c.deadline <= $1', [new Date(at)]);
  const failures: unknown[] = [];
  // One that cannot be carried out keeps no other from its turn.
  for (const { id } of due) await lapse(workshop, id).catch((error: unknown) => failures.push(error));
  const schedule = await load(pool);
  if (schedule !== null) {
    await nextRound(workshop, schedule, at);
    if (schedule.on_transfer) await transfers(workshop, schedule, at);
  }
  if (failures.length > 0) throw failures[0];
}

async function nextRound(workshop: Workshop, { next_at: next, ...schedule }: Row, at: number): Promise<void> {
  if (next === null || next.getTime() > at) return;
  await beginByTime(workshop, {
    kind: 'quarterly',
    days: schedule.deadline_days,
    async alsoWithin(client) {
      const { rowCount } = await client.query(
        'UPDATE fencun.review_schedule SET next_at = $2 WHERE next_at = $1',
        [next, new Date(at + schedule.every_days * DAY_MS)],
      );
      return rowCount === 1;
    },
  });
}

/** Somebody begins a post who had another before: what they still hold is looked at. */
async function transfers(
  workshop: Workshop,
  { transfers_since: since, deadline_days: days }: Row,
  at: number,
): Promise<void> {
  const { rows } = await workshop.pool.query<{ id: number; person: number }>(
    `SELECT a.id, a.person FROM fencun.assignment a JOIN fencun.person p ON p.id = a.person
      WHERE a.valid_from > $1 AND a.valid_from <= $2 AND p.status = 'active'
        AND (a.valid_until IS NULL OR a.valid_until > $2)
        AND EXISTS (SELECT FROM fencun.assignment b
                     WHERE b.person = a.person AND b.id <> a.id AND b.valid_from < a.valid_from)
        AND NOT EXISTS (SELECT FROM fencun.review_transfer t WHERE t.assignment = a.id)`,
    [since, new Date(at)],
  );
  if (rows.length === 0) return;
  await beginByTime(workshop, {
    kind: 'transfer',
    people: [...new Set(rows.map(({ person }) => person))],
    // The new post itself is nobody's leftover.
    except: rows.map(({ id }) => id),
    days,
    async alsoWithin(client, campaign) {
      const { rowCount } = await client.query(
        `INSERT INTO fencun.review_transfer (assignment, campaign)
         SELECT id, $2 FROM unnest($1::integer[]) AS id ON CONFLICT DO NOTHING`,
        [rows.map(({ id }) => id), campaign],
      );
      return rowCount === rows.length;
    },
  });
}
