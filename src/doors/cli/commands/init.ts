import type { Command } from 'commander';
import { OFFICES, type Office } from '../../../contract/session.ts';
import type { Founder } from '../../../features/organisation/organisation.ts';
import type { Label } from '../../../kernel/record-type.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import type { Shell } from '../shell.ts';
import { table } from '../table.ts';

type InitOptions = Readonly<{ system?: string; security?: string; audit?: string; json?: true }>;

export const OFFICE_LABELS: Readonly<Record<Office, Label>> = {
  'system-administrator': { zh: '系统管理员', en: 'System administrator' },
  'security-administrator': { zh: '安全管理员', en: 'Security administrator' },
  'audit-administrator': { zh: '审计管理员', en: 'Audit administrator' },
};

const OPTION_OF: Readonly<Record<Office, 'system' | 'security' | 'audit'>> = {
  'system-administrator': 'system',
  'security-administrator': 'security',
  'audit-administrator': 'audit',
};

export function addInit(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  const form = say({ zh: '<账号[=姓名]>', en: '<login[=name]>' });
  program
    .command('init')
    .summary(say({ zh: '初始化空库，设立三员', en: 'set up an empty store with its three administrators' }))
    .description(
      say({
        zh: '在空库中设立系统、安全、审计三名管理员。三员各司其职，谁也看不到客户信息，谁也不能独自授权又使用。临时密码只显示这一次，七天内须更换。已有人员的库不会被改动。',
        en: 'Sets up the first three administrators in an empty store: for the system, for security, for audit. None of them reads customer data, and none can both grant a right and use it. Their temporary passwords are shown this once and are void after seven days. A store that knows anybody already is left alone.',
      }),
    )
    .option(`--system ${form}`, say(OFFICE_LABELS['system-administrator']))
    .option(`--security ${form}`, say(OFFICE_LABELS['security-administrator']))
    .option(`--audit ${form}`, say(OFFICE_LABELS['audit-administrator']))
    .option('--json', say({ zh: '以 JSON 输出', en: 'print JSON' }))
    .addHelpText(
      'after',
      `\n${say({
        zh: '示例：\n  fencun init --system lu.wei=陆伟 --security shen.yun=沈云 --audit he.qing=何清',
        en: 'Example:\n  fencun init --system lu.wei="Wei Lu" --security shen.yun="Yun Shen" --audit he.qing="Qing He"',
      })}`,
    )
    .action(run((options: InitOptions) => init(shell, options)));
}

async function init(shell: Shell, options: InitOptions): Promise<ExitCode> {
  const founders: Founder[] = [];
  for (const office of OFFICES) founders.push(await founderOf(shell, options, office));
  if (new Set(founders.map(({ login }) => login)).size < founders.length) {
    throw refused('三个职务须由三个人担任。', 'The three offices need three people.');
  }
  const passwords = await shell.withInstallation(async ({ organisation, identity }) => {
    const given = new Map<Office, string>();
    await organisation.found({
      founders,
      door: 'cli',
      network: null,
      async alsoWithin(client, officers, at) {
        for (const [office, person] of officers) {
          given.set(office, await identity.givePassword(client, person, at));
        }
      },
    });
    return given;
  });
  const rows = founders.map((founder) => ({ ...founder, password: passwords.get(founder.office) ?? '' }));
  if (options.json) {
    shell.printJson({ administrators: rows });
    return EXIT.ok;
  }
  tell(shell, rows);
  return EXIT.ok;
}

type Row = Founder & Readonly<{ password: string }>;

function tell({ print, say, terminal, outPaint }: Shell, rows: readonly Row[]): void {
  const columns = [
    { title: say({ zh: '职务', en: 'Office' }) },
    { title: say({ zh: '账号', en: 'Login' }) },
    { title: say({ zh: '临时密码', en: 'Temporary password' }) },
  ];
  const cells = rows.map(({ office, login, password }) => [say(OFFICE_LABELS[office]), login, password]);
  for (const line of table(columns, cells, terminal.outColumns ?? undefined)) print(line);
  print();
  print(
    outPaint.yellow(
      say({
        zh: '密码只显示这一次，请分别交给三人。',
        en: 'The passwords are shown this once. Give each to its owner alone.',
      }),
    ),
  );
  print(
    say({
      zh: '接下来：\n  1. fencun serve 启动后，三人分别登录，更换密码并设置二次验证\n  2. 系统管理员建立部门、岗位与员工\n  3. 安全管理员设定处理目的与授权规则\n  4. 获准导入的员工导入客户表格：fencun import 文件.xlsx --as 账号',
      en: 'What comes next:\n  1. Start with fencun serve; each of them signs in, chooses a password and sets up a second factor\n  2. The system administrator enters departments, positions and staff\n  3. The security administrator sets purposes and rules\n  4. Whoever may import brings the customers: fencun import FILE.xlsx --as LOGIN',
    }),
  );
}

/** The schema of the database says the same; here the refusal comes before anything is asked further. */
const LOGIN = /^[a-z0-9][a-z0-9._@-]{0,99}$/;

async function founderOf(shell: Shell, options: InitOptions, office: Office): Promise<Founder> {
  const { say, terminal } = shell;
  const option = OPTION_OF[office];
  let text = options[option];
  if (text === undefined) {
    if (!terminal.canAsk) {
      throw refused(
        `请用 --${option} 指明${OFFICE_LABELS[office].zh}的账号。`,
        `Name the ${OFFICE_LABELS[office].en.toLowerCase()} with --${option}.`,
      );
    }
    const label = say(OFFICE_LABELS[office]);
    text = await terminal.ask(say({ zh: `${label}的账号[=姓名]：`, en: `${label}, login[=name]: ` }));
  }
  const [login = '', ...name] = text.trim().split('=');
  if (!LOGIN.test(login)) {
    throw refused(
      '账号由小写字母、数字和 . _ @ - 组成，以字母或数字开头。',
      'A login consists of small letters, digits and . _ @ -, and begins with a letter or digit.',
    );
  }
  return { office, login, name: name.join('=').trim() || login };
}
