import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import type { Setup } from '../../contract/setup.ts';
import { type Fencun, openFencun } from '../../fencun.ts';
import { loadConfig } from '../../platform/config.ts';
import { SILENT } from '../../platform/log.ts';

const VISIT = { door: 'http', network: '10.0.0.9', request: null } as const;
const CHOSEN = 'eleven quiet harbours';
const problem = (code: string) => expect.objectContaining({ code });

let fencun: Fencun;
let end: () => Promise<void>;
beforeEach(async () => {
  const { url, drop } = await createTestDatabase([]);
  const folder = mkdtempSync(join(tmpdir(), 'fencun-setup-'));
  fencun = await openFencun(loadConfig({ DATABASE_URL: url, FENCUN_DATA: folder }, folder), SILENT);
  end = async () => {
    await fencun.close();
    await drop();
    rmSync(folder, { recursive: true, force: true });
  };
});
afterEach(() => end());

const secretOf = (path: string | null) => path?.split('#')[1] ?? '';
const newSecret = async () => secretOf(await fencun.setup.issueLink());
const owner = () => fencun.database.pool('owner');

function company(secret: string, change: Partial<Setup> = {}): Setup {
  return {
    secret,
    officers: [
      { office: 'system-administrator', login: 'lu.wei', name: '陆伟' },
      { office: 'security-administrator', login: 'shen.yun', name: '沈云' },
      { office: 'audit-administrator', login: 'he.qing', name: '何清' },
    ],
    own: 'security-administrator',
    password: CHOSEN,
    ...change,
  };
}

describe('setting up an empty store in the browser', () => {
  it('SET-1 makes three officers: a password for the one at the keyboard, invitations for the others', async () => {
    const secret = await newSecret();
    await fencun.setup.readLink(secret);
    const { invitations } = await fencun.setup.setUp(company(secret), VISIT);
    expect(invitations.map(({ office, login }) => [office, login])).toEqual([
      ['system-administrator', 'lu.wei'],
      ['audit-administrator', 'he.qing'],
    ]);
    const { identity } = fencun;
    const visit = { ...VISIT, userAgent: null };
    const session = await identity.signIn({ login: 'shen.yun', password: CHOSEN }, visit);
    expect(await identity.callerOf(session.secret, { fresh: true })).toMatchObject({
      office: null,
      mustChangePassword: false,
      mustSetUpSecondFactor: true,
    });
    for (const { path, login } of invitations) {
      const given = { secret: secretOf(path), password: 'twelve other harbours' };
      expect(await identity.readPasswordLink(given.secret)).toMatchObject({ login, kind: 'invitation' });
      await identity.redeemPasswordLink(given, visit);
    }
    const { rows: stored } = await owner().query('SELECT * FROM fencun.setup_link');
    const { rows: logged } = await owner().query('SELECT * FROM audit.pending');
    expect(stored).toHaveLength(1);
    expect(JSON.stringify([stored, logged])).not.toContain(secret);
  });

  it('SET-2 cannot be replayed: a used link, an older one and an unknown one are refused alike', async () => {
    const older = await newSecret();
    const secret = await newSecret();
    const before = [older, 'A'.repeat(43), 'nonsense'];
    for (const each of before) {
      await expect(fencun.setup.readLink(each)).rejects.toEqual(problem('link-not-valid'));
      await expect(fencun.setup.setUp(company(each), VISIT)).rejects.toEqual(problem('link-not-valid'));
    }
    await fencun.setup.setUp(company(secret), VISIT);
    await expect(fencun.setup.readLink(secret)).rejects.toEqual(problem('link-not-valid'));
    await expect(fencun.setup.setUp(company(secret), VISIT)).rejects.toEqual(problem('link-not-valid'));
    expect(await fencun.setup.issueLink()).toBeNull();
  });

  it('SET-2 is done once by two at the same moment', async () => {
    const secret = await newSecret();
    const others = company(secret).officers.map((each) => ({ ...each, login: `other.${each.login}` }));
    const tries = [company(secret), company(secret, { officers: others })];
    const results = await Promise.allSettled(tries.map((each) => fencun.setup.setUp(each, VISIT)));
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: problem('link-not-valid'),
    });
    const { rows } = await owner().query('SELECT FROM fencun.person');
    expect(rows).toHaveLength(3);
  });

  it('SET-2 is over when somebody was made on the server, and after three days', async () => {
    const secret = await newSecret();
    await owner().query(`UPDATE fencun.setup_link SET created_at = now() - interval '72 hours'`);
    await expect(fencun.setup.setUp(company(secret), VISIT)).rejects.toEqual(problem('link-not-valid'));
    const next = await newSecret();
    await fencun.organisation.found({
      founders: company(next).officers,
      door: 'cli',
      network: null,
      alsoWithin: async () => {},
    });
    await expect(fencun.setup.setUp(company(next), VISIT)).rejects.toEqual(problem('link-not-valid'));
  });

  it('SET-1 is all or nothing: what is refused leaves an empty store and a link that works', async () => {
    const secret = await newSecret();
    const [system, security] = company(secret).officers;
    if (system === undefined || security === undefined) throw new Error('the company has officers');
    const same = { ...system, office: 'audit-administrator' } as const;
    for (const change of [
      { password: 'password1' },
      { password: 'shen.yun' },
      { officers: [system, security, same] },
      { officers: [system, security, { ...security, login: 'third' }] },
    ]) {
      await expect(fencun.setup.setUp(company(secret, change), VISIT)).rejects.toEqual(
        problem('invalid-input'),
      );
    }
    const { rows } = await owner().query('SELECT FROM fencun.person');
    expect(rows).toEqual([]);
    await fencun.setup.setUp(company(secret), VISIT);
  });
});
