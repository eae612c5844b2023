import { closeSync, fdatasyncSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './statistics.ts';

/** What of the machine has to be known to read the figures. */
export type Machine = Readonly<{
  processor: string;
  cores: number;
  memoryGibibytes: number;
  system: string;
  node: string;
  /** Median of many writes of 4 KiB, each made durable. */
  syncMilliseconds: number;
  loadAtStart: number;
}>;

export function lookAtMachine(folder: string): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    syncMilliseconds: measureSync(folder),
    loadAtStart: loadavg()[0] ?? 0,
  };
}

const SYNCS = 200;

function measureSync(folder: string): number {
  const path = join(folder, 'sync-time');
  const file = openSync(path, 'w');
  try {
    const block = Buffer.alloc(4096, 1);
    const times = Array.from({ length: SYNCS }, () => {
      writeSync(file, block);
      const startedAt = performance.now();
      fdatasyncSync(file);
      return performance.now() - startedAt;
    });
    return median(times);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}

/** Linux counts CPU time in these, on every architecture that Node runs on (`getconf CLK_TCK`). */
const TICK_MILLISECONDS = 10;

/** CPU time that a process, all that descend from it, and those of them that have ended have used; 0 off Linux. */
export function cpuOfTree(pid: number): number {
  if (process.platform !== 'linux') return 0;
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
  const wanted = new Set([pid]);
  for (let grew = true; grew; ) {
    const children = stats.filter(({ parent, pid: id }) => wanted.has(parent) && !wanted.has(id));
    for (const { pid: id } of children) wanted.add(id);
    grew = children.length > 0;
  }
  return stats.filter(({ pid: id }) => wanted.has(id)).reduce((total, { cpu }) => total + cpu, 0);
}

type Stat = Readonly<{ pid: number; parent: number; cpu: number }>;

function statOf(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; fields are counted behind it (proc(5): 4 ppid, 14 to 17 times).
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = [11, 12, 13, 14].reduce((total, at) => total + Number(fields[at]), 0);
    return { pid, parent: Number(fields[1]), cpu: ticks * TICK_MILLISECONDS };
  } catch {
    return null;
  }
}
