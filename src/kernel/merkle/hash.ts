/** A cryptographic hash such as SHA-256, handed in so that the kernel needs no library. */
export type HashFunction = (bytes: Uint8Array) => Uint8Array;

/** Length of a SHA-256 hash, the only one that C2SP tlog-tiles allows. */
export const HASH_BYTES = 32;

/** RFC 6962 section 2.1: leaves and nodes are hashed under different prefixes, so that neither passes for the other. */
const LEAF_PREFIX = 0;
const NODE_PREFIX = 1;

/** Hash of one log entry as a leaf of the tree. */
export function leafHash(hash: HashFunction, entry: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(entry.length + 1);
  prefixed[0] = LEAF_PREFIX;
  prefixed.set(entry, 1);
  return hash(prefixed);
}

/** Hash of a node over the hashes of its two subtrees. */
export function nodeHash(hash: HashFunction, left: Uint8Array, right: Uint8Array): Uint8Array {
  const prefixed = new Uint8Array(1 + left.length + right.length);
  prefixed[0] = NODE_PREFIX;
  prefixed.set(left, 1);
  prefixed.set(right, 1 + left.length);
  return hash(prefixed);
}

/** Root of the tree without leaves: the hash of nothing. */
export function emptyRoot(hash: HashFunction): Uint8Array {
  return hash(new Uint8Array(0));
}

/** Root over 2^k hashes that lie one after another: a complete subtree, for k = 0 the single hash itself. */
export function completeRoot(hash: HashFunction, hashes: Uint8Array): Uint8Array {
  let row = hashes;
  while (row.length > HASH_BYTES) {
    const above = new Uint8Array(row.length / 2);
    for (let offset = 0; offset < above.length; offset += HASH_BYTES) {
      const left = row.subarray(2 * offset, 2 * offset + HASH_BYTES);
      const right = row.subarray(2 * offset + HASH_BYTES, 2 * offset + 2 * HASH_BYTES);
      above.set(nodeHash(hash, left, right), offset);
    }
    row = above;
  }
  return row.slice();
}

/**
 * Root over complete subtrees from left (largest) to right (smallest): RFC 6962 joins them from the right. Without
 * any it is the empty root.
 */
export function joinSubtrees(hash: HashFunction, subtrees: readonly Uint8Array[]): Uint8Array {
  return subtrees.length === 0
    ? emptyRoot(hash)
    : subtrees.reduceRight((right, left) => nodeHash(hash, left, right));
}
