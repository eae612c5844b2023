import { Command, CommanderError, Option } from 'commander';
import type { Label } from '../../kernel/record-type.ts';
import type { AddCommand, Run } from './command.ts';
import { addBackup } from './commands/backup.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain, addWhoCanSee } from './commands/explain.ts';
import { addImport } from './commands/import.ts';
import { addInit } from './commands/init.ts';
import { addKeys } from './commands/keys.ts';
import { addLog } from './commands/log.ts';
import { addPolicy } from './commands/policy.ts';
import { addRestore } from './commands/restore.ts';
import { addServe } from './commands/serve.ts';
import { addUser } from './commands/user.ts';
import { addVerify } from './commands/verify.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { tellFailure } from './failures.ts';
import { LANGUAGES, type Language, languageOfArguments, languageOfLocale } from './language.ts';
import { type CliParts, createShell, type Shell } from './shell.ts';

const COMMANDS: readonly AddCommand[] = [
  addServe,
  addInit,
  addDemo,
  addImport,
  addExplain,
  addWhoCanSee,
  addPolicy,
  addVerify,
  addLog,
  addDoctor,
  addUser,
  addKeys,
  addBackup,
  addRestore,
];

/**
 * The command line door.
 *
 * @param argv the arguments after the program's name
 * @returns the exit code; see {@link EXIT}
 */
export async function runCli(argv: readonly string[], parts: CliParts): Promise<ExitCode> {
  const language = languageOfArguments(argv) ?? languageOfLocale(parts.environment);
  const shell = createShell(parts, language);
  let code: ExitCode = EXIT.ok;
  const run: Run =
    (work) =>
    async (...given) => {
      code = await work(...given);
    };
  const program = createProgram(shell);
  for (const add of COMMANDS) add(program, shell, run);
  settle(program, shell);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    // Help and version, and what is wrong with the line, have been said by commander itself.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return tellFailure(shell, error);
  }
}

function createProgram(shell: Shell): Command {
  const { say, version } = shell;
  return new Command('fencun')
    .description(
      say({
        zh: '分寸：在部门之间有分寸地共享客户信息。每个字段、每个目的、每次读取都有据可查。',
        en: 'Fencun shares customer information between departments with a sense of measure: every field, every purpose, every read on record.',
      }),
    )
    .version(version, '-V, --version', say({ zh: '显示版本', en: 'print the version' }))
    .addOption(
      new Option('--lang <language>', say({ zh: '输出语言', en: 'language of the output' })).choices(
        LANGUAGES,
      ),
    )
    .addHelpText('after', `\n${say(AFTER_HELP)}`);
}

const AFTER_HELP: Label = {
  zh: `退出码：
  0  成功
  1  被拒绝，或检查未通过
  2  命令行有误
  3  配置、密钥或文件有误
  4  数据库、密钥服务或网络暂时不可用
  70 程序缺陷
  130 被中断

示例：
  fencun serve --demo                 启动，并在空库中装入演示公司
  fencun doctor                       检查配置、密钥、数据库与日志
  fencun import 客户.xlsx --as liu.yang
  fencun verify --folder ./log --key "$(cat log.key)"

设置来自环境变量或 fencun.config.json；fencun doctor --settings 列出全部设置。
每个命令都有自己的帮助：fencun <命令> --help`,
  en: `Exit codes:
  0  done
  1  refused, or a check that failed
  2  the command line is wrong
  3  settings, keys or files are wrong
  4  database, key provider or network is not available now
  70 a bug
  130 interrupted

Examples:
  fencun serve --demo                 start, with the demo company in an empty store
  fencun doctor                       check settings, keys, database and log
  fencun import customers.xlsx --as liu.yang
  fencun verify --folder ./log --key "$(cat log.key)"

Settings come from environment variables or fencun.config.json; fencun doctor --settings lists them.
Each command has help of its own: fencun <command> --help`,
};

/** What holds for every command alike: commander neither exits, nor writes past our terminal, nor speaks English only. */
function settle(command: Command, shell: Shell): void {
  const { terminal, language, say, errPaint } = shell;
  command
    .exitOverride()
    .helpOption('-h, --help', say({ zh: '显示帮助', en: 'show help' }))
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      getOutHelpWidth: () => terminal.outColumns ?? 100,
      getErrHelpWidth: () => terminal.errColumns ?? 100,
      getOutHasColors: () => terminal.outColours,
      getErrHasColors: () => terminal.errColours,
      outputError: (text, write) => write(`${errPaint.red('fencun:')} ${usageError(text, language)}`),
    })
    .configureHelp({ styleTitle: (title) => (language === 'zh' ? (TITLES[title] ?? title) : title) })
    .showHelpAfterError(say({ zh: '用 --help 查看用法。', en: 'See --help.' }));
  if (command.commands.length > 0) {
    command.helpCommand('help [command]', say({ zh: '显示某个命令的帮助', en: 'show help for a command' }));
  }
  for (const child of command.commands) settle(child, shell);
}

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '用法：',
  'Arguments:': '参数：',
  'Options:': '选项：',
  'Commands:': '命令：',
};

/** Commander's own words in Chinese, with the part of the line that they quote. */
const USAGE_ERRORS: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(.*)'/, '没有选项 $1'],
  [/^error: unknown command '(.*)'/, '没有命令 $1'],
  [/^error: missing required argument '(.*)'/, '缺少参数 $1'],
  [/^error: required option '(.*)' not specified/, '缺少选项 $1'],
  [/^error: option '(.*)' argument missing/, '选项 $1 缺少值'],
  [/^error: option '(.*)' cannot be used with option '(.*)'/, '选项 $1 与 $2 不能同时使用'],
  [
    /^error: option '(.*)' argument '(.*)' is invalid\. .*?(\w[\w, -]*)\.\s*$/,
    '选项 $1 的值 $2 无效，可为：$3',
  ],
  [/^error: too many arguments.*/, '参数过多'],
];

function usageError(text: string, language: Language): string {
  if (language === 'en') return text.replace(/^error: /, '');
  for (const [pattern, words] of USAGE_ERRORS) {
    if (pattern.test(text)) return text.replace(pattern, words);
  }
  return text.replace(/^error: /, '');
}
