import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { LogDamage } from '../../../audit/damage.ts';
import { type Config, describeSettings } from '../../../platform/config.ts';
import { connect } from '../../../platform/database/connect.ts';
import { isSetUp } from '../../../platform/database/inspect.ts';
import type { Run } from '../command.ts';
import { type Check, fail, failedWith, ok, type Status, warn } from '../doctor/check.ts';
import { checkServer, checkWalls } from '../doctor/database.ts';
import { checkMachine } from '../doctor/machine.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Installation, Shell } from '../shell.ts';
import { table } from '../table.ts';

type DoctorOptions = Readonly<{ full?: true; settings?: true; json?: true }>;

export function addDoctor(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  program
    .command('doctor')
    .summary(say({ zh: '检查配置、密钥、数据库与日志', en: 'check settings, keys, database and log' }))
    .description(
      say({
        zh: '逐项检查：配置、数据目录权限、TLS 证书、密钥提供方、密钥能否打开保险库、数据库版本与持久化设置、角色之间的权限墙、时钟、日志的最后检查点。每一项都说明怎么办。有一项不合格时退出码为 1。不读取客户信息，也不建立新库。',
        en: 'Checks one by one: settings, rights of the data folder, TLS certificate, key provider, whether the keys open the vault, version and durability of the database, the walls between its roles, clocks, and the last checkpoint of the log. Each finding says what to do. Exit code 1 when one fails. It reads no customer data and sets up no store.',
      }),
    )
    .option('--full', say({ zh: '验证整个访问日志', en: 'verify the whole access log' }))
    .option('--settings', say({ zh: '列出全部设置', en: 'list all settings' }))
    .option('--json', say({ zh: '以 JSON 输出', en: 'print JSON' }))
    .action(
      run((options: DoctorOptions) =>
        options.settings ? listSettings(shell, options.json === true) : examine(shell, options),
      ),
    );
}

async function examine(shell: Shell, options: DoctorOptions): Promise<ExitCode> {
  const checks = await allChecks(shell, options);
  const worst: Status = checks.some(({ status }) => status === 'fail')
    ? 'fail'
    : checks.some(({ status }) => status === 'warn')
      ? 'warn'
      : 'ok';
  if (options.json) shell.printJson({ status: worst, checks });
  else tell(shell, checks, worst);
  return worst === 'fail' ? EXIT.refused : EXIT.ok;
}

async function allChecks(shell: Shell, options: DoctorOptions): Promise<readonly Check[]> {
  let config: Config;
  try {
    config = shell.config();
  } catch (error) {
    return [failedWith('settings', error)];
  }
  const { databaseUrl, keyProvider } = config;
  const where =
    databaseUrl === null
      ? { zh: '内置数据库', en: 'embedded database' }
      : { zh: '外部数据库', en: 'database by URL' };
  const before = [
    ok(
      'settings',
      `配置有效：${where.zh}，密钥提供方 ${keyProvider}`,
      `Settings are valid: ${where.en}, key provider ${keyProvider}`,
    ),
    ...checkMachine(config, shell.clock()),
  ];
  try {
    if (!(await hasStore(config))) return [...before, NO_STORE];
    return [
      ...before,
      ...(await shell.withInstallation((installation) => checkStore(installation, options))),
    ];
  } catch (error) {
    return [...before, failedWith('store', error)];
  }
}

/** Opening a store sets one up where there is none, which is not what a look should do. */
async function hasStore({ databaseUrl, dataFolder }: Config): Promise<boolean> {
  if (databaseUrl === null) {
    return existsSync(join(dataFolder, 'postgres')) || existsSync(join(dataFolder, 'postgres.location'));
  }
  const database = connect(databaseUrl);
  try {
    return await isSetUp(database.pool('owner'));
  } finally {
    await database.close();
  }
}

const NO_STORE = warn(
  'store',
  { zh: '还没有库', en: 'There is no store yet' },
  {
    zh: '执行 fencun init 建立公司，或 fencun serve --demo 试用演示公司。',
    en: 'Set up a company with fencun init, or try the demo with fencun serve --demo.',
  },
);

async function checkStore(installation: Installation, { full }: DoctorOptions): Promise<readonly Check[]> {
  const { database, clock } = installation;
  const owner = database.pool('owner');
  const groups = [
    () => checkKeys(installation),
    () => checkServer(owner, clock),
    () => checkWalls(owner),
    () => checkLog(installation, full === true),
  ];
  const checks: Check[] = [];
  for (const group of groups) {
    try {
      checks.push(...(await group()));
    } catch (error) {
      checks.push(failedWith('store', error));
    }
  }
  return checks;
}

/** That the store is open at all means that the provider unwrapped the vault's keys. */
async function checkKeys({ keyProvider, config }: Installation): Promise<readonly Check[]> {
  try {
    await keyProvider.health();
  } catch (error) {
    return [failedWith('keys', error)];
  }
  const current = await keyProvider.current();
  const opened = ok(
    'keys',
    `密钥可用（${current}），保险库已打开`,
    `Keys work (${current}), and open the vault`,
  );
  if (config.keyProvider !== 'file') return [opened];
  return [
    opened,
    warn(
      'key-provider',
      { zh: '主密钥与数据存放在同一台机器上', en: 'Key-encryption keys lie on the same machine as the data' },
      {
        zh: '试用无妨；正式使用请由 Vault / OpenBao 保管（FENCUN_KEY_PROVIDER=vault），并另行备份 keys.json。',
        en: 'Fine for a trial. For real use have Vault or OpenBao hold them (FENCUN_KEY_PROVIDER=vault), and keep a copy of keys.json elsewhere.',
      },
    ),
  ];
}

async function checkLog({ sealer, verifyLog }: Installation, isFull: boolean): Promise<readonly Check[]> {
  if (isFull) {
    const report = await verifyLog();
    if (report.isSound) {
      const count = report.checkedEntries;
      return [ok('log', `访问日志完整：${count} 条`, `The access log is sound: ${count} entries`)];
    }
    return [DAMAGED];
  }
  try {
    // Reading the head checks the last checkpoint's signature, and that the tree's right edge gives its root.
    await sealer.sealNow();
    return [
      ok(
        'log',
        '日志的最后检查点有效（验证全部：--full）',
        'The last checkpoint of the log is valid (--full verifies all)',
      ),
    ];
  } catch (error) {
    if (error instanceof LogDamage) return [DAMAGED];
    throw error;
  }
}

const DAMAGED = fail(
  'log',
  { zh: '访问日志被改动或有缺损', en: 'The access log was altered, or parts of it are missing' },
  {
    zh: '请执行 fencun verify 定位，保留现场，并与另行保存的检查点核对。',
    en: 'Locate it with fencun verify, leave everything as it is, and compare with checkpoints kept elsewhere.',
  },
);

const MARKS: Readonly<Record<Status, string>> = { ok: '✓', warn: '!', fail: '✗' };

function tell({ print, say, outPaint }: Shell, checks: readonly Check[], worst: Status): void {
  const colours = { ok: outPaint.green, warn: outPaint.yellow, fail: outPaint.red };
  for (const { status, finding, remedy } of checks) {
    print(`${colours[status](MARKS[status])} ${say(finding)}`);
    if (remedy !== null) print(`    → ${say(remedy)}`);
  }
  print();
  const words = {
    ok: { zh: '一切正常。', en: 'All is well.' },
    warn: { zh: '可以运行；请留意标有“!”的各项。', en: 'It works; mind what is marked “!”.' },
    fail: {
      zh: '有不合格项，请先处理标有“✗”的各项。',
      en: 'Something is wrong: deal with what is marked “✗” first.',
    },
  };
  print(colours[worst](say(words[worst])));
}

async function listSettings({ print, printJson, say, terminal }: Shell, asJson: boolean): Promise<ExitCode> {
  const settings = describeSettings();
  if (asJson) {
    printJson({ settings });
    return EXIT.ok;
  }
  const columns = [
    { title: say({ zh: '设置', en: 'Setting' }) },
    { title: say({ zh: '默认值', en: 'Default' }) },
    { title: say({ zh: '含义', en: 'Meaning' }) },
  ];
  const rows = settings.map(({ name, about, default: written, secret }) => [
    name,
    written ?? '',
    secret ? `${say(about)}${say({ zh: `（也可用 ${name}_FILE）`, en: ` (or ${name}_FILE)` })}` : say(about),
  ]);
  for (const line of table(columns, rows, terminal.outColumns ?? undefined)) print(line);
  return EXIT.ok;
}
