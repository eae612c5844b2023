import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { PLATFORM_MIGRATIONS } from '../../platform/database/schema.ts';
import { transaction } from '../../platform/database/transaction.ts';
import { ORGANISATION_MIGRATIONS } from '../organisation/schema.ts';
import { IDENTITY_MIGRATIONS } from './schema.ts';
import { createSignInDelay, DELAYS, networkGroup, type SignInDelay } from './sign-in-delay.ts';

const NOON = Date.UTC(2026, 4, 6, 4, 0);
const SECOND = 1000;
let test: TestDatabase;
let delay: SignInDelay;
let elsewhere: SignInDelay;

beforeAll(async () => {
  test = await createTestDatabase([
    ...PLATFORM_MIGRATIONS,
    ...ORGANISATION_MIGRATIONS,
    ...IDENTITY_MIGRATIONS,
  ]);
  const pool = test.database.pool('application');
  const options = { ...DELAYS, networkFreeFailures: 20 };
  delay = createSignInDelay(pool, options);
  elsewhere = createSignInDelay(pool, options);
});
afterAll(() => test?.drop());

const fail = async (login: string, network: string, times: number, at = NOON) => {
  const waits: number[] = [];
  for (let time = 0; time < times; time += 1) waits.push((await delay.begin(login, network, at)).waitSeconds);
  return waits;
};
const succeed = async (login: string, network: string, at = NOON) => {
  const attempt = await delay.begin(login, network, at);
  await transaction(test.database.pool('application'), (client) => attempt.succeeded(client));
};
const tooMany = expect.objectContaining({ code: 'too-many-requests' });

describe('the delay after failed sign-ins', () => {
  it('doubles with each failure after the free ones, in every process, and is forgotten after an hour', async () => {
    expect(await fail('anna', '10.0.0.1', 5)).toEqual([0, 0, 0, 0, 1]);
    await expect(elsewhere.begin('anna', '10.0.0.1', NOON)).rejects.toEqual(tooMany);
    expect((await elsewhere.begin('anna', '10.0.0.1', NOON + SECOND)).waitSeconds).toBe(2);
    expect((await delay.begin('anna', '10.0.0.1', NOON + 3 * SECOND)).waitSeconds).toBe(4);
    await expect(delay.begin('anna', '10.0.0.1', NOON + 4 * SECOND)).rejects.toMatchObject({
      code: 'too-many-requests',
      parameters: { waitSeconds: 3 },
    });
    expect((await delay.begin('anna', '10.0.0.1', NOON + 3700 * SECOND)).waitSeconds).toBe(0);
  });

  it('ID-4 of a stranger elsewhere does not touch the colleague whose name they try', async () => {
    await fail('victim', '203.0.113.66', 5);
    await expect(delay.begin('victim', '203.0.113.66', NOON)).rejects.toEqual(tooMany);
    expect((await delay.begin('victim', '10.0.0.2', NOON)).waitSeconds).toBe(0);
  });

  it('ID-5 counts attempts that are made at the same time', async () => {
    const attempts = Array.from({ length: 15 }, () => delay.begin('busy', '10.0.0.3', NOON));
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
  });

  it('of a whole network spares who has signed in there before', async () => {
    await succeed('regular', '10.0.0.4');
    for (let index = 0; index < 20; index += 1) {
      await delay.begin(`guess-${index}`, '10.0.0.4', NOON);
    }
    await expect(delay.begin('newcomer', '10.0.0.4', NOON)).rejects.toEqual(tooMany);
    expect((await delay.begin('regular', '10.0.0.4', NOON)).waitSeconds).toBe(0);
  });

  it('of a network is not cleared by signing in to an account of one’s own', async () => {
    await succeed('spy', '10.0.0.5');
    for (let index = 0; index < 20; index += 1) await delay.begin(`guess-${index}`, '10.0.0.5', NOON);
    await succeed('spy', '10.0.0.5');
    await expect(delay.begin('guess-21', '10.0.0.5', NOON)).rejects.toEqual(tooMany);
  });

  it('ends with success', async () => {
    await fail('forgetful', '10.0.0.6', 4);
    await succeed('forgetful', '10.0.0.6');
    expect(await fail('forgetful', '10.0.0.6', 5)).toEqual([0, 0, 0, 0, 1]);
  });

  it('stores no login, and forgets what no longer matters', async () => {
    const pool = test.database.pool('owner');
    const before = await pool.query('SELECT * FROM fencun.sign_in_delay');
    expect(JSON.stringify(before.rows)).not.toContain('victim');
    await delay.tidy(NOON + 31 * 86_400 * SECOND);
    const { rows } = await pool.query('SELECT count(*) AS count FROM fencun.sign_in_delay');
    expect(rows[0].count).toBe(0);
  });
});

describe('networks that count as one', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:db8::9', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    [null, 'local'],
  ])('%s is of %s', (address, group) => {
    expect(networkGroup(address)).toBe(group);
  });
});
