import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { refusal } from '../../../test/support/refusal.ts';
import type { SavedLogQueryBody } from '../../contract/log-queries.ts';
import { PLATFORM_MIGRATIONS } from '../../platform/database/schema.ts';
import { ORGANISATION_MIGRATIONS } from '../organisation/schema.ts';
import { createLogQueries, type LogQueries } from './log-queries.ts';
import { LOG_QUERIES_MIGRATIONS } from './schema.ts';

let test: TestDatabase;
let queries: LogQueries;
beforeAll(async () => {
  test = await createTestDatabase([
    ...PLATFORM_MIGRATIONS,
    ...ORGANISATION_MIGRATIONS,
    ...LOG_QUERIES_MIGRATIONS,
  ]);
  await test.database
    .pool('owner')
    .query(
      `INSERT INTO fencun.person (login, name, created_at) VALUES ('a', '秦书', now()), ('b', '林悦', now())`,
    );
  queries = createLogQueries({ database: test.database, clock: () => 0, newId: randomUUID });
});
afterAll(() => test.drop());

const QUERY: SavedLogQueryBody = {
  name: '夜间导出',
  shared: false,
  filter: { action: 'export', door: 'http', customer: '0195a4c0-0000-7000-8000-19900001234a' },
};

it('LOGQ-1 a saved query is its owner’s: shared ones are used by others, and changed and removed by nobody else', async () => {
  const own = await queries.save(1, QUERY);
  expect(own).toEqual({ ...QUERY, id: own.id, own: true, owner: '秦书' });
  expect(await queries.list(2)).toEqual([]);
  const shared = await queries.save(1, { ...QUERY, shared: true, filter: { kind: 'sign-in' } });
  expect(shared.id).toBe(own.id);
  await queries.save(2, { ...QUERY, name: 'Mine' });
  expect((await queries.list(2)).map(({ name, own: isOwn, owner }) => [name, isOwn, owner])).toEqual([
    ['Mine', true, '林悦'],
    ['夜间导出', false, '秦书'],
  ]);
  expect(await refusal(queries.remove(2, own.id))).toBe('not-found');
  await queries.remove(1, own.id);
  expect(await queries.list(1)).toEqual([]);
});

it('LOGQ-2 personal data is not kept in a name or condition, and nobody keeps more than fifty', async () => {
  expect(await refusal(queries.save(1, { ...QUERY, name: '19900001234' }))).toBe('invalid-input');
  expect(await refusal(queries.save(1, { ...QUERY, filter: { field: '19900001234' } }))).toBe(
    'invalid-input',
  );
  for (let i = 0; i < 50; i += 1) await queries.save(1, { ...QUERY, name: `Query ${i}` });
  expect(await refusal(queries.save(1, QUERY))).toBe('too-large');
  expect((await queries.save(1, { ...QUERY, name: 'Query 7', shared: true })).shared).toBe(true);
});
