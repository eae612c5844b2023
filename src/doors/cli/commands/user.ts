import type { Command } from 'commander';
import { Problem } from '../../../contract/problem.ts';
import { OFFICES, type Office, type PasswordLink } from '../../../contract/session.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import type { Installation, Shell } from '../shell.ts';
import { actOf, proveSecondFactor, readSecret, type SignedIn, signedInAs } from '../sign-in.ts';
import { table } from '../table.ts';
import { webAddress } from '../web-address.ts';
import { OFFICE_LABELS } from './init.ts';
import { addRoster } from './roster.ts';
import { addSecondFactor } from './second-factor.ts';

type AsOptions = Readonly<{ as: string; json?: true }>;
type AddOptions = AsOptions & Readonly<{ name?: string }>;

export function addUser(program: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  const user = program.command('user').summary(
    say({
      zh: '账号：列出、添加、密码、二次验证、任免三员',
      en: 'accounts: list, add, passwords, second factors, offices',
    }),
  );
  const json = say({ zh: '以 JSON 输出', en: 'print JSON' });

  user
    .command('list')
    .summary(say({ zh: '列出账号', en: 'list accounts' }))
    .description(
      say({ zh: '列出全部账号。供三员使用。', en: 'Lists all accounts. For holders of an office.' }),
    )
    .requiredOption('--as <login>', say({ zh: '以谁的身份', en: 'who asks' }))
    .option('--json', json)
    .action(
      run((options: AsOptions) =>
        inNameOf(shell, options, (installation, who) => list(shell, installation, who, options)),
      ),
    );

  user
    .command('add')
    .summary(say({ zh: '添加员工', en: 'add a person' }))
    .description(
      say({
        zh: '添加员工并给出设置密码的邀请链接。由系统管理员执行；任职另行设定，没有任职的员工看不到任何客户信息。',
        en: 'Adds a person and prints a link to choose a password by. For the system administrator. Without an assignment the person sees no customer data.',
      }),
    )
    .argument('<login>', say({ zh: '账号', en: 'login' }))
    .option('--name <name>', say({ zh: '姓名', en: 'name' }))
    .requiredOption('--as <login>', say({ zh: '系统管理员的账号', en: 'the system administrator' }))
    .option('--json', json)
    .action(
      run((login: string, options: AddOptions) =>
        inNameOf(shell, options, (installation, who) => add(shell, installation, who, login, options)),
      ),
    );

  user
    .command('reset')
    .summary(say({ zh: '重置密码（在服务器上，无需登录）', en: 'reset a password, from the server itself' }))
    .description(
      say({
        zh: '给出重新设置密码的链接，也适用于三员；链接使用之前，原密码仍然有效。没有浏览器时用 --temporary 给出临时密码，并立即结束此人的全部会话与令牌。两者都不影响二次验证，并在访问日志中留有记录。',
        en: 'Prints a link to choose another password by, for administrators too; until it is used the old password stays. Where there is no browser, --temporary prints a temporary password and ends all sessions and tokens at once. Neither touches the second factor, and the access log records both.',
      }),
    )
    .argument('<login>', say({ zh: '账号', en: 'login' }))
    .option(
      '--temporary',
      say({ zh: '给出临时密码，而不是链接', en: 'a temporary password instead of a link' }),
    )
    .option('--json', json)
    .action(
      run((login: string, options: Pick<AsOptions, 'json'> & Readonly<{ temporary?: true }>) =>
        shell.withInstallation(async ({ identity, config }) => {
          if (options.temporary) {
            const password = await identity.resetOnServer(login);
            return tellPassword(shell, login, password, options.json === true);
          }
          const link = await identity.createPasswordLinkOnServer(login);
          return tellLink(shell, config, login, link, options.json === true);
        }),
      ),
    );

  user
    .command('invite')
    .summary(say({ zh: '生成设置密码的链接', en: 'a link to choose a password by' }))
    .description(
      say({
        zh: '为员工生成邀请或重置链接，由系统管理员转交本人。72 小时内有效，只能用一次；新链接使旧链接作废。',
        en: 'Prints a link for a person to choose a password by, which the system administrator hands over. It works once within 72 hours; a new one voids the earlier.',
      }),
    )
    .argument('<login>', say({ zh: '账号', en: 'login' }))
    .requiredOption('--as <login>', say({ zh: '系统管理员的账号', en: 'the system administrator' }))
    .option('--json', json)
    .action(
      run((login: string, options: AsOptions) =>
        inNameOf(shell, options, (installation, who) => invite(shell, installation, who, login, options)),
      ),
    );

  user
    .command('password')
    .summary(say({ zh: '更换自己的密码', en: 'change your own password' }))
    .description(
      say({
        zh: '更换自己的密码，包括首次登录时的临时密码。也可由环境变量 FENCUN_PASSWORD 与 FENCUN_NEW_PASSWORD 提供。',
        en: 'Changes your own password, also a temporary one. FENCUN_PASSWORD and FENCUN_NEW_PASSWORD may give both.',
      }),
    )
    .argument('<login>', say({ zh: '账号', en: 'login' }))
    .action(
      run((login: string) =>
        shell.withInstallation((installation) => changePassword(shell, installation, login)),
      ),
    );

  user
    .command('appoint')
    .summary(say({ zh: '任免三员', en: 'give or take an office' }))
    .description(
      say({
        zh: '任命或免去管理职务（none 为免去）。由安全管理员执行，且不能决定自己的职务；有任职的员工不能兼任三员。',
        en: 'Gives an office, or takes it with none. For the security administrator, who cannot decide on an office of their own; nobody holds an office and assignments.',
      }),
    )
    .argument('<login>', say({ zh: '账号', en: 'login' }))
    .argument('<office>', [...OFFICES, 'none'].join(' | '))
    .requiredOption('--as <login>', say({ zh: '安全管理员的账号', en: 'the security administrator' }))
    .action(
      run((login: string, office: string, options: AsOptions) =>
        inNameOf(shell, options, (installation, who) => appoint(shell, installation, who, { login, office })),
      ),
    );

  addRoster(user, shell, run);
  addSecondFactor(user, shell, run);
}

function inNameOf(
  shell: Shell,
  { as }: AsOptions,
  work: (installation: Installation, who: SignedIn) => Promise<ExitCode>,
): Promise<ExitCode> {
  return shell.withInstallation((installation) =>
    signedInAs(shell, installation, as, (who) => work(installation, who)),
  );
}

async function list(
  shell: Shell,
  { organisation }: Installation,
  { caller }: SignedIn,
  { json }: AsOptions,
): Promise<ExitCode> {
  const view = await organisation.view(actOf(caller));
  if (json) {
    shell.printJson({ people: view.people });
    return EXIT.ok;
  }
  const { say, print, language, terminal } = shell;
  const departments = new Map(view.departments.map(({ id, name }) => [id, name[language]]));
  const positions = new Map(view.positions.map(({ code, name }) => [code, name[language]]));
  const columns = [
    { title: say({ zh: '账号', en: 'Login' }) },
    { title: say({ zh: '姓名', en: 'Name' }) },
    { title: say({ zh: '状态', en: 'Status' }) },
    { title: say({ zh: '职务与任职', en: 'Office and assignments' }) },
  ];
  const rows = view.people.map(({ login, name, status, office, assignments }) => [
    login,
    name,
    say(status === 'active' ? { zh: '在职', en: 'active' } : { zh: '离职', en: 'left' }),
    office === null
      ? assignments
          .map(
            ({ department, position }) =>
              `${departments.get(department) ?? department} · ${positions.get(position) ?? position}`,
          )
          .join(', ')
      : say(OFFICE_LABELS[office]),
  ]);
  for (const line of table(columns, rows, terminal.outColumns ?? undefined)) print(line);
  return EXIT.ok;
}

async function add(
  shell: Shell,
  { organisation, identity, config }: Installation,
  { caller }: SignedIn,
  login: string,
  { name, json }: AddOptions,
): Promise<ExitCode> {
  const act = actOf(caller);
  const person = await organisation.createPerson(act, { login, name: name ?? login });
  const link = await identity.createPasswordLink(act, person);
  return tellLink(shell, config, login, link, json === true);
}

async function invite(
  shell: Shell,
  { organisation, identity, config }: Installation,
  { caller }: SignedIn,
  login: string,
  { json }: AsOptions,
): Promise<ExitCode> {
  const act = actOf(caller);
  const person = (await organisation.view(act)).people.find((candidate) => candidate.login === login);
  if (person === undefined) throw new Problem('not-found');
  return tellLink(shell, config, login, await identity.createPasswordLink(act, person.id), json === true);
}

async function appoint(
  shell: Shell,
  { organisation }: Installation,
  { caller }: SignedIn,
  { login, office }: Readonly<{ login: string; office: string }>,
): Promise<ExitCode> {
  const wanted: Office | null | undefined =
    office === 'none' ? null : OFFICES.find((known) => known === office);
  if (wanted === undefined) {
    const known = [...OFFICES, 'none'].join(', ');
    throw refused(
      `没有职务 ${office}，可为：${known}`,
      `There is no office ${office}. Choose one of ${known}`,
    );
  }
  const act = actOf(caller);
  const person = (await organisation.view(act)).people.find((candidate) => candidate.login === login);
  if (person === undefined) throw new Problem('not-found');
  await organisation.appoint(act, person.id, wanted);
  shell.print(
    wanted === null
      ? shell.say({ zh: `${login} 不再担任管理职务。`, en: `${login} holds no office any more.` })
      : shell.say({
          zh: `${login} 现为${OFFICE_LABELS[wanted].zh}。`,
          en: `${login} is now ${OFFICE_LABELS[wanted].en.toLowerCase()}.`,
        }),
  );
  return EXIT.ok;
}

async function changePassword(shell: Shell, installation: Installation, login: string): Promise<ExitCode> {
  const { identity } = installation;
  const current = await readSecret(shell, 'FENCUN_PASSWORD', { zh: '当前密码：', en: 'Current password: ' });
  const next = await readSecret(shell, 'FENCUN_NEW_PASSWORD', { zh: '新密码：', en: 'New password: ' });
  const isTyped = !shell.environment.FENCUN_NEW_PASSWORD;
  if (isTyped) {
    const again = await readSecret(shell, 'FENCUN_NEW_PASSWORD', {
      zh: '再输入一次：',
      en: 'The same again: ',
    });
    if (again !== next) throw refused('两次输入不一致。', 'The two are not the same.');
  }
  const visit = { door: 'cli', network: null, request: null, userAgent: null } as const;
  const opened = await identity.signIn({ login, password: current }, visit);
  const caller = await identity.callerOf(opened.secret, { fresh: true });
  if (caller === null) throw new Problem('not-signed-in');
  let renewed = caller;
  try {
    if (caller.mustProveSecondFactor) await proveSecondFactor(shell, installation, caller);
    const { secret } = await identity.changePassword(actOf(caller), { current, next });
    renewed = (await identity.callerOf(secret, { fresh: true })) ?? caller;
  } finally {
    await identity.signOut(actOf(renewed));
  }
  shell.print(
    shell.say({
      zh: '密码已更换，其他会话已结束。',
      en: 'The password is changed, and all other sessions have ended.',
    }),
  );
  return EXIT.ok;
}

function tellPassword(shell: Shell, login: string, password: string, asJson: boolean): ExitCode {
  if (asJson) {
    shell.printJson({ login, password });
  } else {
    shell.print(
      shell.say({
        zh: `${login} 的临时密码（只显示这一次，七天内有效）：${password}`,
        en: `Temporary password of ${login} (shown this once, void after seven days): ${password}`,
      }),
    );
  }
  return EXIT.ok;
}

function tellLink(
  shell: Shell,
  config: Installation['config'],
  login: string,
  { path, kind, expiresAt }: PasswordLink,
  asJson: boolean,
): ExitCode {
  const link = webAddress(config) + path;
  if (asJson) {
    shell.printJson({ login, kind, link, expiresAt });
  } else {
    shell.print(
      shell.say({
        zh: `请将链接交给 ${login} 本人，在浏览器中设置密码（只显示这一次，72 小时内有效，只能用一次）：\n${link}`,
        en: `Hand this link to ${login} alone, to choose a password in the browser (shown this once, works once within 72 hours):\n${link}`,
      }),
    );
  }
  return EXIT.ok;
}
