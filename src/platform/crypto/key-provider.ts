/** A data key under a key-encryption key: what may be stored beside the data. */
export type WrappedKey = Readonly<{
  /** Names the provider's key and its version, e.g. `local:2` or `vault:fencun:v3`; never key material. */
  keyId: string;
  wrapped: string;
}>;

/**
 * Holds the key-encryption keys. Data keys leave it wrapped and come back to be unwrapped; the key-encryption key
 * itself never leaves a provider that has hardware behind it. Rotation adds a version: new keys are wrapped under
 * it, old ones stay readable until they are re-wrapped, and no data is touched (NIST SP 800-57 part 1, 5.3).
 *
 * Every failure is Problem `key-unavailable` with its `reason` among the parameters.
 */
export type KeyProvider = Readonly<{
  /** Id under which the next key will be wrapped. */
  current(): Promise<string>;
  wrap(dataKey: Uint8Array): Promise<WrappedKey>;
  unwrap(keyId: string, wrapped: string): Promise<Uint8Array>;
  /** In the order asked. One call to a remote provider instead of one per key. */
  unwrapMany(keys: readonly WrappedKey[]): Promise<readonly Uint8Array[]>;
  /** The same data key under the current version; a remote provider does it without showing us the key. */
  rewrap(key: WrappedKey): Promise<WrappedKey>;
  /** Resolves when a key can be wrapped and unwrapped now. */
  health(): Promise<void>;
}>;
