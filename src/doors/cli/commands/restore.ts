import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { erasedCustomers } from '../../../audit/erasures.ts';
import { folderSource } from '../../../audit/log-source.ts';
import { Problem } from '../../../contract/problem.ts';
import { recordOf } from '../../../features/administration.ts';
import { type BackupLock, readBackup, readHeader } from '../../../platform/backup/backup-file.ts';
import { load } from '../../../platform/backup/load.ts';
import type { Config } from '../../../platform/config.ts';
import { createKeyProvider } from '../../../platform/crypto/create-key-provider.ts';
import { KEY_FILE } from '../../../platform/crypto/local-key-provider.ts';
import { keepSigningKey, SIGNING_KEY_FILE } from '../../../platform/crypto/signing.ts';
import { makeDataFolder } from '../../../platform/data-folder.ts';
import { transaction } from '../../../platform/database/transaction.ts';
import { isUuid } from '../../../platform/ids.ts';
import { misconfigured } from '../../../platform/misconfigured.ts';
import { writeSecretFile } from '../../../platform/secret-file.ts';
import { type BackupAbout, readAbout } from '../backup-about.ts';
import type { Run } from '../command.ts';
import { consoleLog } from '../console-log.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import { tellReport } from '../log-report.ts';
import { createProgress } from '../progress.ts';
import { interruptible, type Shell } from '../shell.ts';
import { readSecret } from '../sign-in.ts';
import { verifyElsewhere } from './verify.ts';

type RestoreOptions = Readonly<{ erasures?: string; log?: string }>;

export function addRestore(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  program
    .command('restore')
    .summary(say({ zh: '把备份恢复到空库', en: 'restore a backup into an empty store' }))
    .description(
      say({
        zh: '把备份恢复到空库：要么全部恢复，要么什么都没有。先确认密钥能打开备份中的保险库；恢复后验证访问日志。所有会话与令牌随恢复失效。备份之后被删除的客户：用 --log 指明之后导出的访问日志，或用 --erasures 指明客户编号清单，恢复时再次删除。',
        en: 'Restores a backup into an empty store: all of it, or nothing. First it makes sure that the keys open the vault of the backup; afterwards it verifies the access log. All sessions and tokens end. For customers who were erased after the backup was made, name a later export of the access log with --log, or a list of their ids with --erasures: they are erased again.',
      }),
    )
    .argument('<file>', say({ zh: '备份文件', en: 'the backup' }))
    .option(
      '--log <dir>',
      say({ zh: '备份之后导出的访问日志', en: 'an export of the access log that is later than the backup' }),
    )
    .option(
      '--erasures <file>',
      say({ zh: '已删除客户的编号，每行一个', en: 'ids of erased customers, one a line' }),
    )
    .addHelpText(
      'after',
      `\n${say({ zh: '示例', en: 'Example' })}:\n  FENCUN_DATA=./restored fencun restore fencun-2026-01-31.backup --log ./log`,
    )
    .action(
      run((file: string, options: RestoreOptions) =>
        interruptible(shell, (stop) => restore(shell, resolve(shell.folder, file), options, stop)),
      ),
    );
}

async function restore(
  shell: Shell,
  path: string,
  options: RestoreOptions,
  stop: AbortSignal,
): Promise<ExitCode> {
  const config = shell.config();
  const lock = await lockOf(shell, config, path);
  const lines = readBackup(path, lock);
  try {
    const first = await lines.next().catch((error: unknown) => {
      throw lock.kind === 'passphrase' && isWrongKey(error) ? wrongPassphrase() : error;
    });
    if (first.done) throw refused('备份是空的。', 'The backup is empty.');
    const { about, rowsAbout } = readAbout(first.value);
    const erased = await erasuresOf(shell, about, options);
    placeKeyFiles(config, about);
    await mustOpen(config, about);
    const outcome = await fill(shell, config, { about, rowsAbout, lines, erased, stop });
    return await prove(shell, about, outcome);
  } finally {
    await lines.return(undefined);
  }
}

function isWrongKey(error: unknown): boolean {
  return error instanceof Problem && error.parameters.reason === 'authentication';
}

function wrongPassphrase(): Problem {
  return refused('口令不正确，或备份文件已损坏。', 'The passphrase is wrong, or the file is damaged.');
}

async function lockOf(shell: Shell, config: Config, path: string): Promise<BackupLock> {
  const { lock } = await readHeader(path);
  if (lock.kind === 'passphrase') {
    const question = { zh: '备份口令：', en: 'Passphrase of the backup: ' };
    return { kind: 'passphrase', passphrase: await readSecret(shell, 'FENCUN_PASSPHRASE', question) };
  }
  return { kind: 'provider', provider: createKeyProvider(config, { create: false, randomBytes }) };
}

/** Keys that came with the backup; other ones that are there already are not touched. */
function placeKeyFiles({ dataFolder, keyProvider, signingKey }: Config, { keyFiles }: BackupAbout): void {
  const wanted = [
    ...(keyProvider === 'file' ? [KEY_FILE] : []),
    ...(signingKey === null ? [SIGNING_KEY_FILE] : []),
  ];
  makeDataFolder(dataFolder);
  for (const name of wanted) {
    const text = keyFiles[name];
    if (text === undefined || existsSync(join(dataFolder, name))) continue;
    writeSecretFile(join(dataFolder, name), text);
  }
}

/** Before anything is restored: keys that don't fit would make a store that nobody can read. */
async function mustOpen(config: Config, { probe, logKey }: BackupAbout): Promise<void> {
  const provider = createKeyProvider(config, { create: false, randomBytes });
  await provider.unwrap(probe.keyId, probe.wrapped);
  const { dataFolder, signingKey } = config;
  const pem = signingKey === null ? {} : { pem: signingKey };
  const { publicKey } = keepSigningKey({ dataFolder, ...pem, create: false, randomBytes });
  // A verifier key ends in base64 of its type, 1 for Ed25519, and the public key.
  if (!logKey.endsWith(`+${Buffer.concat([Buffer.of(1), publicKey]).toString('base64')}`)) {
    throw misconfigured({
      zh: '日志签名密钥与备份不符。请恢复与备份配套的 log-signing-key.pem（或 FENCUN_SIGNING_KEY）。',
      en: 'The key that signs the log is not that of the backup. Restore the log-signing-key.pem (or FENCUN_SIGNING_KEY) that belongs to it.',
    });
  }
}

type Filling = Readonly<{
  about: BackupAbout;
  rowsAbout: number;
  lines: AsyncGenerator<string>;
  erased: readonly string[];
  stop: AbortSignal;
}>;
type Outcome = Readonly<{ rows: number; erasedAgain: number; credentialsEnded: number }>;

async function fill(shell: Shell, config: Config, filling: Filling): Promise<Outcome> {
  const { about, rowsAbout, lines, erased, stop } = filling;
  const { terminal, language, clock, say, errPaint } = shell;
  const label = say({ zh: '恢复', en: 'Restoring' });
  const progress = createProgress({ terminal, label, language, clock });
  const store = await shell.openBare(config, consoleLog('warn', terminal.err, errPaint));
  try {
    await store.migrateTo(about.migrations);
    let erasedAgain = 0;
    let credentialsEnded = 0;
    const rows = await transaction(store.database.pool('owner'), (client) =>
      load(client, lines, {
        plan: shell.backupPlan,
        afterFirst: store.recreateRecordTables,
        async atEnd(end) {
          erasedAgain = erased.length === 0 ? 0 : await store.eraseAgain(end, erased);
          credentialsEnded = await store.endAllCredentials(end, clock());
        },
        report(done) {
          progress.update(done, Math.max(done, rowsAbout));
          stop.throwIfAborted();
        },
      }),
    );
    progress.end();
    await store.database.pool('owner').query('ANALYZE');
    return { rows, erasedAgain, credentialsEnded };
  } finally {
    await store.close();
  }
}

/** Opens the store as any start would, records the restore, and verifies that the log is the one that was backed up. */
async function prove(shell: Shell, about: BackupAbout, outcome: Outcome): Promise<ExitCode> {
  const { say, print } = shell;
  return shell.withInstallation(async ({ audit, verifyLog, clock, newId }) => {
    const who = { caller: null, door: 'cli', network: null, request: null } as const;
    const facts = { backupAt: about.createdAt, erasedAgain: outcome.erasedAgain };
    await audit.append(
      recordOf(who, {
        id: newId(),
        at: clock(),
        kind: 'administration',
        action: 'store.restore',
        outcome: 'released',
        facts,
      }),
    );
    print(
      say({
        zh: `已恢复 ${about.createdAt} 的备份：${outcome.rows} 行。${outcome.credentialsEnded} 个会话与令牌已失效，${outcome.erasedAgain} 位客户被再次删除。`,
        en: `Restored the backup of ${about.createdAt}: ${outcome.rows} rows. ${outcome.credentialsEnded} sessions and tokens ended; ${outcome.erasedAgain} customers were erased again.`,
      }),
    );
    const report = await verifyLog(about.checkpoint === null ? [] : [about.checkpoint]);
    tellReport(shell, report, false);
    print(
      say({
        zh: '请注意：备份之后的授权变更、离职与任职结束都不在其中，请逐项核对后再开放使用；同期的访问记录请保留其导出件。',
        en: 'Mind: changes of rules, leavers and ended assignments since the backup are not in it. Go through them before you open the doors, and keep exports of the log of that time.',
      }),
    );
    return report.isSound ? EXIT.ok : EXIT.refused;
  });
}

async function erasuresOf(
  shell: Shell,
  about: BackupAbout,
  options: RestoreOptions,
): Promise<readonly string[]> {
  const listed =
    options.erasures === undefined ? [] : await readList(resolve(shell.folder, options.erasures));
  const logged = options.log === undefined ? [] : await readLog(resolve(shell.folder, options.log), about);
  return [...new Set([...listed, ...logged])];
}

async function readList(path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw refused(`无法读取 ${path}。`, `${path} cannot be read.`);
  });
  const ids = text.split(/[\s,]+/).filter((id) => id !== '');
  const wrong = ids.findIndex((id) => !isUuid(id));
  if (wrong >= 0) {
    throw refused(
      `${path} 的第 ${wrong + 1} 项不是客户编号（UUID）。`,
      `Item ${wrong + 1} of ${path} is no customer id (UUID).`,
    );
  }
  return ids;
}

/** Of a log that continues the one in the backup, and nothing else. */
async function readLog(folder: string, about: BackupAbout): Promise<readonly string[]> {
  const source = folderSource(folder);
  const witnessed = about.checkpoint === null ? [] : [about.checkpoint];
  const report = await verifyElsewhere(source, { key: about.logKey }, witnessed);
  if (!report.isSound || report.checkpoint === null) {
    throw refused(
      `${folder} 中的日志不完整，或不是这份备份之后的日志。请用 fencun verify --folder 检查。`,
      `The log in ${folder} is not sound, or is not a later one of the same store. Look at it with fencun verify --folder.`,
    );
  }
  return erasedCustomers(source, report.checkpoint.size);
}
