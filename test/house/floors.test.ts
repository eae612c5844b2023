import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floorRules } from '../../scripts/floors.js';

/** One file that breaks each rule, and what it imports. Whatever is imported is made too, empty. */
const SEEDS: Readonly<Record<string, readonly [from: string, to: string]>> = {
  'kernel-imports-down': ['src/kernel/a.ts', 'src/contract/b.ts'],
  'contract-imports-down': ['src/contract/a.ts', 'src/platform/b.ts'],
  'platform-imports-down': ['src/platform/a.ts', 'src/audit/b.ts'],
  'audit-imports-down': ['src/audit/a.ts', 'src/gateway/door.ts'],
  'vault-imports-down': ['src/vault/a.ts', 'src/gateway/door.ts'],
  'gateway-imports-down': ['src/gateway/a.ts', 'src/features/people/people.ts'],
  'features-imports-down': ['src/features/people/a.ts', 'src/doors/http/b.ts'],
  'doors-imports-down': ['src/doors/http/a.ts', 'src/main.ts'],
  'audit-apart-from-vault': ['src/audit/c.ts', 'src/vault/d.ts'],
  'vault-apart-from-audit': ['src/vault/c.ts', 'src/audit/d.ts'],
  'no-cycles': ['src/kernel/cycle/a.ts', 'src/kernel/cycle/b.ts'],
  'kernel-is-pure': ['src/kernel/c.ts', 'node:fs'],
  'contract-is-schemas': ['src/contract/c.ts', 'node:fs'],
  'one-door': ['src/features/people/c.ts', 'src/gateway/list.ts'],
  'vault-behind-the-gateway': ['src/features/people/d.ts', 'src/vault/e.ts'],
  'slices-do-not-touch': ['src/features/people/e.ts', 'src/features/orders/inside.ts'],
  'only-stores-open-the-database': ['src/doors/http/c.ts', 'src/platform/database/connect.ts'],
  'web-sees-contract-and-kernel': ['web/a.ts', 'src/platform/c.ts'],
  'main-is-imported-by-none': ['src/platform/d.ts', 'src/fencun.ts'],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fencun-house-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [, to] of Object.values(SEEDS)) if (to.startsWith('s')) write(to, 'export type Seed = 1;\n');
  for (const [from, to] of Object.values(SEEDS)) {
    const up = '../'.repeat(from.split('/').length - 1);
    const specifier = to.includes(':') ? to : `${up}${to}`;
    // A type-only import counts like any other.
    write(from, `import type { Seed } from '${specifier}';\nexport type Mine = Seed;\n`);
  }
  write('src/kernel/cycle/b.ts', `import type { Mine } from './a.ts';\nexport type Seed = Mine;\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function violations(root: string, places: readonly string[]): readonly { rule: string; from: string }[] {
  const cruiser = join(process.cwd(), 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(process.cwd(), '.dependency-cruiser.js');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, '--config', config, ...places, '--output-type', 'json'],
    { cwd: root, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(stderr);
  const report = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string }; from: string }[] };
  };
  return report.summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
}

describe('the floors', () => {
  it('HOUSE-1 no import in the house breaks a rule', () => {
    expect(violations(process.cwd(), ['src', 'web'])).toEqual([]);
  });

  it('HOUSE-1 every rule has a seeded violation, and finds it', () => {
    const found = violations(folder, ['src', 'web']);
    // What has no floor above it cannot break its rule.
    const rules = floorRules()
      .map(({ name }) => name)
      .filter((name) => name !== 'main-imports-down');
    expect(Object.keys(SEEDS).toSorted()).toEqual(rules.toSorted());
    for (const [rule, [from]] of Object.entries(SEEDS)) expect(found).toContainEqual({ rule, from });
  });
});
