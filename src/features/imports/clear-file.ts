import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A file in the clear that lives only while it is worked with. Where the system allows it (Linux), the file loses its
 * name before a byte is written and is reached through the open descriptor: nobody else can open it by a name, and it
 * is gone with the process, however that ends. Elsewhere it has mode 0600 and is removed by `close`.
 */
export type ClearFile = Readonly<{ path: string; handle: FileHandle; close(): Promise<void> }>;

export async function createClearFile(folder: string, name: string): Promise<ClearFile> {
  const named = join(folder, name);
  const handle = await open(named, 'wx+', 0o600);
  try {
    const unnamed = `/proc/self/fd/${handle.fd}`;
    const reachable = await stat(unnamed).catch(() => null);
    if (reachable?.isFile() && reachable.ino === (await handle.stat()).ino) {
      await rm(named);
      return { path: unnamed, handle, close: () => handle.close() };
    }
  } catch (error) {
    await handle.close();
    await rm(named, { force: true });
    throw error;
  }
  return {
    path: named,
    handle,
    async close() {
      await handle.close();
      await rm(named, { force: true });
    },
  };
}
