import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { Problem } from '../../contract/problem.ts';
import { asProblem, connect } from './connect.ts';
import { PLATFORM_MIGRATIONS } from './schema.ts';
import { transaction } from './transaction.ts';

let test: TestDatabase;
beforeAll(async () => {
  test = await createTestDatabase(PLATFORM_MIGRATIONS);
  await test.database.pool('owner').query('CREATE TABLE public.note (n int PRIMARY KEY)');
});
afterAll(() => test.drop());

const owner = () => test.database.pool('owner');

async function notes(): Promise<number[]> {
  const { rows } = await owner().query<{ n: number }>('SELECT n FROM public.note ORDER BY n');
  return rows.map(({ n }) => n);
}

describe('connections', () => {
  it('DB-17 values arrive exactly: large numbers and decimals lose no digit, dates no day', async () => {
    const { rows } = await owner().query(`
      SELECT 42::bigint AS small, 9007199254740993::bigint AS large, 0.10::numeric AS amount,
             date '2024-02-29' AS day, timestamptz '2024-02-29 08:00:00+08' AS instant,
             ARRAY[1, NULL]::bigint[] AS numbers, ARRAY[date '2024-02-29'] AS days`);
    expect(rows[0]).toEqual({
      small: 42,
      large: '9007199254740993',
      amount: '0.10',
      day: '2024-02-29',
      instant: new Date('2024-02-29T00:00:00Z'),
      numbers: [1, null],
      days: ['2024-02-29'],
    });
  });

  it('DB-17 other users of the driver keep its own ideas of types', async () => {
    const client = new pg.Client(test.url);
    await client.connect();
    const { rows } = await client.query('SELECT 42::bigint AS small');
    await client.end();
    expect(rows[0]).toEqual({ small: '42' });
  });

  it('DB-18 options in the URL cannot lift the wall of a role', async () => {
    const url = new URL(test.url);
    url.searchParams.set('options', '-c role=none -c statement_timeout=5s');
    const database = connect(url.href);
    const { rows } = await database
      .pool('application')
      .query(`SELECT current_user AS name, current_setting('statement_timeout') AS timeout`);
    await database.close();
    expect(rows).toEqual([{ name: 'fencun_application', timeout: '5s' }]);
  });

  it('DB-18 an address that is none is refused without being repeated', () => {
    const attempt = () => connect('mysql://user:hunter2@host/db');
    expect(attempt).toThrow(Problem);
    expect(() => attempt()).not.toThrow(/hunter2/);
  });

  it('DB-19 an absent server is a problem that people can read, and a mistake in SQL is not', async () => {
    const database = connect('postgres://nobody@127.0.0.1:1/none');
    const failure = await database
      .pool('owner')
      .query('SELECT 1')
      .catch((error: unknown) => asProblem(error));
    expect(failure).toMatchObject({ code: 'database-unavailable' });
    await database.close();
    const mistake = await owner()
      .query('SELECT nonsense')
      .catch((error: unknown) => asProblem(error));
    expect(mistake).not.toBeInstanceOf(Problem);
  });
});

describe('transactions', () => {
  it('DB-20 all of a transaction is kept, or none', async () => {
    const work = transaction(owner(), async (client) => {
      await client.query('INSERT INTO public.note VALUES (1)');
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await notes()).toEqual([]);
    const result = await transaction(owner(), async (client) => {
      await client.query('INSERT INTO public.note VALUES (1), (2)');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await notes()).toEqual([1, 2]);
  });

  it('DB-20 a failed statement that was swallowed does not pass for a commit', async () => {
    const work = transaction(owner(), async (client) => {
      await client.query('INSERT INTO public.note VALUES (3)');
      await client.query('INSERT INTO public.note VALUES (3)').catch(() => {});
    });
    await expect(work).rejects.toThrow('had failed before its end');
    expect(await notes()).not.toContain(3);
  });

  it('DB-19 a connection lost inside a transaction is a problem, leaves nothing, and the pool recovers', async () => {
    const work = transaction(owner(), async (client) => {
      await client.query('INSERT INTO public.note VALUES (4)');
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await owner().query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await client.query('SELECT 1');
    });
    await expect(work).rejects.toMatchObject({ code: 'database-unavailable' });
    expect(await notes()).not.toContain(4);
  });
});
