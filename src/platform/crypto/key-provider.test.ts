import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { KeyProvider } from './key-provider.ts';
import { environmentKeyProvider, fileKeyProvider, KEY_FILE, rotateFileKeys } from './local-key-provider.ts';
import { vaultKeyProvider } from './vault-key-provider.ts';

const local = { suite: 'aes-256-gcm', randomBytes } as const;
const because = (reason: string) => ({ code: 'key-unavailable', parameters: { reason } });
const base64 = (byte: number) => Buffer.alloc(32, byte).toString('base64');

let dataFolder: string;
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'fencun-keys-'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

/**
 * Stands in for the transit engine by its public API documentation: tokens, versions, batches with one result an
 * item and 400 when any item fails, 404 for an unknown key, 503 while sealed.
 */
class Transit {
  readonly versions: Buffer[] = [randomBytes(32)];
  isSealed = false;
  requests: string[] = [];

  answer(method: string, path: string, token: string | undefined, body: Record<string, unknown>) {
    this.requests.push(`${method} ${path}`);
    if (this.isSealed) return { status: 503, data: { errors: ['Vault is sealed'] } };
    if (token !== 'good-token') return { status: 403, data: { errors: ['permission denied'] } };
    const [, verb, name] = /^\/v1\/transit\/(\w+)\/(\w+)$/.exec(path) ?? [];
    if (name !== 'fencun') return { status: 404, data: { errors: [] } };
    if (verb === 'keys') return { status: 200, data: { data: { latest_version: this.versions.length } } };
    if (verb === 'encrypt') return this.single(() => ({ ciphertext: this.encrypt(String(body.plaintext)) }));
    if (verb === 'rewrap') {
      return this.single(() => ({ ciphertext: this.encrypt(this.decrypt(String(body.ciphertext))) }));
    }
    const items = (body.batch_input as { ciphertext: string }[]).map(({ ciphertext }) => {
      try {
        return { plaintext: this.decrypt(ciphertext) };
      } catch {
        return { error: 'cipher: message authentication failed' };
      }
    });
    const failed = items.some((item) => 'error' in item);
    return { status: failed ? 400 : 200, data: { data: { batch_results: items } } };
  }

  private single(work: () => unknown) {
    try {
      return { status: 200, data: { data: work() } };
    } catch {
      return { status: 400, data: { errors: ['invalid ciphertext'] } };
    }
  }

  private encrypt(plaintext: string): string {
    const version = this.versions.length;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.versions[version - 1] ?? '', nonce);
    const body = Buffer.concat([cipher.update(plaintext, 'base64'), cipher.final(), cipher.getAuthTag()]);
    return `vault:v${version}:${Buffer.concat([nonce, body]).toString('base64')}`;
  }

  private decrypt(ciphertext: string): string {
    const [, version, text] = /^vault:v(\d+):(.+)$/.exec(ciphertext) ?? [];
    const bytes = Buffer.from(text ?? '', 'base64');
    const key = this.versions[Number(version) - 1] ?? '';
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('base64');
  }
}

let transit: Transit;
let server: Server;
let address: string;
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const token = request.headers['x-vault-token'];
    const { method = '', url = '' } = request;
    const { status, data } = transit.answer(method, url, String(token), text ? JSON.parse(text) : {});
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(data));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  transit = new Transit();
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

function vault(token = 'good-token', more: { keyName?: string; address?: string } = {}): KeyProvider {
  return vaultKeyProvider({ address, token: () => token, keyName: 'fencun', ...more });
}

const kinds: readonly { name: string; make(): KeyProvider; rotate(): void }[] = [
  {
    name: 'the key file',
    make: () => fileKeyProvider({ ...local, dataFolder, create: true }),
    rotate: () => void rotateFileKeys(dataFolder, randomBytes),
  },
  {
    name: 'the key file with national algorithms',
    make: () => fileKeyProvider({ ...local, suite: 'sm4', dataFolder, create: true }),
    rotate: () => void rotateFileKeys(dataFolder, randomBytes),
  },
  { name: 'Vault transit', make: () => vault(), rotate: () => void transit.versions.push(randomBytes(32)) },
];

describe.each(kinds)('keys held by $name', ({ make, rotate }) => {
  it('KEY-8 a data key comes back as it went, one at a time or many in order', async () => {
    const provider = make();
    const keys = [1, 2, 3].map(() => new Uint8Array(randomBytes(32)));
    const wrapped = await Promise.all(keys.map((key) => provider.wrap(key)));
    for (const [index, { keyId, wrapped: text }] of wrapped.entries()) {
      expect(await provider.unwrap(keyId, text)).toEqual(keys[index]);
      expect(text).not.toContain(Buffer.from(keys[index] ?? []).toString('base64'));
    }
    expect(await provider.unwrapMany(wrapped)).toEqual(keys);
    await provider.health();
  });

  it('KEY-9 rotation wraps new keys anew, leaves old ones readable, and re-wraps without touching data', async () => {
    const provider = make();
    const key = new Uint8Array(randomBytes(32));
    const old = await provider.wrap(key);
    expect(await provider.current()).toBe(old.keyId);
    rotate();
    expect(await provider.current()).not.toBe(old.keyId);
    expect(await provider.unwrap(old.keyId, old.wrapped)).toEqual(key);
    const renewed = await provider.rewrap(old);
    expect(renewed.keyId).toBe(await provider.current());
    expect(await provider.unwrap(renewed.keyId, renewed.wrapped)).toEqual(key);
  });

  it('KEY-10 an unknown key, an altered one and a foreign one are told apart', async () => {
    const provider = make();
    const { keyId, wrapped } = await provider.wrap(new Uint8Array(32));
    await expect(provider.unwrap('elsewhere:1', wrapped)).rejects.toMatchObject(because('unknown'));
    const altered = `${wrapped.slice(0, -8)}${wrapped.slice(-8) === 'AAAAAAAA' ? 'BBBBBBBB' : 'AAAAAAAA'}`;
    await expect(provider.unwrap(keyId, altered)).rejects.toMatchObject(because('authentication'));
  });
});

describe('local keys', () => {
  it('KEY-10 the wrong key under the right name refuses, and says that it is not the one', async () => {
    const right = environmentKeyProvider(`1:${base64(1)}`, local);
    const wrong = environmentKeyProvider(`1:${base64(2)}`, local);
    const { keyId, wrapped } = await right.wrap(new Uint8Array(32));
    await expect(wrong.unwrap(keyId, wrapped)).rejects.toMatchObject(because('authentication'));
  });

  it('KEY-9 of several keys in the environment the highest version wraps', async () => {
    const provider = environmentKeyProvider(`10:${base64(1)}, 9:${base64(2)}`, local);
    expect(await provider.current()).toBe('local:10');
    await provider.health();
  });

  it('KEY-11 a missing, damaged or open key file is refused, and no new key takes its place', () => {
    const refused = expect.objectContaining({ code: 'misconfigured' });
    const open = (create: boolean) => () => fileKeyProvider({ ...local, dataFolder, create });
    const path = join(dataFolder, KEY_FILE);
    expect(open(false)).toThrow(refused);
    open(true)();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o640);
    expect(open(true)).toThrow(refused);
    chmodSync(path, 0o600);
    for (const text of [
      '',
      '{}',
      '{"keys":{}}',
      '{"keys":{"1":"c2hvcnQ="}}',
      `{"keys":{"x":"${base64(1)}"}}`,
    ]) {
      writeFileSync(path, text);
      expect(open(true), text).toThrow(refused);
    }
    for (const text of ['', base64(1), `1:${base64(1)},1:${base64(2)}`, '0:abc']) {
      expect(() => environmentKeyProvider(text, local), text).toThrow(refused);
    }
  });
});

describe('Vault transit', () => {
  it('KEY-12 fifty keys cost one request', async () => {
    const provider = vault();
    const wrapped = await Promise.all(Array.from({ length: 50 }, () => provider.wrap(new Uint8Array(32))));
    transit.requests = [];
    await provider.unwrapMany(wrapped);
    expect(transit.requests).toEqual(['POST /v1/transit/decrypt/fencun']);
  });

  it('KEY-12 a sealed, absent or refusing Vault is told apart, and none of its words are passed on', async () => {
    transit.isSealed = true;
    await expect(vault().health()).rejects.toMatchObject(because('unreachable'));
    transit.isSealed = false;
    await expect(vault('stolen').health()).rejects.toMatchObject(because('refused'));
    await expect(vault('good-token', { keyName: 'other' }).health()).rejects.toMatchObject(
      because('unknown'),
    );
    const nowhere = vault('good-token', { address: 'http://127.0.0.1:1' });
    await expect(nowhere.health()).rejects.toMatchObject(because('unreachable'));
    await expect(vault('stolen').health()).rejects.not.toThrow(/stolen|permission denied/);
  });
});
