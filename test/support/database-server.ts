import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { engineIn } from '../../src/platform/database/embedded/engine.ts';
import { startEmbeddedPostgres } from '../../src/platform/database/embedded.ts';
import { SILENT } from '../../src/platform/log.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    testDatabaseUrl: string;
  }
}

const PREFIX = 'fencun-test-server-';
const SWEEP_AFTER_SECONDS = 60;

/** Stops and removes servers of runs that were killed; those of living runs hold their folder and stay. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const dataFolder = join(tmpdir(), name);
    const lock = statSync(join(dataFolder, 'fencun.lock'), { throwIfNoEntry: false });
    if (!lock || Date.now() - lock.mtimeMs < SWEEP_AFTER_SECONDS * 1000) continue;
    try {
      await (await startEmbeddedPostgres({ dataFolder, log: SILENT })).stop();
      rmSync(dataFolder, { recursive: true, force: true });
    } catch {
      // In use after all, or another account's: not ours to clear away.
    }
  }
}

/**
 * One server for the whole run, in a folder that goes with it. FENCUN_TEST_POSTGRES names the major version of an
 * installed server (Debian's layout) to test on instead of the bundled one. Durability stays on, as in production.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const major = process.env.FENCUN_TEST_POSTGRES;
  await sweep();
  const dataFolder = mkdtempSync(join(tmpdir(), PREFIX));
  await chmod(dataFolder, 0o711);
  const server = await startEmbeddedPostgres({
    dataFolder,
    log: SILENT,
    settings: {
      max_connections: '200',
      shared_buffers: '128MB',
      checkpoint_timeout: '1h',
      max_wal_size: '4GB',
    },
    ...(major ? { engine: await engineIn(`/usr/lib/postgresql/${major}/bin`, Number(major)) } : {}),
  });
  project.provide('testDatabaseUrl', server.url);
  process.env.FENCUN_TEST_DATABASE_URL = server.url;
  return async () => {
    await server.stop();
    rmSync(dataFolder, { recursive: true, force: true });
  };
}
