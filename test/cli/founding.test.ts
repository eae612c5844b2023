import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { generateSync } from 'otplib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/platform/database/connect.ts';
import { type CliLab, createCliLab } from '../support/cli.ts';

/** A company from nothing: doctor before, init, the first administrators, and doctor after. */
const FOUNDERS = ['--system', 'lu.wei=陆伟', '--security', 'shen.yun', '--audit', 'he.qing'];
const NEW_PASSWORD = 'seven-slow-ferries-41';

type Founded = Readonly<{
  administrators: readonly Readonly<{ office: string; login: string; password: string }>[];
}>;

describe('setting up a company', () => {
  let lab: CliLab;
  let founded: Founded;
  beforeAll(async () => {
    lab = await createCliLab();
  });
  afterAll(() => lab.close());

  const passwordOf = (login: string) =>
    founded.administrators.find((administrator) => administrator.login === login)?.password ?? '';

  const codes = new Map<string, string[]>();

  /** At the terminal; the code is what an app makes of the secret that is shown. */
  async function setUpSecondFactor(login: string): Promise<void> {
    const code = (shown: string) => generateSync({ secret: /secret +([A-Z2-7]{32})/.exec(shown)?.[1] ?? '' });
    const { code: exit, out } = await lab.run(['user', 'second-factor', login], {
      answers: [NEW_PASSWORD, code],
    });
    expect(exit).toBe(0);
    codes.set(login, out.match(/^ {2}[0-9a-z]{4}(?:-[0-9a-z]{4}){3}$/gm)?.map((line) => line.trim()) ?? []);
    expect(codes.get(login)).toHaveLength(10);
  }

  /** A recovery code each time: a code of the app would count only once in thirty seconds. */
  const proofOf = (login: string) => ({
    FENCUN_PASSWORD: NEW_PASSWORD,
    FENCUN_CODE: codes.get(login)?.shift() ?? '',
  });

  it('CLI-11 doctor looks at an empty database without setting anything up', async () => {
    const { code, out } = await lab.run(['doctor', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ status: 'warn' });
    expect(existsSync(join(lab.dataFolder, 'keys.json'))).toBe(false);
    const database = connect(lab.databaseUrl);
    const { rows } = await database
      .pool('owner')
      .query(`SELECT FROM pg_namespace WHERE nspname IN ('fencun', 'vault', 'audit')`);
    await database.close();
    expect(rows).toHaveLength(0);
  });

  it('CLI-12 init wants three people, and asks for them or says how to name them', async () => {
    const same = await lab.run(['init', '--system', 'a', '--security', 'b', '--audit', 'a']);
    expect(same).toMatchObject({ code: 1, out: '' });
    const silent = await lab.run(['init', '--system', 'a']);
    expect(silent.code).toBe(1);
    expect(silent.err).toContain('--security');
    expect((await lab.run(['init', '--system', 'Bad Login', '--security', 'b', '--audit', 'c'])).code).toBe(
      1,
    );
  });

  it('CLI-12 init sets up three administrators with temporary passwords, shown once, that open nothing but their change', async () => {
    const { code, out } = await lab.run(['init', ...FOUNDERS, '--json']);
    expect(code).toBe(0);
    founded = JSON.parse(out) as Founded;
    expect(founded.administrators.map(({ office, login }) => [office, login])).toEqual([
      ['system-administrator', 'lu.wei'],
      ['security-administrator', 'shen.yun'],
      ['audit-administrator', 'he.qing'],
    ]);
    expect(new Set(founded.administrators.map(({ password }) => password)).size).toBe(3);

    const early = await lab.run(['user', 'list', '--as', 'lu.wei'], {
      environment: { FENCUN_PASSWORD: passwordOf('lu.wei') },
    });
    expect(early.code).toBe(1);
    expect(early.err).toContain('fencun user password lu.wei');
  });

  it('CLI-12 init cannot be replayed: a store that knows anybody is left alone', async () => {
    const again = await lab.run(['init', '--system', 'x', '--security', 'y', '--audit', 'z']);
    expect(again).toMatchObject({ code: 1, out: '' });
    expect((await lab.run(['demo'])).code).toBe(1);
  });

  it('CLI-13 passwords are typed unseen or come from the environment, and a changed one is what signs in', async () => {
    const mistyped = await lab.run(['user', 'password', 'lu.wei'], {
      answers: [passwordOf('lu.wei'), NEW_PASSWORD, `${NEW_PASSWORD}x`],
    });
    expect(mistyped.code).toBe(1);
    const changed = await lab.run(['user', 'password', 'lu.wei'], {
      answers: [passwordOf('lu.wei'), NEW_PASSWORD, NEW_PASSWORD],
    });
    expect(changed.code).toBe(0);
    expect(changed.out + changed.err).not.toContain(NEW_PASSWORD);
    await setUpSecondFactor('lu.wei');
    const list = await lab.run(['user', 'list', '--as', 'lu.wei', '--json'], {
      environment: proofOf('lu.wei'),
    });
    expect(list.code).toBe(0);
    const { people } = JSON.parse(list.out) as { people: readonly { login: string }[] };
    expect(people.map(({ login }) => login)).toEqual(['lu.wei', 'shen.yun', 'he.qing']);
    const nobody = await lab.run(['user', 'list', '--as', 'lu.wei']);
    expect(nobody.code).toBe(1);
    expect(nobody.err).toContain('FENCUN_PASSWORD');
  });

  it('CLI-31 an officer signs in with password and second factor, and with the password alone does nothing', async () => {
    const { code, err } = await lab.run(['user', 'list', '--as', 'lu.wei'], {
      environment: { FENCUN_PASSWORD: NEW_PASSWORD },
    });
    expect(code).toBe(1);
    expect(err).toContain('FENCUN_CODE');
    const wrong = await lab.run(['user', 'list', '--as', 'lu.wei'], {
      environment: { FENCUN_PASSWORD: NEW_PASSWORD, FENCUN_CODE: '000000' },
    });
    expect(wrong).toMatchObject({ code: 1, out: '' });
  });

  it('CLI-14 accounts are added by the system administrator and offices given by the security administrator, nobody else', async () => {
    await lab.run(['user', 'password', 'shen.yun'], {
      environment: { FENCUN_PASSWORD: passwordOf('shen.yun'), FENCUN_NEW_PASSWORD: NEW_PASSWORD },
    });
    await setUpSecondFactor('shen.yun');
    const as = (login: string) => ({ environment: proofOf(login) });
    const refused = await lab.run(['user', 'add', 'gu.yue', '--as', 'shen.yun'], as('shen.yun'));
    expect(refused).toMatchObject({ code: 1, out: '' });
    const added = await lab.run(
      ['user', 'add', 'gu.yue', '--name', '顾月', '--as', 'lu.wei', '--json'],
      as('lu.wei'),
    );
    expect(added.code).toBe(0);
    const appoint = ['user', 'appoint', 'gu.yue', 'audit-administrator', '--as'];
    expect((await lab.run([...appoint, 'lu.wei'], as('lu.wei'))).code).toBe(1);
    expect((await lab.run([...appoint, 'shen.yun'], as('shen.yun'))).code).toBe(0);
    const own = await lab.run(['user', 'appoint', 'shen.yun', 'none', '--as', 'shen.yun'], as('shen.yun'));
    expect(own.code).toBe(1);
  });

  it('CLI-31 who lost the second factor of an office has it removed on the server itself, and the log knows', async () => {
    expect((await lab.run(['user', 'forget-second-factor', 'shen.yun'])).code).toBe(0);
    const list = await lab.run(['user', 'list', '--as', 'shen.yun'], {
      environment: { FENCUN_PASSWORD: NEW_PASSWORD },
    });
    expect(list.code).toBe(1);
    expect(list.err).toContain('fencun user second-factor shen.yun');
    const fencun = await lab.open();
    const { entries } = await fencun.logReader.search({ action: 'second-factor.reset' }, { limit: 5 });
    await fencun.close();
    expect(entries[0]?.record).toMatchObject({ door: 'cli', person: null, note: { login: 'shen.yun' } });
    expect((await lab.run(['user', 'forget-second-factor', 'nobody'])).code).toBe(1);
  });

  it('CLI-32 a new colleague gets a link to choose a password by, and an officer one from the server itself', async () => {
    const address = { FENCUN_PUBLIC_URL: 'https://fencun.example/' };
    const shape = /^https:\/\/fencun\.example\/welcome#[\w-]{43}$/;
    for (const command of ['add', 'invite']) {
      const { code, out } = await lab.run(['user', command, 'bai.lu', '--as', 'lu.wei', '--json'], {
        environment: { ...proofOf('lu.wei'), ...address },
      });
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({ kind: 'invitation', link: expect.stringMatching(shape) });
    }
    const reset = await lab.run(['user', 'reset', 'he.qing', '--json'], { environment: address });
    expect(JSON.parse(reset.out)).toMatchObject({ kind: 'reset', link: expect.stringMatching(shape) });
  });

  it('CLI-15 who lost the password of an office gets a temporary one on the server itself, and the log knows', async () => {
    const reset = await lab.run(['user', 'reset', 'lu.wei', '--temporary', '--json']);
    expect(reset.code).toBe(0);
    const { password } = JSON.parse(reset.out) as { password: string };
    expect(password).not.toBe('');
    const old = await lab.run(['user', 'list', '--as', 'lu.wei'], {
      environment: { FENCUN_PASSWORD: NEW_PASSWORD },
    });
    expect(old.code).toBe(1);
    const fencun = await lab.open();
    const { entries } = await fencun.logReader.search({ action: 'password.reset' }, { limit: 5 });
    await fencun.close();
    expect(entries[0]?.record).toMatchObject({ door: 'cli', person: null, note: { login: 'lu.wei' } });
    expect(JSON.stringify(entries)).not.toContain(password);
    expect((await lab.run(['user', 'reset', 'nobody'])).code).toBe(1);
  });

  it('CLI-16 doctor finds settings, keys, durability, walls, clock and log in order', async () => {
    const { code, out } = await lab.run(['doctor', '--full', '--json']);
    const { checks } = JSON.parse(out) as { checks: readonly { id: string; status: string }[] };
    const status = Object.fromEntries(checks.map((check) => [check.id, check.status]));
    expect(status).toMatchObject({
      settings: 'ok',
      'data-folder': 'ok',
      keys: 'ok',
      'key-provider': 'warn',
      database: 'ok',
      durability: 'ok',
      clock: 'ok',
      walls: 'ok',
      log: 'ok',
    });
    expect(code).toBe(0);
    const words = await lab.run(['doctor'], { environment: { LANG: 'zh_CN.UTF-8' } });
    expect(words.out).toContain('→');
  });

  it('CLI-16 doctor finds a right that somebody granted past the walls, and files that others can read', async () => {
    const database = connect(lab.databaseUrl);
    const owner = database.pool('owner');
    await owner.query('GRANT SELECT (wrapped) ON vault._customer_key TO fencun_application');
    chmodSync(join(lab.dataFolder, 'log-signing-key.pem'), 0o600);
    try {
      const { code, out } = await lab.run(['doctor']);
      expect(code).toBe(1);
      expect(out).toContain('SELECT vault._customer_key');
    } finally {
      await owner.query('REVOKE SELECT (wrapped) ON vault._customer_key FROM fencun_application');
      await database.close();
    }
    chmodSync(join(lab.dataFolder, 'keys.json'), 0o644);
    const open = await lab.run(['doctor', '--json']);
    chmodSync(join(lab.dataFolder, 'keys.json'), 0o600);
    expect(open.code).toBe(1);
    expect(open.out).toContain('secret-files');
  });

  it('CLI-16 doctor says what is wrong with settings, and lists all of them', async () => {
    const wrong = await lab.run(['doctor'], { environment: { FENCUN_CYPHER: 'sm4' } });
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain('FENCUN_CIPHER');
    const settings = await lab.run(['doctor', '--settings']);
    expect(settings.out).toContain('FENCUN_KEY_PROVIDER');
  });

  it('CLI-17 keys rotate while the store serves, and everything opens afterwards', async () => {
    const { code, out } = await lab.run(['keys', 'rotate']);
    expect(code).toBe(0);
    expect(out).toContain('local:2');
    const status = await lab.run(['keys', 'status', '--json']);
    expect(JSON.parse(status.out)).toMatchObject({ provider: 'file', current: 'local:2' });
  });

  it('CLI-6 a mistyped line is refused with exit code 2, in the language of the reader', async () => {
    const zh = await lab.run(['--lang', 'zh', 'user', 'add']);
    expect(zh.code).toBe(2);
    expect(zh.err).toContain('缺少');
    const en = await lab.run(['imprt']);
    expect(en.code).toBe(2);
    expect(en.err).toContain('import');
    const help = await lab.run(['--help', '--lang', 'zh']);
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toContain('退出码');
  });
});
