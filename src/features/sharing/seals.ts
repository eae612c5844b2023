import type { Cipher, DataKey, RandomBytes } from '../../platform/crypto/cipher.ts';
import type { KeyProvider, WrappedKey } from '../../platform/crypto/key-provider.ts';

/** What people write about requests may name a customer. Each request has a key of its own, wrapped by the provider. */
export type Seals = Readonly<{
  create(): Promise<RequestKey>;
  open(wrapped: WrappedKey): Promise<DataKey>;
  seal(key: DataKey, text: string): string;
  unseal(key: DataKey, sealed: string): string;
}>;

export type RequestKey = Readonly<{ key: DataKey; wrapped: WrappedKey }>;

const KEY_BYTES = 32;
const REMEMBERED_MAX = 500;

export function createSeals(
  parts: Readonly<{ cipher: Cipher; keyProvider: KeyProvider; randomBytes: RandomBytes }>,
  /** What the texts belong to: sealed for one thing, they do not open as another's. */
  place = 'sharing request',
): Seals {
  const { cipher, keyProvider, randomBytes } = parts;
  const opened = new Map<string, DataKey>();
  return {
    async create() {
      const bytes = randomBytes(KEY_BYTES);
      return { key: { version: 1, bytes }, wrapped: await keyProvider.wrap(bytes) };
    },
    async open({ keyId, wrapped }) {
      const known = opened.get(wrapped);
      if (known !== undefined) return known;
      const key = { version: 1, bytes: await keyProvider.unwrap(keyId, wrapped) };
      if (opened.size >= REMEMBERED_MAX) opened.clear();
      opened.set(wrapped, key);
      return key;
    },
    seal: (key, text) => cipher.seal(key, place, text),
    unseal: (key, sealed) => cipher.open(key, place, sealed),
  };
}
