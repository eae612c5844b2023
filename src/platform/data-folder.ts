import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { misconfigured } from './misconfigured.ts';

/**
 * The folder that holds everything Fencun keeps on its own disk, and the lock that gives it to one process at a
 * time: two servers that both believed they own the embedded database would stop it under each other's feet.
 */
export type DataFolderLock = Readonly<{ release(): void }>;

type Holder = Readonly<{ pid: number; host: string; started: string }>;

const HEARTBEAT_SECONDS = 5;
/** A holder on another host (a container that was replaced, say) is dead once its heartbeat is this old. */
const SILENCE_SECONDS = 30;
const LOCK_FILE = 'fencun.lock';

/**
 * Makes the folder if need be. Others may pass through it, because PostgreSQL runs under another account when
 * Fencun runs as root, but may not list it; every secret inside has mode 0600.
 */
export function makeDataFolder(dataFolder: string): string {
  const folder = resolve(dataFolder);
  try {
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  } catch (error) {
    throw misconfigured(
      {
        zh: `无法创建数据目录 ${folder}。请把 FENCUN_DATA 设为可写的目录。`,
        en: `The data folder ${folder} cannot be made. Set FENCUN_DATA to a folder that can be written.`,
      },
      error,
    );
  }
  return folder;
}

/** Takes the folder for this process, or says who holds it. A lock left by a dead process is taken over. */
export function lockDataFolder(dataFolder: string): DataFolderLock {
  const path = join(dataFolder, LOCK_FILE);
  const own = `${path}.${process.pid}`;
  const me: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  writeFileSync(own, JSON.stringify(me), { mode: 0o600 });
  try {
    claim(path, own);
  } finally {
    rmSync(own, { force: true });
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_SECONDS * 1000);
  heartbeat.unref();
  return {
    release() {
      clearInterval(heartbeat);
      if (read(path)?.started === me.started && read(path)?.pid === me.pid) rmSync(path, { force: true });
    },
  };
}

/** A hard link either appears whole or fails because the name is taken: the one atomic step this rests on. */
function claim(path: string, own: string): void {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    try {
      linkSync(own, path);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
    const holder = read(path);
    if (holder && isAlive(holder, path)) throw heldBy(path, holder);
    discardStale(path, holder);
  }
  throw heldBy(path, read(path));
}

/** Moves a dead process's lock aside; whoever moves away a lock that came to life meanwhile puts it back. */
function discardStale(path: string, expected: Holder | null): void {
  const aside = `${path}.stale-${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = read(aside);
  if (moved && JSON.stringify(moved) !== JSON.stringify(expected)) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) {
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat !== undefined && Date.now() - stat.mtimeMs < SILENCE_SECONDS * 1000;
  }
  if (!processExists(holder.pid)) return false;
  // The number may have been given to another process since; its start tells them apart.
  return holder.started === '' || startOf(holder.pid) === holder.started;
}

/**
 * Whether some process has this number, whoever owns it. One that has ended and only waits for its parent to
 * notice does not count: in a container nobody may ever notice.
 */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^[ZX]/.test(statOf(pid)[0] ?? '');
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** When a process started, in the kernel's own words (proc(5), field 22 of stat), or '' where they can't be read. */
function startOf(pid: number): string {
  const ticks = statOf(pid)[19];
  if (ticks === undefined) return '';
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${ticks}`;
}

/** Fields 3 and on of proc(5) stat: state first. Empty where there is no /proc or no such process. */
function statOf(pid: number): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function read(path: string): Holder | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return { pid: Number(value.pid), host: String(value.host), started: String(value.started) };
  } catch {
    return null;
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // The folder vanished under us; whatever uses it next will say so.
  }
}

function heldBy(path: string, holder: Holder | null): Error {
  const who = holder ? `${holder.pid} (${holder.host})` : '?';
  return misconfigured({
    zh: `数据目录正被另一个 Fencun 进程 ${who} 使用。请先停止它，或为本进程设置另一个 FENCUN_DATA。锁文件：${path}`,
    en: `Another Fencun process, ${who}, is using the data folder. Stop it first, or give this one another FENCUN_DATA. Lock: ${path}`,
  });
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
