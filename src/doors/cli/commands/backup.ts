import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { recordOf } from '../../../features/administration.ts';
import { type BackupLock, writeBackup } from '../../../platform/backup/backup-file.ts';
import { dump } from '../../../platform/backup/dump.ts';
import { KEY_FILE } from '../../../platform/crypto/local-key-provider.ts';
import { SIGNING_KEY_FILE } from '../../../platform/crypto/signing.ts';
import { inspectServer } from '../../../platform/database/inspect.ts';
import { appliedMigrations } from '../../../platform/database/migrate.ts';
import type { BackupAbout } from '../backup-about.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import { createProgress } from '../progress.ts';
import { type Installation, interruptible, type Shell } from '../shell.ts';
import { readSecret } from '../sign-in.ts';

type BackupOptions = Readonly<{ passphrase?: true; withKeys?: true; json?: true }>;

export function addBackup(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  program
    .command('backup')
    .summary(
      say({ zh: '备份（加密、一致，不中断服务）', en: 'back the store up, encrypted, while it serves' }),
    )
    .description(
      say({
        zh: `把同一时刻的全部表写入一个加密、压缩的文件，服务不中断。默认由密钥提供方加密：能打开保险库的才能打开备份；--passphrase 改用口令。密钥本身不在其中，请另行备份 keys.json 与 log-signing-key.pem；--with-keys 可一并放入（须用口令）。

备份与删除权：备份中留有当时客户的密钥，之后被删除的客户在旧备份中仍可恢复。请只保留必要期限的备份，并定期 fencun log export；恢复时用 --log 或 --erasures 再次删除他们。`,
        en: `Writes all tables as one moment saw them into one file, compressed and encrypted, while the system serves. By default the key provider holds the key: whoever can open the vault can open the backup; --passphrase takes a passphrase instead. The keys themselves are not in it: keep copies of keys.json and log-signing-key.pem elsewhere, or have --with-keys put them in (with a passphrase).

Backups and erasure: a backup holds the keys of the customers of its day, so whoever is erased later could be restored from it. Keep backups no longer than needed, run fencun log export regularly, and restore with --log or --erasures, which erases those customers again.`,
      }),
    )
    .argument(
      '<file>',
      say({ zh: '备份文件，不会覆盖已有的', en: 'where to write it; an existing file is not overwritten' }),
    )
    .option(
      '--passphrase',
      say({
        zh: '用口令加密（询问，或取自 FENCUN_PASSPHRASE）',
        en: 'lock it with a passphrase (asked for, or from FENCUN_PASSPHRASE)',
      }),
    )
    .option(
      '--with-keys',
      say({ zh: '放入密钥文件，须同时用 --passphrase', en: 'put the key files in; needs --passphrase' }),
    )
    .option('--json', say({ zh: '以 JSON 输出', en: 'print JSON' }))
    .addHelpText(
      'after',
      `\n${say({ zh: '示例', en: 'Examples' })}:\n  fencun backup /backup/fencun-$(date +%F).backup\n  FENCUN_PASSPHRASE=… fencun backup full.backup --passphrase --with-keys`,
    )
    .action(
      run((file: string, options: BackupOptions) =>
        interruptible(shell, (stop) =>
          shell.withInstallation((installation) =>
            backUp(shell, installation, resolve(shell.folder, file), options, stop),
          ),
        ),
      ),
    );
}

async function backUp(
  shell: Shell,
  installation: Installation,
  path: string,
  options: BackupOptions,
  stop: AbortSignal,
): Promise<ExitCode> {
  if (options.withKeys && !options.passphrase) {
    throw refused(
      '--with-keys 须与 --passphrase 同用：否则密钥会锁在它们自己后面。',
      '--with-keys needs --passphrase: the keys would be locked behind themselves.',
    );
  }
  const lock: BackupLock = options.passphrase
    ? { kind: 'passphrase', passphrase: await newPassphrase(shell) }
    : { kind: 'provider', provider: installation.keyProvider };
  const about = await describe(shell, installation, options.withKeys === true);
  const { database, audit, clock, newId } = installation;
  const who = { caller: null, door: 'cli', network: null, request: null } as const;
  const facts = { lock: lock.kind, withKeys: options.withKeys === true };
  await audit.append(
    recordOf(who, {
      id: newId(),
      at: clock(),
      kind: 'administration',
      action: 'store.backup',
      outcome: 'released',
      facts,
    }),
  );

  const { terminal, language, say } = shell;
  const label = say({ zh: '备份', en: 'Backing up' });
  const progress = createProgress({ terminal, label, language, clock: shell.clock });
  let rows = 0;
  const lines = dump(database.pool('owner'), shell.backupPlan, about, (done, rowsAbout) => {
    rows = done;
    progress.update(done, Math.max(done, rowsAbout));
    stop.throwIfAborted();
  });
  try {
    await writeBackup(path, lines, lock, randomBytes);
  } finally {
    progress.end();
  }
  tell(shell, { path, rows, bytes: statSync(path).size, about }, options.json === true);
  return EXIT.ok;
}

async function describe(shell: Shell, installation: Installation, withKeys: boolean): Promise<BackupAbout> {
  const { database, sealer, logSource, logKey, keyProvider, config, clock } = installation;
  await sealer.sealNow();
  const owner = database.pool('owner');
  const { versionText } = await inspectServer(owner, clock);
  return {
    createdAt: new Date(clock()).toISOString(),
    version: shell.version,
    database: versionText,
    migrations: [...(await appliedMigrations(owner))],
    cipher: config.cipher,
    checkpoint: await logSource.checkpoint(),
    logKey,
    probe: await keyProvider.wrap(randomBytes(32)),
    keyFiles: withKeys ? readKeyFiles(config.dataFolder) : {},
  };
}

/** Those that lie in the data folder: with other providers there are fewer, or none. */
function readKeyFiles(dataFolder: string): Record<string, string> {
  const present = [KEY_FILE, SIGNING_KEY_FILE].filter((name) =>
    statSync(join(dataFolder, name), { throwIfNoEntry: false })?.isFile(),
  );
  return Object.fromEntries(present.map((name) => [name, readFileSync(join(dataFolder, name), 'utf8')]));
}

const PASSPHRASE_LEAST = 12;

async function newPassphrase(shell: Shell): Promise<string> {
  const question = { zh: '备份口令：', en: 'Passphrase of the backup: ' };
  const passphrase = await readSecret(shell, 'FENCUN_PASSPHRASE', question);
  if (passphrase.length < PASSPHRASE_LEAST) {
    throw refused(
      `口令至少 ${PASSPHRASE_LEAST} 个字符。`,
      `A passphrase has at least ${PASSPHRASE_LEAST} characters.`,
    );
  }
  if (!shell.environment.FENCUN_PASSPHRASE) {
    const again = await readSecret(shell, 'FENCUN_PASSPHRASE', {
      zh: '再输入一次：',
      en: 'The same again: ',
    });
    if (again !== passphrase) throw refused('两次输入不一致。', 'The two are not the same.');
  }
  return passphrase;
}

type Written = Readonly<{ path: string; rows: number; bytes: number; about: BackupAbout }>;

function tell(shell: Shell, { path, rows, bytes, about }: Written, asJson: boolean): void {
  const withKeys = Object.keys(about.keyFiles);
  if (asJson) {
    const { createdAt, checkpoint, version } = about;
    shell.printJson({ file: path, rows, bytes, createdAt, version, checkpoint, keyFiles: withKeys });
    return;
  }
  const { print, say, outPaint } = shell;
  const size = `${(bytes / 1024 ** 2).toFixed(1)} MB`;
  print(
    say({
      zh: `已备份 ${rows} 行到 ${path}（${size}）。`,
      en: `Backed up ${rows} rows to ${path} (${size}).`,
    }),
  );
  if (withKeys.length === 0) {
    print(
      outPaint.yellow(
        say({
          zh: `密钥不在备份中：请另行备份 ${KEY_FILE} 与 ${SIGNING_KEY_FILE}（或由 Vault 保管的密钥），没有它们备份无法使用。`,
          en: `The keys are not in it: keep copies of ${KEY_FILE} and ${SIGNING_KEY_FILE} (or of the keys in Vault) elsewhere. Without them the backup is of no use.`,
        }),
      ),
    );
  }
  print(
    say({
      zh: `检查一下：在空目录中 fencun restore ${path}`,
      en: `Try it: fencun restore ${path}, with FENCUN_DATA set to a new folder.`,
    }),
  );
}
