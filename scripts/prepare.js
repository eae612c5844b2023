// Makes a fresh checkout ready before `npm start` and `npm test`: installs what package-lock.json lists and builds
// what is out of date, and does nothing when both are done. Needs nothing but Node, because it runs first.
//
//   node scripts/prepare.js              install and build
//   node scripts/prepare.js --no-build   install only

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const LOCK_FOLDER = join(ROOT, '.fencun', 'prepare.lock');
const INSTALLED = join(ROOT, 'node_modules', '.fencun-installed');
const BUILT = join(ROOT, 'dist', '.fencun-built');
const SOURCES = ['src', 'web', 'tsconfig.base.json', 'tsconfig.build.json', 'package-lock.json'];

/** One process prepares at a time; the others wait and then find the work done. */
function withLock(work) {
  mkdirSync(dirname(LOCK_FOLDER), { recursive: true });
  for (let waiting = false; ; waiting = true) {
    try {
      mkdirSync(LOCK_FOLDER);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned(LOCK_FOLDER)) removeAbandoned();
    else {
      if (!waiting) say('another process is preparing; waiting for it', '另一个进程正在准备，等待其完成');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  const release = () => rmSync(LOCK_FOLDER, { recursive: true, force: true });
  process.once('exit', release);
  writeFileSync(join(LOCK_FOLDER, 'pid'), String(process.pid));
  work();
}

/** Moved aside first: of two processes that found it abandoned, the slower must not remove the quicker one's own. */
function removeAbandoned() {
  const aside = `${LOCK_FOLDER}.${process.pid}`;
  try {
    renameSync(LOCK_FOLDER, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (isAbandoned(aside)) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, LOCK_FOLDER);
}

function isAbandoned(folder) {
  try {
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    process.kill(pid, 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    // Made a moment ago and not yet signed, unless its maker died just then.
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return error.code === 'ENOENT' && age > 10_000;
  }
}

function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  if (existsSync(INSTALLED) && readFileSync(INSTALLED, 'utf8') === wanted) return;
  if (!isInstalledByHand()) {
    say('installing the packages of package-lock.json', '正在安装 package-lock.json 所列的依赖');
    // Not `npm ci`: it refuses any lock file where a registry mirror lacks the optional packages of other platforms.
    // This installs the locked versions all the same, and writes nothing back.
    npm(['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  mkdirSync(dirname(INSTALLED), { recursive: true });
  writeFileSync(INSTALLED, wanted);
}

/** npm keeps a copy of the lock file among the packages: if ours is not younger, `npm install` or `npm ci` ran. */
function isInstalledByHand() {
  const copy = statSync(join(ROOT, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return copy !== undefined && copy.mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
}

function build() {
  const built = statSync(BUILT, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (SOURCES.every((source) => newestIn(join(ROOT, source)) <= built)) return;
  if (built > 0 && !existsSync(join(ROOT, 'node_modules', 'typescript'))) {
    say(
      'sources changed, but the build tools are not installed; keeping the last build',
      '源码有改动，但未安装构建工具，沿用上次构建',
    );
    return;
  }
  say(built ? 'sources changed; building' : 'building', built ? '源码有改动，正在构建' : '正在构建');
  const startedAt = new Date();
  npm(['run', '--silent', 'build']);
  mkdirSync(dirname(BUILT), { recursive: true });
  writeFileSync(BUILT, startedAt.toISOString());
  // What was changed while the build ran may not be in it.
  utimesSync(BUILT, startedAt, startedAt);
}

/** When the youngest file was written, in milliseconds; tests are not built and don't count. */
function newestIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function npm(npmArguments) {
  const program = process.env.npm_execpath;
  const options = { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] };
  const result = program
    ? spawnSync(process.execPath, [program, ...npmArguments], options)
    : spawnSync('npm', npmArguments, { ...options, shell: process.platform === 'win32' });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

function say(english, chinese) {
  process.stderr.write(`fencun: ${english} / ${chinese}\n`);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(
    `Node.js 20.19 or later is needed; this is ${process.versions.node}`,
    `需要 Node.js 20.19 以上版本，当前为 ${process.versions.node}`,
  );
  process.exit(1);
}

checkNode();
withLock(() => {
  install();
  if (!process.argv.includes('--no-build')) build();
});
