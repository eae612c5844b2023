import type pg from 'pg';
import type { Flow } from '../../kernel/approval/flow.ts';
import { type Reviewers, reviewersOf } from '../../kernel/review/reviewers.ts';
import { currentFlow, type Present, presentAt } from '../sharing/sharing.ts';
import type { Workshop } from './parts.ts';
import type { StoredCampaign, StoredItem } from './store.ts';

/** The company as reviews see it now. */
export type Now = Present & Readonly<{ roles: Flow['roles']; securityAdministrators: readonly number[] }>;

export async function companyNow(workshop: Workshop, at: number): Promise<Now> {
  const { pool, organisation, policies, gateway } = workshop;
  const present = await presentAt({ pool, organisation, gateway, policy: policies.load }, at);
  const { roles } = await currentFlow(pool);
  const { rows } = await pool.query<{ person: number }>(
    `SELECT person FROM fencun.office WHERE office = 'security-administrator'`,
  );
  return { ...present, roles, securityAdministrators: rows.map(({ person }) => person) };
}

/** Who may decide on an item now. */
export function reviewersNow(item: StoredItem, { mode }: Pick<StoredCampaign, 'mode'>, now: Now): Reviewers {
  const { kind, person, department, owners, used } = item;
  return reviewersOf(
    { kind, person, department, owners, used },
    mode,
    now.roles,
    now.company,
    now.securityAdministrators,
  );
}

export async function epochWithin(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ version: number }>('SELECT version FROM fencun.epoch');
  return rows[0]?.version ?? 0;
}
