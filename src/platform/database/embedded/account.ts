import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { misconfigured } from '../../misconfigured.ts';

/** The account under which the embedded server runs; null means our own. */
export type Account = Readonly<{ uid: number; gid: number; name: string }>;

/** Accounts made for a database come before the one that other services may share. */
const PREFERRED_NAMES = ['postgres', 'fencun', 'nobody'];

/**
 * PostgreSQL refuses to run as root, rightly: whoever breaks into it would own the machine. So root hands the
 * server to an unprivileged account. The account must stand in /etc/passwd, because initdb looks its name up.
 *
 * @param keeper uid that owns an existing cluster and must go on serving it, or null
 */
export function chooseAccount(keeper: number | null): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readAccounts();
  const chosen =
    keeper === null
      ? PREFERRED_NAMES.map((name) => accounts.find((account) => account.name === name)).find(Boolean)
      : accounts.find((account) => account.uid === keeper);
  if (chosen && chosen.uid !== 0) return chosen;
  if (keeper !== null && keeper !== 0) return { uid: keeper, gid: keeper, name: String(keeper) };
  throw misconfigured({
    zh: '内置数据库不能以 root 身份运行，且系统中没有可用的普通账号。请用普通账号启动 Fencun，或新建名为 fencun 的账号，或设置 DATABASE_URL。',
    en: 'The embedded database cannot run as root, and this system has no unprivileged account for it. Start Fencun under an ordinary account, or add an account named fencun, or set DATABASE_URL.',
  });
}

function readAccounts(): readonly Account[] {
  let text = '';
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : [];
  });
}

const READ = 4;
const PASS = 1;

/** Whether the account can enter the folder and every folder above it. */
export function canEnter(account: Account, folder: string): boolean {
  for (let path = folder; ; path = dirname(path)) {
    if (!permits(account, path, PASS)) return false;
    if (path === dirname(path)) return true;
  }
}

/** Whether the account can read the file. Only permission bits are looked at, no access control lists. */
export function canRead(account: Account, file: string): boolean {
  return permits(account, file, READ) && canEnter(account, dirname(file));
}

function permits(account: Account, path: string, bit: number): boolean {
  const stat = statSync(path);
  const shift = stat.uid === account.uid ? 6 : stat.gid === account.gid ? 3 : 0;
  return ((stat.mode >> shift) & bit) === bit;
}
