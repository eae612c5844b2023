import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { connect } from '../src/platform/database/connect.ts';
import type { LoadRequest, LoadResult, LoadWork } from './load.ts';
import { cpuOfTree } from './machine.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** One thing whose speed is measured: requests to a server, which reads a database. */
export type Target = Readonly<{
  name: string;
  url: string;
  requests: readonly LoadRequest[];
  serverPid: number;
  postgresPid: number;
  databaseUrl: string;
}>;

export type Sample = Readonly<{
  perSecond: number;
  p50Milliseconds: number;
  p99Milliseconds: number;
  bytesPerAnswer: number;
  /** CPU time a request, until everything that it left to be done was done (such as sealing the log). */
  nodeMilliseconds: number;
  postgresMilliseconds: number;
  generatorMilliseconds: number;
}>;

export type Rounds = Readonly<{
  samples: ReadonlyMap<string, readonly Sample[]>;
  /** A figure of one target over its rounds. */
  spread(target: string, figure: (sample: Sample) => number): Spread;
  /** The relation of two targets' figures, taken within each round and then over the rounds. */
  ratio(target: string, base: string, figure: (sample: Sample) => number): Spread;
}>;

export type MeasureOptions = Readonly<{
  rounds: number;
  seconds: number;
  connections: number;
  say(text: string): void;
}>;

/**
 * Measures all targets in turn, in the other order each round, so that whatever drifts (caches, neighbours on the
 * machine, its temperature) meets them alike. A round before the first warms up and is not counted.
 */
export async function measureRounds(targets: readonly Target[], options: MeasureOptions): Promise<Rounds> {
  const generator = startGenerator();
  const samples = new Map<string, Sample[]>(targets.map(({ name }) => [name, []]));
  try {
    for (const target of targets) {
      await measureOnce(generator, target, {
        ...options,
        seconds: Math.max(WARM_UP_SECONDS, options.seconds),
      });
    }
    for (let round = 0; round < options.rounds; round += 1) {
      const order = round % 2 === 0 ? targets : [...targets].reverse();
      for (const target of order) {
        const sample = await measureOnce(generator, target, options);
        samples.get(target.name)?.push(sample);
        options.say(`  round ${round + 1}: ${target.name} ${describe(sample)}`);
      }
    }
  } finally {
    generator.disconnect();
  }
  return {
    samples,
    spread: (target, figure) => spreadOf((samples.get(target) ?? []).map(figure)),
    ratio(target, base, figure) {
      const others = samples.get(base) ?? [];
      return spreadOf(
        (samples.get(target) ?? []).map((sample, round) => {
          const other = others[round];
          return other === undefined ? Number.NaN : figure(sample) / figure(other);
        }),
      );
    },
  };
}

/** Connections have to be opened and code compiled first. */
const WARM_UP_SECONDS = 3;

function startGenerator(): ChildProcess {
  return fork(fileURLToPath(new URL('load.ts', import.meta.url)));
}

async function measureOnce(
  generator: ChildProcess,
  { name, url, requests, serverPid, postgresPid, databaseUrl }: Target,
  { connections, seconds }: MeasureOptions,
): Promise<Sample> {
  await drained(databaseUrl);
  const before = { node: cpuOfTree(serverPid), postgres: cpuOfTree(postgresPid) };
  const work: LoadWork = { url, requests, connections, seconds };
  generator.send(work);
  const [result] = (await once(generator, 'message')) as [LoadResult];
  await drained(databaseUrl);
  const { answered, failed } = result;
  if (failed > 0 || answered === 0)
    throw new Error(`${name}: ${failed} of ${answered} answers were no answers`);
  // Answers on their way when the clock ran out have cost CPU time but don't count: one for each connection at most.
  const done = answered + connections / 2;
  return {
    perSecond: answered / result.seconds,
    p50Milliseconds: result.p50Milliseconds,
    p99Milliseconds: result.p99Milliseconds,
    bytesPerAnswer: result.bytesPerAnswer,
    nodeMilliseconds: (cpuOfTree(serverPid) - before.node) / done,
    postgresMilliseconds: (cpuOfTree(postgresPid) - before.postgres) / done,
    generatorMilliseconds: result.generatorCpuMilliseconds / done,
  };
}

const DRAIN_SECONDS = 30;

/** Waits until no access record waits to be sealed, so that no target pays for what another one left behind. */
async function drained(url: string): Promise<void> {
  const database = connect(url);
  try {
    for (let waited = 0; waited < DRAIN_SECONDS * 10; waited += 1) {
      const { rows } = await database
        .pool('owner')
        .query<{ empty: boolean }>('SELECT NOT EXISTS (SELECT FROM audit.pending) AS empty');
      if (rows[0]?.empty === true) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`access records wait unsealed for more than ${DRAIN_SECONDS} s`);
  } finally {
    await database.close();
  }
}

function describe(sample: Sample): string {
  const { perSecond, p99Milliseconds, nodeMilliseconds, postgresMilliseconds } = sample;
  return `${Math.round(perSecond)}/s, p99 ${p99Milliseconds.toFixed(1)} ms, CPU ${nodeMilliseconds.toFixed(2)} + ${postgresMilliseconds.toFixed(2)} ms`;
}
