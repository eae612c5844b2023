import { createHash, scrypt } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { RandomBytes } from '../crypto/cipher.ts';
import type { KeyProvider, WrappedKey } from '../crypto/key-provider.ts';
import { misconfigured } from '../misconfigured.ts';
import { PREFIX_BYTES, sealed, unsealed } from './sealed-stream.ts';

/**
 * A backup on disk: a line that names the format, a line of JSON that says how to come by its key, and from there on
 * the dump, compressed and sealed. Both lines are vouched for by every sealed chunk.
 */
export type BackupLock =
  | Readonly<{ kind: 'passphrase'; passphrase: string }>
  /** A random key that the key provider wraps: whoever may open the vault may open the backup. */
  | Readonly<{ kind: 'provider'; provider: KeyProvider }>;

type LockHeader =
  | Readonly<{ kind: 'passphrase'; salt: string; log2n: number; r: number; p: number }>
  | Readonly<{ kind: 'provider' } & WrappedKey>;

export type BackupHeader = Readonly<{ lock: LockHeader; prefix: string }>;

const FORMAT = 'fencun-backup 1';
const HEADER_BYTES_MAX = 16_384;
/** OWASP's first choice for scrypt: N = 2^17, r = 8, p = 1, which takes 128 MB for a moment. */
const SCRYPT = { log2n: 17, r: 8, p: 1 } as const;
const SCRYPT_MEMORY_BYTES = 256 * 1024 * 1024;

/**
 * Writes lines into a backup. The file has mode 0600, and stands under its name only when it is whole and on the disk.
 *
 * @throws Problem `misconfigured` when there is a file already, or none can be written there
 */
export async function writeBackup(
  path: string,
  lines: AsyncIterable<string>,
  lock: BackupLock,
  randomBytes: RandomBytes,
): Promise<void> {
  const { header, key } = await newLock(lock, randomBytes);
  const head = Buffer.from(`${FORMAT}\n${JSON.stringify(header)}\n`, 'utf8');
  const stream = { key, prefix: Buffer.from(header.prefix, 'base64'), associated: digest(head) };
  const part = `${path}.part`;
  await reserve(path);
  try {
    const file = createWriteStream(part, { mode: 0o600, flags: 'w', flush: true });
    const whole = async function* (content: AsyncIterable<Uint8Array>) {
      yield head;
      yield* sealed(content, stream);
    };
    await pipeline(Readable.from(lines), createGzip({ level: 6 }), whole, file);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    await rm(path, { force: true });
    throw error;
  }
}

/** Takes the name, so that nothing is overwritten, even by two backups at once. */
async function reserve(path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw misconfigured(
      exists
        ? { zh: `${path} 已存在，不会覆盖。`, en: `${path} exists already, and is not overwritten.` }
        : { zh: `无法写入 ${path}。`, en: `${path} cannot be written.` },
      error,
    );
  }
}

/** @throws Problem `misconfigured` when there is no such file, or it is no backup */
export async function readHeader(path: string): Promise<BackupHeader> {
  return (await readHead(path)).header;
}

/**
 * The lines of a backup.
 *
 * @throws Problem `key-unavailable` under another key, and where the file was changed or cut off
 */
export async function* readBackup(path: string, lock: BackupLock): AsyncGenerator<string> {
  const { header, head } = await readHead(path);
  const key = await openLock(header.lock, lock);
  const stream = { key, prefix: Buffer.from(header.prefix, 'base64'), associated: digest(head) };
  const file = createReadStream(path, { start: head.length });
  const content = Readable.from(unsealed(file, stream));
  const gunzip = createGunzip();
  // What the unsealing fails with is what the reader of the lines gets to see.
  content.on('error', (error) => gunzip.destroy(error));
  try {
    yield* linesOf(content.pipe(gunzip));
  } finally {
    gunzip.destroy();
    content.destroy();
    file.destroy();
  }
}

/** Split at line feeds only: other marks that some readers take for the end of a line may stand in a value. */
async function* linesOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Buffer[] = [];
  for await (const piece of content) {
    const bytes = Buffer.from(piece);
    let from = 0;
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
      yield Buffer.concat([...rest, bytes.subarray(from, end)]).toString('utf8');
      rest = [];
      from = end + 1;
    }
    if (from < bytes.length) rest.push(bytes.subarray(from));
  }
  if (rest.length > 0) throw notABackup();
}

async function readHead(path: string): Promise<Readonly<{ header: BackupHeader; head: Buffer }>> {
  const start = Buffer.alloc(HEADER_BYTES_MAX);
  let length: number;
  try {
    const file = await open(path, 'r');
    try {
      ({ bytesRead: length } = await file.read(start, 0, HEADER_BYTES_MAX, 0));
    } finally {
      await file.close();
    }
  } catch (error) {
    throw misconfigured({ zh: `无法读取 ${path}。`, en: `${path} cannot be read.` }, error);
  }
  const first = start.indexOf(0x0a);
  const second = start.indexOf(0x0a, first + 1);
  if (first < 0 || second < 0 || second >= length || start.toString('utf8', 0, first) !== FORMAT) {
    throw notABackup();
  }
  return {
    header: parseHeader(start.toString('utf8', first + 1, second)),
    head: start.subarray(0, second + 1),
  };
}

function parseHeader(text: string): BackupHeader {
  try {
    const { lock, prefix } = JSON.parse(text) as Partial<BackupHeader>;
    const isKnown =
      lock?.kind === 'provider' ? typeof lock.wrapped === 'string' : lock?.kind === 'passphrase';
    if (isKnown && lock !== undefined && Buffer.from(prefix ?? '', 'base64').length === PREFIX_BYTES) {
      return { lock, prefix: prefix ?? '' };
    }
  } catch {
    // The same refusal as for any other text.
  }
  throw notABackup();
}

function notABackup(): Error {
  return misconfigured({
    zh: '这不是分寸的备份文件，或文件已损坏。',
    en: 'This is no backup of Fencun, or it is damaged.',
  });
}

type NewLock = Readonly<{ header: BackupHeader; key: Uint8Array }>;

async function newLock(lock: BackupLock, randomBytes: RandomBytes): Promise<NewLock> {
  const prefix = Buffer.from(randomBytes(PREFIX_BYTES)).toString('base64');
  if (lock.kind === 'provider') {
    const key = randomBytes(32);
    return { key, header: { prefix, lock: { kind: 'provider', ...(await lock.provider.wrap(key)) } } };
  }
  const salt = Buffer.from(randomBytes(32)).toString('base64');
  const header = { kind: 'passphrase', salt, ...SCRYPT } as const;
  return { key: await derive(lock.passphrase, header), header: { prefix, lock: header } };
}

async function openLock(header: LockHeader, lock: BackupLock): Promise<Uint8Array> {
  if (header.kind === 'provider' && lock.kind === 'provider') {
    return lock.provider.unwrap(header.keyId, header.wrapped);
  }
  if (header.kind === 'passphrase' && lock.kind === 'passphrase') return derive(lock.passphrase, header);
  throw new Error('the backup is locked in another way');
}

function derive(
  passphrase: string,
  header: Extract<LockHeader, { kind: 'passphrase' }>,
): Promise<Uint8Array> {
  const { log2n, r, p } = header;
  // Whoever made the file chose these: they must not make us spend a day, or all memory.
  if (log2n !== SCRYPT.log2n || r !== SCRYPT.r || p !== SCRYPT.p) throw notABackup();
  const options = { N: 2 ** log2n, r, p, maxmem: SCRYPT_MEMORY_BYTES };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), Buffer.from(header.salt, 'base64'), 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

function digest(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
