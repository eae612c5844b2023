/**
 * Where the governed list spends its CPU time: runs it under V8's profiler with twenty connections and prints the
 * functions and the modules with most time of their own.
 *
 *   npx tsx bench/profile.ts [--rows 20000] [--purpose one-decrypted] [--seconds 10] [--bare]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './built.ts';
import { PURPOSES, readersOf } from './company.ts';
import { governedRequest } from './list-targets.ts';
import { measureRounds } from './measure.ts';
import { serve } from './serving.ts';
import { openStore } from './store.ts';

type Profile = Readonly<{
  nodes: readonly Readonly<{
    id: number;
    callFrame: Readonly<{ functionName: string; url: string; lineNumber: number }>;
  }>[];
  samples: readonly number[];
  timeDeltas: readonly number[];
}>;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '20000' },
    purpose: { type: 'string', default: 'one-decrypted' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '20' },
    bare: { type: 'boolean', default: false },
    build: { type: 'string' },
    top: { type: 'string', default: '45' },
  },
});
const rows = Number(values.rows);
const purpose = PURPOSES.find((code) => code === values.purpose) ?? 'one-decrypted';
const folder = mkdtempSync(join(tmpdir(), 'fencun-profile-'));
const store = await openStore(
  { rows, departments: 5_000, rules: 500, shares: Math.min(50_000, Math.floor(rows / 2)) },
  { home: join(ROOT, 'data'), build: values.build, say: console.log },
);
try {
  const work = { folder: store.folder, url: store.url, bare: values.bare, build: values.build };
  const server = await serve('governed-server.ts', work, ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
  const target = {
    name: purpose,
    url: server.address,
    requests: readersOf(store.shape).departments.map((reader) => governedRequest(store, reader, purpose)),
    serverPid: server.pid,
    postgresPid: store.postgresPid,
    databaseUrl: store.url,
  };
  const options = { rounds: 1, seconds: Number(values.seconds), connections: Number(values.connections) };
  await measureRounds([target], { ...options, say: console.log });
  await server.stop();
  for (const name of readdirSync(folder)) {
    print(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Profile, Number(values.top));
  }
} finally {
  await store.stop();
  rmSync(folder, { recursive: true, force: true });
}

function print({ nodes, samples, timeDeltas }: Profile, top: number): void {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map<string, number>();
  const modules = new Map<string, number>();
  let busy = 0;
  samples.forEach((id, index) => {
    const frame = frames.get(id);
    const microseconds = timeDeltas[index] ?? 0;
    if (frame === undefined || frame.functionName === '(idle)') return;
    busy += microseconds;
    const file = frame.url
      .replace(/^.*\/node_modules\//, '')
      .replace(/^file:\/\/.*?\/(?=(dist|data|src|bench)\/)/, '');
    add(functions, `${frame.functionName || '(anonymous)'} ${file}:${frame.lineNumber + 1}`, microseconds);
    add(
      modules,
      file
        .split('/')
        .slice(0, file.startsWith('@') ? 2 : 1)
        .join('/') || frame.functionName,
      microseconds,
    );
  });
  for (const [title, table] of [
    ['modules', modules],
    ['functions', functions],
  ] as const) {
    console.log(`\n${title} by time of their own, of ${Math.round(busy / 1000)} ms:`);
    const sorted = [...table].sort(([, a], [, b]) => b - a).slice(0, top);
    for (const [name, time] of sorted)
      console.log(`${((time / busy) * 100).toFixed(1).padStart(6)} %  ${name}`);
  }
}

function add(table: Map<string, number>, key: string, microseconds: number): void {
  table.set(key, (table.get(key) ?? 0) + microseconds);
}
