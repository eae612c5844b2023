import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../contract/problem.ts';
import { misconfigured } from '../misconfigured.ts';
import { writeSecretFile } from '../secret-file.ts';
import type { RandomBytes } from './cipher.ts';
import { keyProblem } from './key-problem.ts';
import type { KeyProvider, WrappedKey } from './key-provider.ts';
import { KEY_BYTES, NONCE_BYTES, type SuiteName, suiteById, suiteNamed } from './suites.ts';

/** Key-encryption keys by version; the highest version is current. */
export type KeyRing = ReadonlyMap<number, Uint8Array>;

export const KEY_FILE = 'keys.json';
const PREFIX = 'local:';
const PURPOSE = 'fencun data key';

type LocalOptions = Readonly<{ suite: SuiteName; randomBytes: RandomBytes }>;

/** Keys from the text of FENCUN_KEYS: `1:<base64 of 32 bytes>,2:<…>`. They stand in this process's memory. */
export function environmentKeyProvider(text: string, options: LocalOptions): KeyProvider {
  const ring = parseRing(
    text.split(',').map((item) => {
      const at = item.indexOf(':');
      return [item.slice(0, at).trim(), item.slice(at + 1).trim()] as const;
    }),
    'FENCUN_KEYS',
  );
  return localKeyProvider(() => ring, options);
}

/**
 * Keys in `keys.json` of the data folder, mode 0600, which protect against whoever gets hold of the database alone,
 * not against whoever gets the whole disk. The file is read again when it changes, so that a rotation by the
 * command line reaches the running server.
 *
 * @param options.create whether a missing file may be made: only beside a database that holds nothing yet, because
 *   beside any other it means that the keys were lost
 * @throws Problem `misconfigured` when the file is missing, damaged, or readable by others
 */
export function fileKeyProvider(
  options: LocalOptions & Readonly<{ dataFolder: string; create: boolean }>,
): KeyProvider {
  const path = join(options.dataFolder, KEY_FILE);
  if (options.create && !statSync(path, { throwIfNoEntry: false })) {
    writeRing(path, new Map([[1, options.randomBytes(KEY_BYTES)]]));
  }
  let seen = '';
  let ring: KeyRing = new Map();
  const current = (): KeyRing => {
    const stat = statSync(path, { throwIfNoEntry: false });
    const stamp = stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : 'missing';
    if (stamp !== seen) {
      ring = readRing(path);
      seen = stamp;
    }
    return ring;
  };
  current();
  return localKeyProvider(current, options);
}

/** Adds a key version to the file and returns its id; old versions stay, because old values need them. */
export function rotateFileKeys(dataFolder: string, randomBytes: RandomBytes): string {
  const path = join(dataFolder, KEY_FILE);
  const ring = readRing(path);
  const version = newest(ring) + 1;
  writeRing(path, new Map([...ring, [version, randomBytes(KEY_BYTES)]]));
  return `${PREFIX}${version}`;
}

function localKeyProvider(ring: () => KeyRing, options: LocalOptions): KeyProvider {
  const suite = suiteNamed(options.suite);
  const associated = (version: number) => Buffer.from(`${PURPOSE} ${version}`, 'utf8');

  const wrap = (dataKey: Uint8Array): WrappedKey => {
    const version = newest(ring());
    const nonce = options.randomBytes(NONCE_BYTES);
    const body = suite.seal(keyOf(ring(), version), nonce, associated(version), dataKey);
    const bytes = Buffer.concat([Buffer.from([suite.id]), nonce, body]);
    return { keyId: `${PREFIX}${version}`, wrapped: bytes.toString('base64') };
  };
  const unwrap = ({ keyId, wrapped }: WrappedKey): Uint8Array => {
    const version = keyId.startsWith(PREFIX) ? Number(keyId.slice(PREFIX.length)) : Number.NaN;
    const key = ring().get(version);
    if (!key) throw keyProblem('unknown', keyId);
    const bytes = Buffer.from(wrapped, 'base64');
    const used = suiteById(bytes[0]);
    if (!used || bytes.length <= NONCE_BYTES) throw keyProblem('malformed', keyId);
    const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
    const dataKey = used.open(key, nonce, associated(version), bytes.subarray(1 + NONCE_BYTES));
    if (!dataKey) throw keyProblem('authentication', keyId);
    return new Uint8Array(dataKey);
  };
  return {
    current: async () => `${PREFIX}${newest(ring())}`,
    wrap: async (dataKey) => wrap(dataKey),
    unwrap: async (keyId, wrapped) => unwrap({ keyId, wrapped }),
    unwrapMany: async (keys) => keys.map(unwrap),
    rewrap: async (key) => wrap(unwrap(key)),
    async health() {
      unwrap(wrap(options.randomBytes(KEY_BYTES)));
    },
  };
}

function newest(ring: KeyRing): number {
  return Math.max(...ring.keys());
}

function keyOf(ring: KeyRing, version: number): Uint8Array {
  const key = ring.get(version);
  if (!key) throw keyProblem('unknown', `${PREFIX}${version}`);
  return key;
}

function readRing(path: string): KeyRing {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) throw readableByOthers(path);
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw unusable(path, error);
  }
  let keys: unknown;
  try {
    keys = (JSON.parse(text) as { keys?: unknown }).keys;
  } catch {
    throw unusable(path);
  }
  if (typeof keys !== 'object' || keys === null) throw unusable(path);
  return parseRing(Object.entries(keys), path);
}

function parseRing(entries: readonly (readonly [string, unknown])[], source: string): KeyRing {
  const ring = new Map<number, Uint8Array>();
  for (const [name, text] of entries) {
    const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : Buffer.alloc(0);
    if (!/^[1-9]\d{0,8}$/.test(name) || bytes.length !== KEY_BYTES || ring.has(Number(name))) {
      throw unusable(source);
    }
    ring.set(Number(name), new Uint8Array(bytes));
  }
  if (ring.size === 0) throw unusable(source);
  return ring;
}

function writeRing(path: string, ring: KeyRing): void {
  const keys = Object.fromEntries(
    [...ring].map(([version, key]) => [String(version), Buffer.from(key).toString('base64')]),
  );
  writeSecretFile(path, `${JSON.stringify({ keys }, null, 2)}\n`);
}

function readableByOthers(path: string): Problem {
  return misconfigured({
    zh: `密钥文件可被其他账号读取。请执行 chmod 600 ${path}，并考虑轮换密钥。`,
    en: `The key file can be read by other accounts. Run chmod 600 ${path}, and think about rotating the keys.`,
  });
}

function unusable(source: string, cause?: unknown): Problem {
  return misconfigured(
    {
      zh: `密钥缺失或损坏：${source}。应为“版本号: 32 字节密钥的 base64”。请从备份恢复；没有原密钥就无法读出已加密的数据。`,
      en: `Keys are missing or damaged: ${source}. Expected are versions, each with base64 of 32 bytes. Restore them from a backup; without the original keys what they encrypted cannot be read.`,
    },
    cause,
  );
}
