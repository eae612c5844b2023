import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../contract/problem.ts';
import { describeSettings, type Environment, loadConfig } from './config.ts';
import { createKeyProvider } from './crypto/create-key-provider.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fencun-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function problemOf(environment: Environment): Problem {
  try {
    loadConfig(environment, folder);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('expected a problem');
}

function writeConfigFile(content: unknown, mode = 0o600): void {
  const path = join(folder, 'fencun.config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  chmodSync(path, mode);
}

const KEYS = `1:${Buffer.alloc(32, 1).toString('base64')}`;

describe('the configuration', () => {
  it('CONF-1 nothing has to be set: the defaults serve this machine alone', () => {
    expect(loadConfig({ PATH: '/bin', FENCUN_TEST_POSTGRES: '15' }, folder)).toMatchObject({
      dataFolder: join(folder, 'data'),
      databaseUrl: null,
      host: '127.0.0.1',
      port: 7070,
      cipher: 'aes-256-gcm',
      keyProvider: 'file',
      logLevel: 'info',
    });
  });

  it('CONF-2 the environment wins over the file, and the file over the defaults', () => {
    writeConfigFile({ PORT: 8080, HOST: '0.0.0.0', FENCUN_DATA: 'elsewhere' });
    const config = loadConfig({ PORT: '9090', HOST: '' }, folder);
    expect(config).toMatchObject({ port: 9090, host: '0.0.0.0', dataFolder: join(folder, 'elsewhere') });
  });

  it('CONF-3 a mistyped name is refused with the likely one, from the environment as from the file', () => {
    expect(problemOf({ FENCUN_CYPHER: 'sm4' }).detail('en')).toContain('FENCUN_CIPHER');
    writeConfigFile({ FENCUN_KEY_PROVDER: 'vault' });
    expect(problemOf({}).detail('zh')).toContain('FENCUN_KEY_PROVIDER');
  });

  it('CONF-4 a bad value is refused, naming the setting and what is expected, never the value', () => {
    const bad: Environment = {
      PORT: 'seventy-secret',
      DATABASE_URL: 'mysql://u:seventy-secret@h/d',
      LOG_LEVEL: 'seventy-secret',
      FENCUN_CIPHER: 'seventy-secret',
      FENCUN_PUBLIC_URL: 'seventy-secret',
      FENCUN_TRUSTED_PROXIES: '10.0.0.0/8, seventy-secret',
    };
    for (const [name, value] of Object.entries(bad)) {
      const problem = problemOf({ [name]: value });
      expect(problem.code).toBe('misconfigured');
      for (const text of [problem.detail('en'), problem.detail('zh'), String(problem.stack)]) {
        expect(text).not.toContain('seventy-secret');
      }
      expect(problem.detail('en')).toContain(name);
    }
    for (const port of ['-1', '65536', '7070.5', '0x10']) expect(problemOf({ PORT: port })).toBeDefined();
  });

  it('CONF-5 settings that need each other are refused alone', () => {
    for (const environment of [
      { FENCUN_TLS_CERT: 'cert.pem' },
      { FENCUN_TLS_KEY: 'key.pem' },
      { FENCUN_KEY_PROVIDER: 'environment' },
      { FENCUN_KEYS: KEYS },
      { FENCUN_KEY_PROVIDER: 'vault' },
      { FENCUN_KEY_PROVIDER: 'vault', FENCUN_VAULT_ADDRESS: 'https://vault:8200' },
    ]) {
      expect(problemOf(environment).code).toBe('misconfigured');
    }
  });

  it('CONF-6 a secret may come from a file of its own, and a file with secrets must be closed to others', () => {
    writeFileSync(join(folder, 'url'), 'postgres://u:p@h/d\n');
    expect(loadConfig({ DATABASE_URL_FILE: 'url' }, folder).databaseUrl).toBe('postgres://u:p@h/d');
    expect(problemOf({ DATABASE_URL_FILE: 'absent' }).detail('en')).toContain('DATABASE_URL_FILE');
    writeConfigFile({ DATABASE_URL: 'postgres://u:p@h/d' }, 0o644);
    expect(problemOf({}).detail('en')).toContain('chmod 600');
    writeConfigFile({ DATABASE_URL: 'postgres://u:p@h/d' }, 0o600);
    expect(loadConfig({}, folder).databaseUrl).toBe('postgres://u:p@h/d');
  });

  it('CONF-4 a file that is no JSON object is refused without quoting it', () => {
    for (const content of ['{"DATABASE_URL": "postgres://u:hunter2', '[]', '"hunter2"', '{"PORT":{}}']) {
      writeConfigFile(content);
      const problem = problemOf({});
      expect(problem.code).toBe('misconfigured');
      expect(String(problem.stack) + problem.detail('en')).not.toContain('hunter2');
    }
    expect(problemOf({ FENCUN_CONFIG: 'absent.json' }).detail('en')).toContain('absent.json');
  });

  it('CONF-7 every setting is described in both languages, and each is accepted at its default', () => {
    const settings = describeSettings();
    for (const { about } of settings) expect(about.zh && about.en).toBeTruthy();
    const defaults = settings.flatMap(({ name, default: written }) =>
      written === null ? [] : [[name, written]],
    );
    expect(loadConfig(Object.fromEntries(defaults), folder)).toEqual(loadConfig({}, folder));
    expect(settings.filter(({ secret }) => secret).map(({ default: written }) => written)).not.toContain('');
  });

  it('CONF-8 the configured key provider is the one that is used', async () => {
    const options = { create: true, randomBytes: (size: number) => new Uint8Array(size) };
    const file = createKeyProvider(loadConfig({ FENCUN_DATA: '.' }, folder), options);
    expect(await file.current()).toBe('local:1');
    expect(readFileSync(join(folder, 'keys.json'), 'utf8')).toContain('"1"');
    const environment = { FENCUN_KEY_PROVIDER: 'environment', FENCUN_KEYS: KEYS.replace('1:', '5:') };
    expect(await createKeyProvider(loadConfig(environment, folder), options).current()).toBe('local:5');
    const vault = createKeyProvider(
      loadConfig(
        {
          FENCUN_KEY_PROVIDER: 'vault',
          FENCUN_VAULT_ADDRESS: 'http://127.0.0.1:1',
          FENCUN_VAULT_TOKEN_FILE: 'absent-token',
        },
        folder,
      ),
      options,
    );
    await expect(vault.current()).rejects.toMatchObject({ parameters: { reason: 'refused' } });
  });
});
