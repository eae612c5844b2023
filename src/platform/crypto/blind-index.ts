import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { KEY_BYTES, type SuiteName, suiteNamed } from './suites.ts';

/** Half a SHA-256: two of a billion values meet by chance once in 10²⁰ companies. */
const INDEX_BYTES = 16;

/**
 * What an encrypted field is looked up by: equal values of one scope have equal indexes, and nothing else can be
 * learnt without the key. It does tell that two records hold the same value, which is why an administrator allows
 * it field by field.
 *
 * HMAC (RFC 2104) under a key of the scope's own, derived by HKDF (RFC 5869), so that equal values of two fields
 * have nothing in common; cut to 16 bytes, in standard base64.
 *
 * @param indexKey the company's index key, 32 bytes
 * @param scope record type, field and lookup, e.g. `customer.phone.exact`
 * @param normalised the value in the one form under which it is searched
 */
export function blindIndex(
  indexKey: Uint8Array,
  scope: string,
  normalised: string,
  suite: SuiteName = 'aes-256-gcm',
): string {
  const { hash } = suiteNamed(suite);
  const mac = createHmac(hash, scopeKey(indexKey, scope, hash))
    .update(normalised, 'utf8')
    .digest();
  return mac.subarray(0, INDEX_BYTES).toString('base64');
}

/** By identity of the index key's bytes, and gone with them. */
const scopeKeys = new WeakMap<Uint8Array, Map<string, KeyObject>>();

function scopeKey(indexKey: Uint8Array, scope: string, hash: string): KeyObject {
  if (indexKey.length !== KEY_BYTES) throw new Error('an index key has 32 bytes');
  const known = scopeKeys.get(indexKey) ?? new Map<string, KeyObject>();
  scopeKeys.set(indexKey, known);
  const name = `${hash} ${scope}`;
  const found = known.get(name);
  if (found) return found;
  const info = `fencun blind index ${scope}`;
  const made = createSecretKey(Buffer.from(hkdfSync(hash, indexKey, new Uint8Array(), info, KEY_BYTES)));
  known.set(name, made);
  return made;
}
