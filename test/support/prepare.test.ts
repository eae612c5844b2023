import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** Stands in for npm, which takes seconds: `install` makes the folder, `run build` leaves a mark, as told to fail or not. */
const NPM = `
const fs = require('node:fs');
if (process.argv[2] === 'install') fs.mkdirSync('node_modules', { recursive: true });
else if (fs.existsSync('broken')) process.exit(3);
else fs.appendFileSync('builds', '.');
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fencun-prepare-'));
  for (const folder of ['scripts', 'src', 'web']) mkdirSync(join(root, folder));
  cpSync('scripts/prepare.js', join(root, 'scripts', 'prepare.js'));
  write('npm.cjs', NPM);
  write('package.json', '{"type":"module"}');
  lock('1.0.0');
  write('src/main.ts', '');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

function lock(version: string): void {
  write('package-lock.json', JSON.stringify({ name: 'fresh', version }));
}

/** Resolves with what the script said when it succeeded. */
function prepare(...flags: string[]): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'prepare.js'), ...flags], {
    cwd: tmpdir(),
    env: { ...process.env, npm_execpath: join(root, 'npm.cjs') },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.on('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`${code}: ${said}`))));
  });
}

const builds = () => readFileSync(join(root, 'builds'), 'utf8').length;

it('CONF-11 a fresh checkout is installed and built once, by however many processes, and then left alone', async () => {
  await Promise.all([prepare(), prepare(), prepare()]);
  expect(builds()).toBe(1);
  expect(await prepare()).toBe('');
});

it('CONF-11 changed sources are built again, changed tests are not, and a changed lock file is installed', async () => {
  await prepare();
  const later = new Date(Date.now() + 60_000);
  write('src/main.test.ts', '');
  utimesSync(join(root, 'src/main.test.ts'), later, later);
  expect(await prepare()).toBe('');

  lock('1.0.1');
  expect(await prepare('--no-build')).toContain('installing');
  expect(builds()).toBe(1);
  expect(await prepare()).toContain('keeping the last build');
  mkdirSync(join(root, 'node_modules', 'typescript'));
  expect(await prepare()).toContain('building');
  expect(builds()).toBe(2);
});

it('CONF-11 a lock left by a process that died does not stop the next', async () => {
  mkdirSync(join(root, '.fencun', 'prepare.lock'), { recursive: true });
  write('.fencun/prepare.lock/pid', '99999999');
  expect(await prepare()).toContain('building');
});

it('CONF-11 a build that fails is not taken for one', async () => {
  write('broken', '');
  await expect(prepare()).rejects.toThrow();
  await expect(prepare()).rejects.toThrow('building');
});
