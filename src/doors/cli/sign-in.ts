import { Problem } from '../../contract/problem.ts';
import type { SignedInCaller } from '../../features/identity/identity.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import type { PurposeCode } from '../../kernel/policy/model.ts';
import { refused } from './failures.ts';
import type { Installation, Shell } from './shell.ts';

/** Somebody at the command line: no network, because they sit at the server itself. */
export type SignedIn = Readonly<{
  caller: SignedInCaller;
  /** The secret of the session or token. */
  secret: string;
  requestFor(purpose: PurposeCode | null): AccessRequest;
}>;

/**
 * Does work in somebody's name. The password is asked for, or comes from FENCUN_PASSWORD; FENCUN_TOKEN signs in a
 * program instead. Being at the server opens nothing by itself: whoever works with customer data here has the same
 * authority as in the browser, and leaves the same records. A session ends with the work.
 *
 * @throws Problem `wrong-credentials`, `wrong-second-factor`, `too-many-requests`, `not-signed-in`, or what says that
 *   a password or a second factor has to be set up first
 */
export async function signedInAs<T>(
  shell: Shell,
  installation: Installation,
  login: string | undefined,
  work: (who: SignedIn) => Promise<T>,
): Promise<T> {
  const { identity } = installation;
  const token = shell.environment.FENCUN_TOKEN;
  if (token && login === undefined) return work(await present(installation, token));

  const secret = await openSession(shell, installation, login);
  let who = await present(installation, secret);
  try {
    if (who.caller.mustProveSecondFactor) {
      await proveSecondFactor(shell, installation, who.caller);
      who = await present(installation, secret);
    }
    if (who.caller.mustChangePassword) throw mustChange(who.caller.person.login);
    if (who.caller.mustSetUpSecondFactor) throw mustSetUp(who.caller.person.login);
    return await work(who);
  } finally {
    await identity.signOut(actOf(who.caller));
  }
}

async function openSession(
  shell: Shell,
  { identity }: Installation,
  login: string | undefined,
): Promise<string> {
  if (login === undefined) {
    throw refused(
      '请用 --as 指明账号，或用环境变量 FENCUN_TOKEN 提供 API 令牌。',
      'Name an account with --as, or present an API token in FENCUN_TOKEN.',
    );
  }
  const password = await readSecret(shell, 'FENCUN_PASSWORD', {
    zh: `${login} 的密码：`,
    en: `Password of ${login}: `,
  });
  const visit = { door: 'cli', network: null, request: null, userAgent: null } as const;
  return (await identity.signIn({ login, password }, visit)).secret;
}

/** The second step of signing in: a code, asked for or from FENCUN_CODE. */
export async function proveSecondFactor(
  shell: Shell,
  { identity }: Installation,
  caller: SignedInCaller,
): Promise<void> {
  const code = await readSecret(shell, 'FENCUN_CODE', {
    zh: '验证器应用的验证码，或恢复码：',
    en: 'Code of your authenticator app, or a recovery code: ',
  });
  await identity.proveByCode(actOf(caller), code);
}

/** A secret from the environment, or typed unseen. It is never an argument: those are listed by `ps`. */
export async function readSecret(
  { environment, terminal, say }: Shell,
  variable: 'FENCUN_PASSWORD' | 'FENCUN_NEW_PASSWORD' | 'FENCUN_CODE' | 'FENCUN_PASSPHRASE',
  question: Readonly<{ zh: string; en: string }>,
): Promise<string> {
  const given = environment[variable];
  if (given) return given;
  if (terminal.canAsk) return terminal.askHidden(say(question));
  throw refused(
    `没有终端可供输入，请用环境变量 ${variable} 提供。`,
    `There is no terminal to ask at. Give it in the environment variable ${variable}.`,
  );
}

async function present({ identity }: Installation, secret: string): Promise<SignedIn> {
  const renew = () => identity.callerOf(secret, { fresh: true });
  const caller = await renew();
  if (caller === null) throw new Problem('not-signed-in');
  return { caller, secret, requestFor: (purpose) => ({ ...actOf(caller), purpose, renew }) };
}

export function actOf(caller: SignedInCaller) {
  return { caller, door: 'cli', network: null, request: null } as const;
}

function mustChange(login: string): Problem {
  return refused(
    `${login} 仍使用临时密码。请先设置自己的密码：fencun user password ${login}`,
    `${login} still has a temporary password. Choose one first: fencun user password ${login}`,
  );
}

function mustSetUp(login: string): Problem {
  return refused(
    `${login} 须先设置二次验证：在浏览器中登录，或执行 fencun user second-factor ${login}`,
    `${login} has to set up a second factor first: sign in with a browser, or run fencun user second-factor ${login}`,
  );
}

/** The purpose that was named, the only one there is, or the one chosen at the terminal. */
export async function choosePurpose(
  shell: Shell,
  { identity }: Installation,
  { caller }: SignedIn,
  named: string | undefined,
): Promise<PurposeCode> {
  if (named !== undefined) return named;
  const open = await identity.purposesOf(caller);
  const [only] = open;
  if (only === undefined) throw new Problem('purpose-not-permitted');
  if (open.length === 1) return only.code;
  const list = open.map(({ code, label }) => `  ${code}  ${label[shell.language]}`).join('\n');
  if (!shell.terminal.canAsk) {
    throw refused(`请用 --purpose 指明处理目的：\n${list}`, `Name the purpose with --purpose:\n${list}`);
  }
  shell.note(shell.say({ zh: `可用的处理目的：\n${list}`, en: `Purposes open to you:\n${list}` }));
  const answer = (await shell.terminal.ask(shell.say({ zh: '处理目的：', en: 'Purpose: ' }))).trim();
  if (open.some(({ code }) => code === answer)) return answer;
  throw new Problem('purpose-not-permitted');
}
