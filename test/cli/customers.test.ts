import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_PASSWORD } from '../../src/features/demo/stories.ts';
import { AS_DEMO, type CliLab, createCliLab, loadSmallDemo } from '../support/cli.ts';

/** What staff and officers do from the command line in a company that has customers. */
const IMPORT = ['--as', 'liu.yang', '--purpose', 'customer-onboarding'];

describe('the command line in a running company', () => {
  let lab: CliLab;
  beforeAll(async () => {
    lab = await createCliLab();
    await loadSmallDemo(lab, 40);
  });
  afterAll(() => lab.close());

  const demo = (argv: readonly string[], environment = {}) =>
    lab.run(argv, { environment: { ...AS_DEMO, ...environment } });
  const file = (name: string) => join(lab.folder, name);

  function writeRoster(name: string, rows: number, bad = 0): void {
    const lines = ['卡号后缀,联系人,移动电话'];
    for (let row = 1; row <= rows; row += 1)
      lines.push(`S${row},王小明,1390000${String(row).padStart(4, '0')}`);
    for (let row = 1; row <= bad; row += 1) lines.push(`S${rows + row},王小明,not a phone at all`);
    writeFileSync(file(name), `${lines.join('\n')}\n`);
  }

  it('CLI-18 import shows what each column is and why, and imports nothing before somebody agrees', async () => {
    writeRoster('roster.csv', 3);
    const argv = ['import', 'roster.csv', ...IMPORT, '--type', 'roster'];
    const unattended = await demo(argv);
    expect(unattended.code).toBe(1);
    expect(unattended.err).toContain('移动电话');
    expect(unattended.err).toContain('phone');
    expect(unattended.err).not.toContain('13900000001');
    expect(unattended.err).toContain('--yes');
    const declined = await lab.run(argv, { environment: AS_DEMO, answers: ['n'], columns: 100 });
    expect(declined.code).toBe(0);
    const fencun = await lab.open();
    expect((await fencun.gateway.recordTypes()).has('roster')).toBe(false);
    await fencun.close();
  });

  it('CLI-18 a mapping is saved, edited and used, and finds its columns by their headers', async () => {
    writeFileSync(file('people.csv'), '姓名,邮箱\n王小明,wang@example.com\n');
    const saved = await demo([
      'import',
      'people.csv',
      ...IMPORT,
      '--type',
      'lead',
      '--save-mapping',
      'lead.json',
    ]);
    expect(saved.code).toBe(0);
    const mapping = JSON.parse(readFileSync(file('lead.json'), 'utf8')) as {
      columns: { header: string; include: boolean; field: { name: string } }[];
    };
    expect(mapping.columns.map(({ header }) => header)).toEqual(['姓名', '邮箱']);
    writeFileSync(file('people.csv'), '备注,邮箱\n无,wang@example.com\n');
    const lacking = await demo([
      'import',
      'people.csv',
      ...IMPORT,
      '--type',
      'lead',
      '--mapping',
      'lead.json',
      '--yes',
    ]);
    expect(lacking.code).toBe(1);
    expect(lacking.err).toContain('姓名');
    writeFileSync(file('lead.json'), '{"recordType": "lead"}');
    const broken = await demo(['import', 'people.csv', ...IMPORT, '--mapping', 'lead.json', '--yes']);
    expect(broken.code).toBe(1);
    expect(broken.err).toContain('columns');
  });

  it('CLI-19 rows that were not taken are written beside the file with their reasons, for its owner only', async () => {
    const { header, row } = await customerRow();
    writeFileSync(
      file('new.csv'),
      `${header}\n${row('M90001', '13900000001')}\n${row('M90002', 'no phone')}\n`,
    );
    const ran = await demo(['import', 'new.csv', ...IMPORT, '--key', 'member_no', '--yes', '--json']);
    const outcome = JSON.parse(ran.out) as Readonly<Record<string, unknown>>;
    expect(outcome).toMatchObject({
      state: 'finished',
      created: 1,
      rejected: 1,
      rejectedFile: file('new.csv.rejected.csv'),
    });
    expect(ran.code).toBe(0);
    expect(statSync(file('new.csv.rejected.csv')).mode & 0o077).toBe(0);
    expect(readFileSync(file('new.csv.rejected.csv'), 'utf8')).toContain('M90002');
    rmSync(file('new.csv.rejected.csv'));

    const again = await demo(['import', 'new.csv', ...IMPORT, '--key', 'member_no', '--yes', '--json']);
    expect(JSON.parse(again.out)).toMatchObject({ created: 0, rowsDone: 2 });
    writeFileSync(file('bad.csv'), `${header}\n${row('M90003', 'no phone')}\n`);
    const wasted = await demo(['import', 'bad.csv', ...IMPORT, '--yes']);
    expect(wasted.code).toBe(1);
    expect(wasted.out).toContain('bad.csv.rejected.csv');
    expect(wasted.out).toContain('1 not taken');
  });

  it('CLI-20 Ctrl-C pauses an import, and the same command goes on where it stopped, importing nothing twice', async () => {
    const { header, row } = await customerRow();
    const rows = Array.from({ length: 1_200 }, (_, at) =>
      row(`L${at}`, `1381${String(at).padStart(7, '0')}`),
    );
    writeFileSync(file('long.csv'), `${header}\n${rows.join('\n')}\n`);
    const argv = ['import', 'long.csv', ...IMPORT, '--yes', '--json'];
    let pressed = false;
    const stopped = await lab.run(argv, {
      environment: AS_DEMO,
      onErr(text, interrupt) {
        if (pressed || !text.startsWith('Importing: ')) return;
        pressed = true;
        interrupt();
      },
    });
    expect(stopped.code).toBe(130);
    const paused = JSON.parse(stopped.out) as Readonly<{ state: string; rowsDone: number; created: number }>;
    expect(paused.state).toBe('paused');
    expect(paused.rowsDone).toBeLessThan(1_200);
    const resumed = await demo(argv);
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.out)).toMatchObject({ state: 'finished', created: 1_200, rowsDone: 1_200 });
  });

  it('CLI-21 without a purpose the ones open to the caller are named, and somebody without the right is refused', async () => {
    writeRoster('roster.csv', 1);
    const unnamed = await demo(['import', 'roster.csv', '--as', 'liu.yang', '--yes']);
    expect(unnamed.code).toBe(1);
    expect(unnamed.err).toContain('customer-onboarding');
    const officer = await demo(['import', 'roster.csv', '--as', 'shen.yun', '--yes']);
    expect(officer.code).toBe(1);
    const wrong = await demo(['import', 'roster.csv', ...IMPORT, '--yes'], { FENCUN_PASSWORD: 'wrong' });
    expect(wrong.code).toBe(1);
  });

  it('CLI-21 a program signs in with an API token, and nobody with a token in the place of a password', async () => {
    const fencun = await lab.open();
    const visit = { door: 'cli', network: null, request: null, userAgent: null } as const;
    const { secret } = await fencun.identity.signIn({ login: 'liu.yang', password: DEMO_PASSWORD }, visit);
    const caller = await fencun.identity.callerOf(secret, { fresh: true });
    if (caller === null) throw new Error('liu.yang is not signed in');
    const act = { caller, door: 'cli', network: null, request: null } as const;
    const token = await fencun.identity.issueToken(act, { name: 'nightly', expiresInDays: 1, narrowing: {} });
    await fencun.close();
    const { header, row } = await customerRow();
    writeFileSync(file('nightly.csv'), `${header}\n${row('N1', '13900000077')}\n`);
    const argv = ['import', 'nightly.csv', '--purpose', 'customer-onboarding', '--yes', '--json'];
    const ran = await lab.run(argv, { environment: { FENCUN_TOKEN: token.secret } });
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ created: 1 });
    expect(ran.out + ran.err).not.toContain(token.secret);
    expect((await lab.run(argv, { environment: { FENCUN_TOKEN: 'fct_wrong' } })).code).toBe(1);
    expect((await lab.run(argv)).err).toContain('--as');
  });

  it('CLI-22 explain and who-can-see answer from the policy alone: no customer value, no access to a customer', async () => {
    const explained = await demo([
      'explain',
      'li.na',
      'customer',
      'phone',
      '--purpose',
      'sales-follow-up',
      '--json',
    ]);
    const { answers } = JSON.parse(explained.out) as {
      answers: readonly { purpose: string; disclosure: string; rules: readonly string[] }[];
    };
    expect(answers).toMatchObject([{ purpose: 'sales-follow-up', disclosure: 'shown' }]);
    expect(answers[0]?.rules).toContain('sales-own-records@1');
    const seers = await demo(['who-can-see', 'customer', 'phone', '--json']);
    const { people } = JSON.parse(seers.out) as { people: readonly { login: string }[] };
    expect(people.map(({ login }) => login)).toContain('li.na');
    expect(people.map(({ login }) => login)).not.toContain('shen.yun');
    expect((await demo(['explain', 'shen.yun', 'customer', 'phone'])).code).toBe(1);
    expect((await demo(['explain', 'li.na', 'customer', 'phoan'])).err).toContain('phone');
  });

  it('CLI-23 who saw a customer is for the audit administrator and the data protection officer, and looking is recorded', async () => {
    const customer = '0195a4c0-0000-7000-8000-00000000000a';
    const argv = ['log', 'who-saw', customer, '--json', '--as'];
    expect((await demo([...argv, 'li.na'])).code).toBe(1);
    expect((await demo([...argv, 'lin.yue'])).code).toBe(0);
    const seen = await demo([...argv, 'qin.shu']);
    const { entries } = JSON.parse(seen.out) as { entries: readonly { action: string; outcome: string }[] };
    expect(entries.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['log.read', 'released'],
      ['log.read', 'released'],
      ['log.read', 'refused'],
    ]);
    const by = await demo(['log', 'seen-by', 'liu.yang', '--as', 'qin.shu', '--limit', '3']);
    expect(by.code).toBe(0);
    expect(by.out).toContain('刘洋');
  });

  it('CLI-24 an exported log is verified without database or trust in us, and one that was altered is not sound', async () => {
    expect((await demo(['verify'])).code).toBe(0);
    const exported = await demo(['log', 'export', 'log']);
    expect(exported.code).toBe(0);
    const key = readFileSync(file('log/public-key'), 'utf8');
    const offline = (argv: readonly string[]) =>
      lab.run(['verify', '--folder', 'log', '--key', key, '--json', ...argv], {
        environment: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
      });
    const sound = await offline([]);
    expect(sound.code).toBe(0);
    expect(JSON.parse(sound.out)).toMatchObject({ sound: true });
    writeFileSync(file('seen.checkpoint'), readFileSync(file('log/checkpoint')));

    const bundle = file('log/tile/entries/000');
    const path = existsSync(bundle) ? bundle : firstPartial(file('log/tile/entries/000.p'));
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(50) ^ 1, 50);
    writeFileSync(path, bytes);
    const altered = await offline(['--checkpoint', 'seen.checkpoint']);
    expect(altered.code).toBe(1);
    expect(JSON.parse(altered.out)).toMatchObject({ sound: false, findings: [{ kind: 'entry-altered' }] });
    expect((await lab.run(['verify', '--folder', 'log'])).code).toBe(1);
    const url = await lab.run(['verify', '--url', 'http://127.0.0.1:1/log', '--key', key]);
    expect(url.code).toBe(4);
  });

  it('CLI-34 a file of evidence is verified offline, and one that was altered is not sound', async () => {
    const fencun = await lab.open();
    const evidence = await fencun.logEvidence([0, 3]);
    await fencun.close();
    const key = evidence?.key ?? '';
    writeFileSync(file('evidence.json'), JSON.stringify(evidence));
    const offline = (...argv: readonly string[]) =>
      lab.run(['verify', '--evidence', 'evidence.json', ...argv], {
        environment: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
      });
    const sound = await offline('--key', key, '--json');
    expect(sound.code).toBe(0);
    expect(JSON.parse(sound.out)).toMatchObject({
      sound: true,
      trustedKey: 'given',
      entries: [
        { index: 0, isProven: true },
        { index: 3, isProven: true },
      ],
    });
    // Without a key of one's own the file vouches for itself, and that is said.
    const plain = await offline();
    expect(plain).toMatchObject({ code: 0 });
    expect(plain.out).toContain(key);
    writeFileSync(file('evidence.json'), JSON.stringify(evidence).replace('"index":3', '"index":4'));
    expect((await offline('--key', key)).code).toBe(1);
    writeFileSync(file('evidence.json'), '{}');
    expect((await offline('--key', key)).code).toBe(1);
  });

  /** A line for the demo's customers with whatever they must have. */
  async function customerRow() {
    const fencun = await lab.open();
    const type = (await fencun.gateway.recordTypes()).get('customer');
    await fencun.close();
    const fields = (type?.fields ?? []).filter(
      ({ name, required, derived }) =>
        derived === undefined && (required || name === 'phone' || name === 'member_no'),
    );
    const value: Readonly<Record<string, string>> = {
      name: '王小明',
      registered_on: '2026-01-02',
      birth_date: '1990-01-02',
    };
    const header = fields.map(({ label }) => label.zh).join(',');
    const row = (member: string, phone: string) =>
      fields
        .map(({ name, options }) => {
          if (name === 'member_no') return member;
          if (name === 'phone') return phone;
          return value[name] ?? options?.[0]?.label.zh ?? '无';
        })
        .join(',');
    return { header, row };
  }

  function firstPartial(folder: string): string {
    for (let width = 255; width > 0; width -= 1) {
      const path = join(folder, String(width));
      if (existsSync(path)) return path;
    }
    throw new Error('the export has no entries');
  }
});
