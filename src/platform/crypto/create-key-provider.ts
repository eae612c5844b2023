import { readFileSync } from 'node:fs';
import type { Config } from '../config.ts';
import type { RandomBytes } from './cipher.ts';
import { keyProblem } from './key-problem.ts';
import type { KeyProvider } from './key-provider.ts';
import { environmentKeyProvider, fileKeyProvider } from './local-key-provider.ts';
import { vaultKeyProvider } from './vault-key-provider.ts';

/**
 * The key provider that the configuration names.
 *
 * @param options.create whether a key file may be made when there is none: only beside an empty database
 */
export function createKeyProvider(
  config: Config,
  options: Readonly<{ create: boolean; randomBytes: RandomBytes }>,
): KeyProvider {
  const local = { suite: config.cipher, randomBytes: options.randomBytes };
  switch (config.keyProvider) {
    case 'environment':
      return environmentKeyProvider(config.keys ?? '', local);
    case 'vault':
      return vaultKeyProvider({
        address: config.vaultAddress ?? '',
        token: () => readToken(config),
        keyName: config.vaultKey,
        mount: config.vaultMount,
        ...(config.vaultNamespace === null ? {} : { namespace: config.vaultNamespace }),
      });
    case 'file':
      return fileKeyProvider({ ...local, dataFolder: config.dataFolder, create: options.create });
  }
}

function readToken(config: Config): string {
  if (config.vaultTokenFile === null) return config.vaultToken ?? '';
  try {
    return readFileSync(config.vaultTokenFile, 'utf8').trim();
  } catch (error) {
    throw keyProblem('refused', config.vaultTokenFile, error);
  }
}
