import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Problem } from '../../contract/problem.ts';
import type { RandomBytes } from '../../platform/crypto/cipher.ts';
import type { SuiteName } from '../../platform/crypto/suites.ts';
import { isUuid } from '../../platform/ids.ts';
import { type ClearFile, createClearFile } from './clear-file.ts';
import { invalid } from './parts.ts';
import { type FileKey, sealFile, unsealFile } from './sealed-file.ts';

/** Where the rows of an import come from: an uploaded file that we keep sealed, or one on this machine, read in place. */
export type Source = Readonly<{ kind: 'staged' }> | Readonly<{ kind: 'local'; path: string }>;

/** A file ready to be read; `close` leaves nothing of it in the clear. */
export type OpenSource = Readonly<{ path: string; close(): Promise<void> }>;

export type Staging = Readonly<{
  /** For temporary files of the spreadsheet reader, and others in the clear. */
  clearFolder: string;
  /** Takes an upload in, sealed; answers its SHA-256. A failed one leaves nothing behind. */
  stage(id: string, content: Readable, key: Uint8Array): Promise<string>;
  /** @throws Problem `unreadable-file` when the file is gone or is not the one that was looked at */
  open(id: string, source: Source, key: Uint8Array, sha256: string): Promise<OpenSource>;
  clearFile(name: string): Promise<ClearFile>;
  remove(id: string): Promise<void>;
  /** Removes what a process that was killed left behind: files of no import, and temporary ones. */
  sweep(isKnown: (id: string) => boolean, at: number): Promise<void>;
}>;

/** Others may be at work in the folder; what is older than this is nobody's any more. */
const ABANDONED_SECONDS = 3600;

export function createStaging(
  parts: Readonly<{ folder: string; suite: SuiteName; randomBytes: RandomBytes; newId: () => string }>,
): Staging {
  const { folder, suite, randomBytes, newId } = parts;
  const clearFolder = join(folder, 'open');
  const prepare = () => mkdir(clearFolder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string) => join(folder, id);
  const keyOf = (id: string, bytes: Uint8Array): FileKey => ({ bytes, binding: `import file|${id}` });

  async function clearFile(name: string): Promise<ClearFile> {
    await prepare();
    return createClearFile(clearFolder, `${name}-${newId()}`);
  }

  return {
    clearFolder,
    clearFile,

    async stage(id, content, key) {
      await prepare();
      const hash = createHash('sha256');
      try {
        await sealFile(pathOf(id), hashing(content, hash), keyOf(id, key), { suite, randomBytes });
      } catch (error) {
        content.destroy();
        await rm(pathOf(id), { force: true });
        throw error;
      }
      return hash.digest('hex');
    },

    async open(id, source, key, sha256) {
      await prepare();
      if (source.kind === 'local') {
        if ((await fileSha256(source.path)) !== sha256) throw changed();
        return { path: source.path, close: async () => {} };
      }
      const clear = await clearFile(id);
      try {
        for await (const chunk of unsealFile(pathOf(id), keyOf(id, key)))
          await clear.handle.appendFile(chunk);
        return clear;
      } catch (error) {
        await clear.close();
        throw isMissing(error) ? gone() : error;
      }
    },

    remove: (id) => rm(pathOf(id), { force: true }),

    async sweep(isKnown, at) {
      await prepare();
      const own = (await readdir(folder)).filter((name) => isUuid(name) && !isKnown(name));
      const open = (await readdir(clearFolder)).map((name) => join('open', name));
      for (const name of [...own, ...open]) {
        const found = await stat(join(folder, name)).catch(() => null);
        if (found !== null && at - found.mtimeMs > ABANDONED_SECONDS * 1000) {
          await rm(join(folder, name), { recursive: true, force: true });
        }
      }
    },
  };
}

async function* hashing(
  content: AsyncIterable<Uint8Array>,
  hash: Readonly<{ update(bytes: Uint8Array): unknown }>,
): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
}

/** @throws Problem `unreadable-file` when there is no such file */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path)) hash.update(piece as Uint8Array);
  } catch (error) {
    throw isMissing(error) ? gone() : error;
  }
  return hash.digest('hex');
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function gone(): Problem {
  const [zh, en] = [
    '文件已不在本机。请重新上传。',
    'The file is not on this machine any more. Upload it again.',
  ];
  return new Problem('unreadable-file', { detail: en, 'detail.zh': zh, 'detail.en': en });
}

function changed(): Problem {
  return invalid({
    zh: '文件在导入期间被改动，无法从中断处继续。请重新导入。',
    en: 'The file was changed since the import was prepared, so it cannot go on where it stopped. Import it anew.',
  });
}
