import { type Config, loadConfig } from '../src/platform/config.ts';

/** The configuration of a Fencun on the store, whose database somebody else runs. */
export function storeConfig(folder: string, url: string): Config {
  return loadConfig({ FENCUN_DATA: folder, DATABASE_URL: url, PORT: '0' }, folder);
}
