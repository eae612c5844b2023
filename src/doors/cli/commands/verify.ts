import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { folderSource, httpSource, type LogSource } from '../../../audit/log-source.ts';
import type { LogReport } from '../../../audit/verify.ts';
import { verifyLog } from '../../../audit/verify.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode, Unavailable } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import { tellReport } from '../log-report.ts';
import { sha256 } from '../sha256.ts';
import type { Shell } from '../shell.ts';
import { verifierOf } from '../verifier-key.ts';
import { verifyEvidenceFile } from './verify-evidence.ts';

type VerifyOptions = Readonly<{
  folder?: string;
  url?: string;
  key?: string;
  origin?: string;
  checkpoint: readonly string[];
  evidence?: string;
  json?: true;
}>;

export function addVerify(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  program
    .command('verify')
    .summary(say({ zh: '验证访问日志', en: 'verify the access log' }))
    .description(
      say({
        zh: '从第一条起重新计算整个访问日志，与已签名的检查点核对；任何修改、删除、插入、调换都会被发现并指出位置。不带参数时验证本机的日志；带 --folder 或 --url 时验证导出的日志，不需要数据库，也不信任产生它的系统，只信任 --key。--checkpoint 提供另行保存的检查点，只有它能发现日志被整体截短或替换。',
        en: 'Computes the whole log anew from its first entry and compares it with the signed checkpoint: what was changed, deleted, inserted or reordered is found, and located. Without options it verifies the log of this store. With --folder or --url it verifies an exported one, needs no database and trusts nothing but --key. --checkpoint gives checkpoints that were kept elsewhere; they alone show that a log was cut short or replaced as a whole.',
      }),
    )
    .option('--folder <dir>', say({ zh: '导出的日志目录', en: 'folder of an exported log' }))
    .option(
      '--url <url>',
      say({
        zh: '日志的网址前缀（C2SP tlog-tiles）',
        en: 'prefix of a log served over HTTP (C2SP tlog-tiles)',
      }),
    )
    .option(
      '--key <verifier-key>',
      say({ zh: '公钥，形如 名称+标识+密钥', en: 'public key, as name+id+key' }),
    )
    .option(
      '--origin <name>',
      say({ zh: '日志名；不指明则同公钥的名称', en: 'name of the log; that of the key unless given' }),
    )
    .option(
      '--checkpoint <file...>',
      say({ zh: '以前保存的检查点，可多个', en: 'checkpoints seen before; may be several' }),
      [],
    )
    .option(
      '--evidence <file>',
      say({
        zh: '验证导出的证据文件，不需要数据库也不需要网络',
        en: 'verify a file of exported evidence; needs neither database nor network',
      }),
    )
    .option('--json', say({ zh: '以 JSON 输出', en: 'print JSON' }))
    .addHelpText(
      'after',
      `\n${say({
        zh: '示例：\n  fencun verify\n  fencun verify --evidence 证据.json --key "$(cat public-key)"\n  fencun verify --folder ./log --key "$(cat ./log/public-key)" --checkpoint 上月.checkpoint\n\n退出码：0 完整，1 有问题，4 日志取不到。',
        en: 'Examples:\n  fencun verify\n  fencun verify --evidence evidence.json --key "$(cat public-key)"\n  fencun verify --folder ./log --key "$(cat ./log/public-key)" --checkpoint last-month.checkpoint\n\nExit code: 0 sound, 1 not, 4 when the log cannot be fetched.',
      })}`,
    )
    .action(run((options: VerifyOptions) => verify(shell, options)));
}

async function verify(shell: Shell, options: VerifyOptions): Promise<ExitCode> {
  if (options.evidence !== undefined) return verifyEvidenceFile(shell, options.evidence, options);
  const witnessed = await readCheckpoints(shell, options.checkpoint);
  const report = await reportOf(shell, options, witnessed);
  tellReport(shell, report, options.json === true);
  return report.isSound ? EXIT.ok : EXIT.refused;
}

function reportOf(shell: Shell, options: VerifyOptions, witnessed: readonly string[]): Promise<LogReport> {
  const { folder, url } = options;
  if (folder === undefined && url === undefined) {
    if (options.key !== undefined) {
      throw refused('--key 用于 --folder 或 --url。', '--key belongs to --folder or --url.');
    }
    return shell.withInstallation((installation) => installation.verifyLog(witnessed));
  }
  if (folder !== undefined && url !== undefined) {
    throw refused('--folder 与 --url 只能用一个。', 'Give --folder or --url, not both.');
  }
  const source = folder === undefined ? remoteSource(url ?? '') : folderSource(resolve(shell.folder, folder));
  return verifyElsewhere(source, options, witnessed);
}

/** Verifies a log from wherever it comes, trusting one key. */
export function verifyElsewhere(
  source: LogSource,
  { key: text, origin }: Pick<VerifyOptions, 'key' | 'origin'>,
  witnessed: readonly string[],
): Promise<LogReport> {
  if (text === undefined) {
    throw refused('请用 --key 提供日志的公钥。', 'Give the public key of the log with --key.');
  }
  const verifier = verifierOf(text);
  const trusted = [verifier];
  return verifyLog({ source, hash: sha256, origin: origin ?? verifier.name, trusted, witnessed });
}

function remoteSource(url: string): LogSource {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw refused('--url 应为 http 或 https 地址。', '--url must be an http or https address.');
  }
  return httpSource(url.replace(/\/+$/, ''), async (address) => {
    try {
      return await fetch(address, { signal: AbortSignal.timeout(30_000), redirect: 'error' });
    } catch (error) {
      throw new Unavailable(UNREACHABLE, { cause: error });
    }
  });
}

const UNREACHABLE = { zh: '无法从该网址取得日志。', en: 'The log cannot be fetched from that address.' };

async function readCheckpoints(shell: Shell, files: readonly string[]): Promise<readonly string[]> {
  return Promise.all(
    files.map(async (file) => {
      try {
        return await readFile(resolve(shell.folder, file), 'utf8');
      } catch {
        throw refused(`无法读取检查点 ${file}。`, `The checkpoint ${file} cannot be read.`);
      }
    }),
  );
}
