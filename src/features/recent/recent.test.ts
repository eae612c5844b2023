import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { PLATFORM_MIGRATIONS } from '../../platform/database/schema.ts';
import { ORGANISATION_MIGRATIONS } from '../organisation/schema.ts';
import { createRecentRecords, type RecentRecords } from './recent.ts';
import { RECENT_MIGRATIONS } from './schema.ts';

let test: TestDatabase;
let recent: RecentRecords;
let now = 0;
beforeAll(async () => {
  test = await createTestDatabase([...PLATFORM_MIGRATIONS, ...ORGANISATION_MIGRATIONS, ...RECENT_MIGRATIONS]);
  await test.database
    .pool('owner')
    .query(`INSERT INTO fencun.person (login, name, created_at) VALUES ('a', 'A', now()), ('b', 'B', now())`);
  recent = createRecentRecords({
    database: test.database,
    clock: () => {
      now += 1_000;
      return now;
    },
  });
});
afterAll(() => test.drop());

describe('records opened lately', () => {
  it('VIEW-3 are ids, newest first and each once, of the person alone who opened them', async () => {
    const [one, two] = [randomUUID(), randomUUID()];
    for (const id of [one, two, one]) await recent.note(1, 'customer', id);
    await recent.note(2, 'order', two);
    expect((await recent.list(1)).map(({ id }) => id)).toEqual([one, two]);
    expect(await recent.list(2)).toMatchObject([{ recordType: 'order', id: two }]);
    await recent.drop([one]);
    expect((await recent.list(1)).map(({ id }) => id)).toEqual([two]);
    await recent.forget(1);
    expect(await recent.list(1)).toEqual([]);
    expect(await recent.list(2)).toHaveLength(1);
  });

  it('VIEW-3 are no more than thirty', async () => {
    const ids = Array.from({ length: 33 }, () => randomUUID());
    for (const id of ids) await recent.note(1, 'customer', id);
    const kept = (await recent.list(1)).map(({ id }) => id);
    expect(kept).toEqual(ids.slice(3).toReversed());
    const { rows } = await test.database
      .pool('owner')
      .query('SELECT FROM fencun.opened_record WHERE person = 1');
    expect(rows).toHaveLength(30);
  });
});
