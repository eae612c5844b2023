import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { consentFact, separateFact } from '../src/kernel/policy/customer-facts.ts';
import type { GrantTerms } from '../src/kernel/policy/grant.ts';
import type { Purpose } from '../src/kernel/policy/model.ts';
import { reachToken } from '../src/kernel/policy/scope.ts';
import { connect } from '../src/platform/database/connect.ts';
import { transaction } from '../src/platform/database/transaction.ts';
import { CONSENTED, purposesOf, type Reader, readersOf, rulesOf, type StoreShape } from './company.ts';
import { openStore, type Store, type StoreOptions, storeFolder } from './store.ts';

/** What is laid over a store to see what sharing costs. */
export type SharingShape = Readonly<{ grants: number; consents: number; purposes: number }>;

/** Department readers who hold grants; the others hold none. */
export function holdersOf(
  shape: StoreShape,
): Readonly<{ holders: readonly Reader[]; others: readonly Reader[] }> {
  const { departments } = readersOf(shape);
  return {
    holders: departments.filter((_, index) => index % 2 === 0),
    others: departments.filter((_, index) => index % 2 === 1),
  };
}

/**
 * A copy of the store with grants, consents and purposes laid over it. Grants are spread over people who otherwise do
 * nothing here, and each reader among {@link holdersOf} holds a few; one customer in ten has withdrawn.
 */
export async function openSharingStore(
  shape: StoreShape,
  sharing: SharingShape,
  options: StoreOptions,
): Promise<Store> {
  const plain = storeFolder(shape, options.home);
  const { grants, consents, purposes } = sharing;
  const home = join(options.home, `sharing-${grants}-${consents}-${purposes}`);
  const folder = storeFolder(shape, home);
  const mark = join(folder, 'sharing.json');
  if (!existsSync(mark)) {
    mkdirSync(home, { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    // Files keep their owner, who is another where the bench runs as root: fs.cp gives them away.
    execFileSync('cp', ['-a', plain, `${folder}.part`]);
    renameSync(`${folder}.part`, folder);
  }
  const store = await openStore(shape, { ...options, home });
  if (existsSync(mark)) return store;
  options.say(`  laying ${grants} grants, ${consents} consents and ${purposes} purposes over it`);
  const database = connect(store.url);
  try {
    const pool = database.pool('owner');
    await transaction(pool, async (client) => {
      await addPurposes(client, purposes);
      await addConsents(client, consents);
      await addGrants(client, shape, grants);
    });
    // Every row was written anew; a table that is compact again is compared with one that always was.
    await pool.query('VACUUM (FULL, ANALYZE) vault.customer');
    await pool.query('VACUUM (ANALYZE)');
    writeFileSync(mark, JSON.stringify(sharing));
    return store;
  } catch (error) {
    await store.stop();
    throw error;
  } finally {
    await database.close();
  }
}

/** Besides those of the store: one that stands on consent, and as many as make up the number. */
async function addPurposes(client: pg.PoolClient, count: number): Promise<void> {
  const known = purposesOf();
  const [pattern] = known;
  if (pattern === undefined) return;
  const added: Purpose[] = [{ ...pattern, code: CONSENTED, legalBasis: 'consent', uses: ['marketing'] }];
  while (known.length + added.length < count) {
    added.push({ ...pattern, code: `further-${added.length}`, legalBasis: 'consent' });
  }
  for (const { code, ...body } of added) {
    await client.query(
      'INSERT INTO fencun.purpose (code, version, body, changed_at) VALUES ($1, 1, $2, now())',
      [code, JSON.stringify(body)],
    );
  }
  // What a department's readers may see for the store's purposes, they may for this one.
  const wanted = ['department-reader-department-plain', 'department-reader-department-masked'];
  for (const { id, version, ...body } of rulesOf({ rows: 0, departments: 0, rules: 0, shares: 0 })) {
    if (!wanted.includes(id)) continue;
    await client.query('INSERT INTO fencun.rule (id, version, body, changed_at) VALUES ($1, $2, $3, now())', [
      `consented-${id}`,
      version,
      JSON.stringify({ ...body, purposes: [CONSENTED] }),
    ]);
  }
}

/** Of so many customers, each to the purpose and, of its own, to the use of what is sensitive (PIPL art. 29). */
async function addConsents(client: pg.PoolClient, count: number): Promise<void> {
  const subjects = [consentFact(CONSENTED), separateFact(CONSENTED, 'sensitive')];
  await client.query(
    `INSERT INTO vault._decision (id, customer, subject, holds, by_guardian, decided_at, noted_at, noted_by, form)
     SELECT gen_random_uuid(), r.id, subject, n % 10 <> 0, false, now(), now(), 1, 'import'
       FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM vault.customer LIMIT $2) r, unnest($1::text[]) subject`,
    [subjects, count],
  );
  await client.query(
    `UPDATE vault.customer r SET _facts = d.subjects FROM (
       SELECT customer, array_agg(subject ORDER BY subject) AS subjects FROM vault._decision WHERE holds GROUP BY customer
     ) d WHERE d.customer = r.id`,
  );
}

const HOLDERS = 10_000;
const FIRST_HOLDER = 1_000_000;
const GRANTS_OF_A_READER = 5;
const RECORDS_OF_A_GRANT = 5;

async function addGrants(client: pg.PoolClient, shape: StoreShape, count: number): Promise<void> {
  await client.query(
    `INSERT INTO fencun.person (id, login, name, created_at)
     OVERRIDING SYSTEM VALUE SELECT $1 + n, 'holder-' || n, 'holder', now() FROM generate_series(0, $2 - 1) AS n`,
    [FIRST_HOLDER, HOLDERS],
  );
  await client.query(
    `INSERT INTO fencun.assignment (id, person, department, position, valid_from)
     OVERRIDING SYSTEM VALUE SELECT $1 + n, $1 + n, 1, 'department-reader', now() FROM generate_series(0, $2 - 1) AS n`,
    [FIRST_HOLDER, HOLDERS],
  );
  const { holders } = holdersOf(shape);
  const own = holders.flatMap(({ id }) => Array.from({ length: GRANTS_OF_A_READER }, () => id));
  await client.query(
    `INSERT INTO fencun.access_grant (assignment, terms, valid_from, valid_until)
     SELECT coalesce(($2::int[])[n], $3 + n % $4), $1, now(), now() + interval '300 days'
       FROM generate_series(1, $5) AS n`,
    [JSON.stringify(grantTerms()), own, FIRST_HOLDER, HOLDERS, count],
  );
  await client.query(
    `WITH numbered AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM vault.customer)
     INSERT INTO vault.customer__reach (token, record)
     SELECT $1::bigint + g.id, r.id FROM fencun.access_grant g CROSS JOIN generate_series(1, $2) AS k
       JOIN numbered r ON r.n = (g.id * 7919::bigint + k * 104729) % $3::bigint
     ON CONFLICT DO NOTHING`,
    [reachToken('grant', 0), RECORDS_OF_A_GRANT, shape.rows],
  );
}

/** All fields in full: what a grant opens is as much as a page of others holds. */
function grantTerms(): GrantTerms {
  return {
    version: 1,
    name: { zh: '按申请授权', en: 'Granted on request' },
    recordType: 'customer',
    fields: { all: true },
    actions: ['see'],
    disclosure: 'shown',
    purposes: '*',
    conditions: [],
    obligations: [],
  };
}
