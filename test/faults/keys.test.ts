import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fencun, openFencun } from '../../src/fencun.ts';
import { type Environment, loadConfig } from '../../src/platform/config.ts';
import { SILENT } from '../../src/platform/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { CUSTOMER } from '../support/lab-company.ts';
import { refusal } from '../support/refusal.ts';

/** The whole program, opened with the right keys, with others, and with none. */

const tests: TestDatabase[] = [];
const folders: string[] = [];
afterAll(async () => {
  for (const test of tests) await test.drop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

let environmentTest: TestDatabase;
let fileTest: TestDatabase;
beforeAll(async () => {
  environmentTest = await createTestDatabase([]);
  fileTest = await createTestDatabase([]);
  tests.push(environmentTest, fileTest);
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fencun-keys-'));
  folders.push(folder);
  return folder;
}

function open(test: TestDatabase, folder: string, more: Environment = {}): Promise<Fencun> {
  const environment = { DATABASE_URL: test.url, FENCUN_DATA: folder, ...more };
  return openFencun(loadConfig(environment, folder), SILENT);
}

async function openAndClose(test: TestDatabase, folder: string, more: Environment = {}): Promise<void> {
  const fencun = await open(test, folder, more);
  await fencun.ready();
  await fencun.close();
}

/** Every row of every table. */
async function everything(test: TestDatabase): Promise<string> {
  const { rows } = await test.database.pool('owner').query<{ text: string }>(
    `SELECT string_agg(query_to_xml(format('SELECT * FROM %I.%I ORDER BY 1', schemaname, tablename), true, true, '')::text,
            '' ORDER BY schemaname, tablename) AS text
       FROM pg_tables WHERE schemaname IN ('vault', 'audit', 'fencun', 'public')`,
  );
  return rows[0]?.text ?? '';
}

const ringOf = (byte: number) => ({
  FENCUN_KEY_PROVIDER: 'environment',
  FENCUN_KEYS: `1:${Buffer.alloc(32, byte).toString('base64')}`,
});

it('FAULT-8 with another key the program does not start and changes nothing; with the right one it goes on', async () => {
  const folder = newFolder();
  const first = await open(environmentTest, folder, ringOf(1));
  await first.gateway.define(CUSTOMER);
  await first.close();
  const before = await everything(environmentTest);
  expect(await refusal(openAndClose(environmentTest, folder, ringOf(2)))).toBe('key-unavailable');
  expect(await everything(environmentTest)).toBe(before);
  await openAndClose(environmentTest, folder, ringOf(1));
});

it('FAULT-9 a key file that is lost or another’s is not replaced by a new one, and neither is the log’s key', async () => {
  const folder = newFolder();
  const first = await open(fileTest, folder);
  await first.gateway.define(CUSTOMER);
  await first.close();
  const keys = join(folder, 'keys.json');
  const kept = readFileSync(keys, 'utf8');
  const before = await everything(fileTest);

  rmSync(keys);
  expect(await refusal(openAndClose(fileTest, folder))).toBe('misconfigured');
  // A folder that was never used beside this database has neither of its keys.
  expect(await refusal(openAndClose(fileTest, newFolder()))).toBe('misconfigured');
  writeFileSync(keys, JSON.stringify({ keys: { 1: Buffer.alloc(32, 9).toString('base64') } }), {
    mode: 0o600,
  });
  expect(await refusal(openAndClose(fileTest, folder))).toBe('key-unavailable');
  writeFileSync(keys, kept);
  chmodSync(keys, 0o644);
  expect(await refusal(openAndClose(fileTest, folder))).toBe('misconfigured');
  expect(await everything(fileTest)).toBe(before);

  const moved = newFolder();
  chmodSync(keys, 0o600);
  cpSync(folder, moved, { recursive: true });
  await openAndClose(fileTest, moved);
});
