import { DEMO_POLICY } from '../../features/demo/policy.ts';
import { DEMO_PASSWORD, DEMO_STORIES } from '../../features/demo/stories.ts';
import type { Language } from './language.ts';
import type { Installation, Shell } from './shell.ts';
import { table } from './table.ts';
import { wrap } from './width.ts';

type Served = Readonly<{
  address: string;
  isDemo: boolean;
  /** Path and fragment of the link by which an empty store is set up. */
  setupPath: string | null;
}>;

/** What somebody who just started Fencun needs to know, and no more. */
export function greeting(shell: Shell, installation: Installation, served: Served): string {
  const width = Math.max(40, Math.min(shell.terminal.outColumns ?? 110, 130));
  const texts = shell.languages.map((language) => greetingIn(language, shell, installation, served, width));
  return `\n${texts.join(`\n${'─'.repeat(Math.min(width, 60))}\n\n`)}`;
}

function greetingIn(
  language: Language,
  { outPaint, version }: Shell,
  { config }: Installation,
  { address, isDemo, setupPath }: Served,
  width: number,
): string {
  const words = WORDS[language];
  const url = config.publicUrl ?? address;
  const lines = [
    outPaint.bold(`${words.name} ${version}`),
    '',
    `  ${words.open}  ${outPaint.bold(outPaint.cyan(url))}`,
  ];
  if (setupPath !== null) {
    // Not wrapped: it has to be copied, or clicked, in one piece.
    const link = outPaint.bold(outPaint.cyan(`${url}${setupPath}`));
    lines.push('', ...wrap(words.setup, width - 2).map((line) => `  ${line}`), '', `  ${link}`);
  }
  if (isDemo) lines.push('', ...demoLines(language, width).map((line) => `  ${line}`.trimEnd()));
  const facts = [
    [words.data, config.databaseUrl === null ? config.dataFolder : `${config.dataFolder} + PostgreSQL`],
    [words.api, `${url}/api/docs`],
    [words.stop, words.stopHow],
  ];
  lines.push('', ...facts.map(([name, fact]) => `  ${name}  ${fact}`));
  for (const warning of warningsOf(language, config, isDemo)) {
    const [first = '', ...rest] = wrap(warning, width - 4);
    lines.push('', `  ${outPaint.yellow('!')} ${first}`, ...rest.map((line) => `    ${line}`));
  }
  return `${lines.join('\n')}\n`;
}

function demoLines(language: Language, width: number): readonly string[] {
  const words = WORDS[language];
  const columns = [
    { title: words.account },
    { title: words.who },
    { title: words.purpose },
    { title: words.tryIt },
  ];
  const rows = DEMO_STORIES.map(({ login, story, tryIt, purpose }) => [
    login,
    story[language],
    DEMO_POLICY.purposes.find(({ code }) => code === purpose)?.label[language] ?? '—',
    tryIt[language],
  ]);
  const lines = table(columns, rows, width - 2);
  return [`${words.demo} ${DEMO_PASSWORD}`, '', ...lines, '', ...wrap(words.demoFactor, width - 2)];
}

function warningsOf(language: Language, config: Installation['config'], isDemo: boolean): readonly string[] {
  const words = WORDS[language];
  const warnings = config.keyProvider === 'file' ? [words.keys(`${config.dataFolder}/keys.json`)] : [];
  const isOpen = !/^(127\.|::1$|localhost$)/.test(config.host);
  if (isOpen && config.tlsCertificate === null && config.publicUrl?.startsWith('https:') !== true) {
    warnings.push(words.noTls);
  }
  if (isOpen && isDemo) warnings.push(words.openDemo);
  return warnings;
}

const WORDS = {
  zh: {
    name: '分寸 Fencun',
    open: '浏览器打开',
    setup:
      '库是空的。请用浏览器打开下面的链接设立三员，或运行 fencun init。链接只能用一次，三天内有效，每次启动都会换新：',
    data: '数据目录',
    api: '接口文档',
    stop: '停止服务',
    stopHow: 'Ctrl-C；数据保留，再次启动接着用。要重新开始，停止后删除数据目录',
    demo: '演示账号（全部为虚构数据），密码都是',
    demoFactor:
      '为方便试用，演示公司的三员登录不要求二次验证；fencun init 设立的公司默认要求，由安全管理员设定。',
    account: '账号',
    who: '身份',
    purpose: '选择目的',
    tryIt: '试一试',
    keys: (file: string) =>
      `主密钥保存在 ${file}。它只防数据库单独泄露，防不住整盘泄露，丢失则数据永远无法读出：请另行备份。正式使用请改由 Vault / OpenBao 保管：设置 FENCUN_KEY_PROVIDER=vault、FENCUN_VAULT_ADDRESS、FENCUN_VAULT_TOKEN_FILE，并在空库上启用。`,
    noTls:
      '服务对网络开放而未启用 TLS。请设置 FENCUN_TLS_CERT 与 FENCUN_TLS_KEY，或置于反向代理之后并设置 FENCUN_PUBLIC_URL。',
    openDemo: '演示账号的密码是公开的，请不要在网络上开放演示库，也不要放入真实数据。',
  },
  en: {
    name: 'Fencun 分寸',
    open: 'Open in a browser',
    setup:
      'The store is empty. Open this link in a browser to set up its three officers, or run fencun init. It works once within three days, and every start prints a new one:',
    data: 'Data folder',
    api: 'API reference',
    stop: 'To stop',
    stopHow:
      'Ctrl-C; everything stays, and the next start goes on with it. To begin anew, stop and delete the data folder',
    demo: 'Demo accounts (all data is invented). The password of each is',
    demoFactor:
      'To make trying easy, the officers of the demo need no second factor. In a company set up with fencun init they do, until the security administrator decides otherwise.',
    account: 'Account',
    who: 'Who',
    purpose: 'Choose purpose',
    tryIt: 'What to try',
    keys: (file: string) =>
      `Key-encryption keys are in ${file}. That protects against a leak of the database alone, not of the whole disk, and without the file the data cannot be read ever again: keep a copy elsewhere. For real use have Vault or OpenBao hold them: set FENCUN_KEY_PROVIDER=vault, FENCUN_VAULT_ADDRESS and FENCUN_VAULT_TOKEN_FILE, beginning with an empty store.`,
    noTls:
      'The server is open to the network without TLS. Set FENCUN_TLS_CERT and FENCUN_TLS_KEY, or put it behind a reverse proxy and set FENCUN_PUBLIC_URL.',
    openDemo:
      'The passwords of the demo accounts are public: do not open a demo to a network, nor put real data into it.',
  },
} as const;
