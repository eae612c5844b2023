// `npm test`: the whole suite against the embedded PostgreSQL, then what touches the database once more against the
// oldest supported PostgreSQL, where a server of that version is installed.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const OLDEST_SUPPORTED = 15;
const TOUCHES_THE_DATABASE = [
  'src/platform/database/connect',
  'src/platform/database/migrate',
  'src/audit',
  'src/gateway',
  'src/features',
  'test/agreement',
];

const given = process.argv.slice(2);
const runs = [{ title: 'embedded PostgreSQL', files: given, environment: {} }];
if (given.length === 0 && existsSync(`/usr/lib/postgresql/${OLDEST_SUPPORTED}/bin/postgres`)) {
  runs.push({
    title: `PostgreSQL ${OLDEST_SUPPORTED}`,
    files: TOUCHES_THE_DATABASE,
    // The first run has tried many worlds; this one looks for differences between the servers.
    environment: {
      FENCUN_TEST_POSTGRES: String(OLDEST_SUPPORTED),
      FENCUN_TEST_WORLDS: '500',
      FENCUN_TEST_SQL_WORLDS: '60',
    },
  });
}

for (const { title, files, environment } of runs) {
  process.stdout.write(`\n== tests on ${title}\n`);
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...files], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  if (status !== 0) process.exit(status ?? 1);
}
