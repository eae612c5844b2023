import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connect } from '../../src/platform/database/connect.ts';
import type { Database, Migration } from '../../src/platform/database/database.ts';
import { migrate } from '../../src/platform/database/migrate.ts';

export type TestDatabase = Readonly<{ database: Database; url: string; drop(): Promise<void> }>;

/** The server that every test of this run shares; its user may create databases and is no superuser. */
export function testServerUrl(): string {
  return process.env.FENCUN_TEST_DATABASE_URL ?? inject('testDatabaseUrl');
}

/**
 * A fresh database with these migrations, for one test file. The first to ask for a list of migrations makes a
 * template of it, and everybody clones that, which takes a tenth of the time.
 */
export async function createTestDatabase(migrations: readonly Migration[]): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  const template = await templateFor(migrations);
  await withMaintenance((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  const url = urlOf(name);
  const database = connect(url);
  return {
    database,
    url,
    async drop() {
      await database.close();
      await withMaintenance(async (client) => {
        // Not WITH (FORCE): it is refused to whoever is no superuser while an autovacuum worker is in the database.
        await client.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND usename = user',
          [name],
        );
        await client.query(`DROP DATABASE IF EXISTS ${name}`);
      });
    },
  };
}

async function templateFor(migrations: readonly Migration[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);
  const name = `template_${hash}`;
  await withMaintenance(async (client) => {
    // Workers race for the same template; the lock ends with this connection, whatever happens.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rows } = await client.query<{ datistemplate: boolean }>(
      'SELECT datistemplate FROM pg_database WHERE datname = $1',
      [name],
    );
    if (rows[0]?.datistemplate) return;
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    const database = connect(urlOf(name));
    try {
      await migrate(database, migrations);
    } finally {
      await database.close();
    }
    await client.query(`ALTER DATABASE ${name} WITH IS_TEMPLATE true`);
  });
  return name;
}

async function withMaintenance<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(urlOf('postgres'));
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(testServerUrl());
  url.pathname = `/${database}`;
  return url.href;
}
