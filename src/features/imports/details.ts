import type { ImportedConsents } from '../../contract/imports.ts';
import type { Cipher, DataKey, RandomBytes } from '../../platform/crypto/cipher.ts';
import { keyProblem } from '../../platform/crypto/key-problem.ts';
import type { KeyProvider, WrappedKey } from '../../platform/crypto/key-provider.ts';
import type { ProposedColumn } from './proposal.ts';
import type { Source } from './staging.ts';

/** What the file says of itself, and where it is: sealed in the database, because headers and choices can be values. */
export type Details = Readonly<{
  source: Source;
  format: 'csv' | 'xlsx';
  encoding: string | null;
  sheets: readonly string[];
  sheet: string;
  columns: readonly ProposedColumn[];
  /** What the importer vouched for, once the import was started. */
  consents?: ImportedConsents;
}>;

/** The keys of imports: one each, random, wrapped by the key provider, gone with the import. */
export type ImportKeys = Readonly<{
  create(id: string): Promise<Readonly<{ key: DataKey; wrapped: WrappedKey }>>;
  open(id: string, wrapped: WrappedKey): Promise<DataKey>;
  forget(id: string): void;
  seal(id: string, key: DataKey, details: Details): string;
  unseal(id: string, key: DataKey, sealed: string): Details;
}>;

const KEY_BYTES = 32;
const REMEMBERED_MAX = 100;

export function createImportKeys(
  parts: Readonly<{ cipher: Cipher; keyProvider: KeyProvider; randomBytes: RandomBytes }>,
): ImportKeys {
  const { cipher, keyProvider, randomBytes } = parts;
  const opened = new Map<string, DataKey>();
  const binding = (id: string) => `import details|${id}`;

  function remember(id: string, bytes: Uint8Array): DataKey {
    const key = { version: 1, bytes };
    if (opened.size >= REMEMBERED_MAX) opened.clear();
    opened.set(id, key);
    return key;
  }

  return {
    async create(id) {
      const bytes = randomBytes(KEY_BYTES);
      const wrapped = await keyProvider.wrap(bytes);
      return { key: remember(id, bytes), wrapped };
    },
    async open(id, { keyId, wrapped }) {
      return opened.get(id) ?? remember(id, await keyProvider.unwrap(keyId, wrapped));
    },
    forget: (id) => {
      opened.delete(id);
    },
    seal: (id, key, details) => cipher.seal(key, binding(id), JSON.stringify(details)),
    unseal(id, key, sealed) {
      try {
        return JSON.parse(cipher.open(key, binding(id), sealed)) as Details;
      } catch (error) {
        throw error instanceof SyntaxError ? keyProblem('malformed', 'import') : error;
      }
    },
  };
}
