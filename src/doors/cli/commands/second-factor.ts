import type { Command } from 'commander';
import { Problem } from '../../../contract/problem.ts';
import type { Run } from '../command.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import type { Installation, Shell } from '../shell.ts';
import { actOf, proveSecondFactor, readSecret } from '../sign-in.ts';

/** What a person at the server does about second factors. */
export function addSecondFactor(user: Command, shell: Shell, run: Run): void {
  const { say } = shell;
  const login = say({ zh: '账号', en: 'login' });

  user
    .command('second-factor')
    .summary(say({ zh: '设置自己的验证器应用', en: 'set up your authenticator app' }))
    .description(
      say({
        zh: '为自己设置验证器应用：给出密钥，输入应用显示的验证码确认，然后给出恢复码。也可在浏览器中设置。',
        en: 'Sets up an authenticator app for yourself: prints a secret, asks for the code that the app shows, then prints recovery codes. The browser offers the same.',
      }),
    )
    .argument('<login>', login)
    .option('--name <name>', say({ zh: '名称，便于区分多个应用', en: 'a name, to tell several apart' }))
    .action(
      run((who: string, options: Readonly<{ name?: string }>) =>
        shell.withInstallation((installation) => setUp(shell, installation, who, options.name)),
      ),
    );

  user
    .command('forget-second-factor')
    .summary(
      say({
        zh: '清除二次验证（在服务器上，无需登录）',
        en: 'remove second factors, from the server itself',
      }),
    )
    .description(
      say({
        zh: '清除此人的全部二次验证方式与恢复码，并结束其会话与令牌。供管理员遗失设备与恢复码时在服务器上使用；密码不变，访问日志中留有记录。',
        en: 'Removes all second factors and recovery codes of a person and ends their sessions and tokens. It is for administrators who lost theirs; the password stays, and the access log records it.',
      }),
    )
    .argument('<login>', login)
    .action(
      run((who: string) =>
        shell.withInstallation(async ({ identity }) => {
          await identity.resetSecondFactorsOnServer(who);
          shell.print(
            say({
              zh: `${who} 的二次验证已清除，会话与令牌已结束。`,
              en: `The second factors of ${who} are removed; sessions and tokens have ended.`,
            }),
          );
          return EXIT.ok;
        }),
      ),
    );
}

async function setUp(
  shell: Shell,
  installation: Installation,
  login: string,
  name: string | undefined,
): Promise<ExitCode> {
  const { identity } = installation;
  const { say, terminal } = shell;
  if (!terminal.canAsk) {
    throw refused(
      '请在终端中执行：需要输入验证器应用显示的验证码。',
      'Run this at a terminal: it asks for the code that the app shows.',
    );
  }
  const password = await readSecret(shell, 'FENCUN_PASSWORD', {
    zh: `${login} 的密码：`,
    en: `Password of ${login}: `,
  });
  const visit = { door: 'cli', network: null, request: null, userAgent: null } as const;
  const { secret } = await identity.signIn({ login, password }, visit);
  const caller = await identity.callerOf(secret, { fresh: true });
  if (caller === null) throw new Problem('not-signed-in');
  try {
    if (caller.mustProveSecondFactor) await proveSecondFactor(shell, installation, caller);
    const setup = await identity.beginTotp(
      actOf(caller),
      name ?? say({ zh: '验证器应用', en: 'Authenticator app' }),
    );
    shell.print(
      say({
        zh: `在验证器应用中添加：\n  密钥  ${setup.secret}\n  地址  ${setup.uri}`,
        en: `Add to your authenticator app:\n  secret   ${setup.secret}\n  address  ${setup.uri}`,
      }),
    );
    const code = await terminal.askHidden(say({ zh: '应用显示的验证码：', en: 'Code that the app shows: ' }));
    tellCodes(shell, await identity.confirmTotp(actOf(caller), code));
    return EXIT.ok;
  } finally {
    await identity.signOut(actOf(caller));
  }
}

function tellCodes({ say, print, outPaint }: Shell, codes: readonly string[] | null): void {
  print(say({ zh: '二次验证已设置。', en: 'The second factor is set up.' }));
  if (codes === null) return;
  print();
  for (const code of codes) print(`  ${code}`);
  print();
  print(
    outPaint.yellow(
      say({
        zh: '以上恢复码只显示这一次，每个只能用一次。请妥善保存，遗失设备时用来登录。',
        en: 'These recovery codes are shown this once, and each works once. Keep them safe for when you lose the app.',
      }),
    ),
  );
}
