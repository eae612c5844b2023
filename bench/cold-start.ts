import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './built.ts';
import type { Section } from './section.ts';
import { type Spread, spreadOf } from './statistics.ts';

const READY_SECONDS_MAX = 60;

/**
 * How long `fencun serve` takes from its first instruction to the first answer of /readyz, on a filled store whose
 * embedded database it has to start itself. The store must be closed.
 */
export async function benchColdStart(
  folder: string,
  options: Readonly<{ rounds: number; say(text: string): void }>,
): Promise<Section> {
  const times: number[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const seconds = await startOnce(folder, 17_070 + round);
    options.say(`  start ${round + 1}: ${seconds.toFixed(2)} s`);
    times.push(seconds);
  }
  const value: Spread = spreadOf(times);
  return {
    title: 'Cold start on a filled store',
    about:
      'From the start of the process to the first “ready”, the embedded database included. File caches are warm.',
    goals: [{ name: 'seconds to ready', value, goal: 3, better: 'lower', digits: 2, unit: 's' }],
    table: [],
  };
}

async function startOnce(folder: string, port: number): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'fencun.js'), 'serve'], {
    env: { ...process.env, FENCUN_DATA: folder, PORT: String(port), LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    await ready(child, `http://127.0.0.1:${port}/readyz`);
    return (performance.now() - startedAt) / 1000;
  } finally {
    if (child.exitCode === null) {
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    }
  }
}

async function ready(child: ChildProcess, address: string): Promise<void> {
  const until = performance.now() + READY_SECONDS_MAX * 1000;
  while (performance.now() < until) {
    if (child.exitCode !== null) throw new Error('the server ended before it was ready');
    const isReady = await fetch(address).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the server was not ready within ${READY_SECONDS_MAX} s`);
}
