import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * A module as it runs in production, from the build and not through a development loader, which would add its own
 * costs to every function. `npm run bench` builds first.
 */
export async function built<T>(path: string, folder = join(ROOT, 'dist', 'server')): Promise<T> {
  const file = join(folder, path);
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first`);
  return (await import(pathToFileURL(file).href)) as T;
}
