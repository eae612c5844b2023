import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, equalBytes } from './bytes.ts';
import { type Edge, EMPTY_EDGE, edgeRoot, grow } from './edge.ts';
import { emptyRoot, HASH_BYTES, leafHash, nodeHash } from './hash.ts';
import {
  consistencyProof,
  inclusionProof,
  rootFromTiles,
  type TileReader,
  tilesForConsistency,
  tilesForInclusion,
  tilesForRoot,
  verifyConsistency,
  verifyInclusion,
} from './proof.ts';
import { tileWidth } from './tile.ts';

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, i) => leafHash(sha256, Buffer.from(`entry ${i}`)));

/** RFC 6962 section 2.1, MTH, word for word: the oracle for everything faster. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return only;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(sha256, naiveRoot(leaves.slice(0, split)), naiveRoot(leaves.slice(split)));
}

/** A log kept as tiles in memory, as a database would keep them. */
function tiledLog(leaves: readonly Uint8Array[], batch: number): { edge: Edge; read: TileReader } {
  const full = new Map<string, Uint8Array>();
  let edge = EMPTY_EDGE;
  for (let start = 0; start < leaves.length; start += batch) {
    const growth = grow(sha256, edge, leaves.slice(start, start + batch));
    for (const tile of growth.full) full.set(`${tile.level}/${tile.index}`, tile.hashes);
    edge = growth.edge;
  }
  return {
    edge,
    read: ({ level, index, width }) => {
      const hashes = full.get(`${level}/${index}`) ?? edge.partials[level];
      return hashes && hashes.length >= width * HASH_BYTES ? hashes.subarray(0, width * HASH_BYTES) : null;
    },
  };
}

describe('roots', () => {
  // The eight leaves and roots that Certificate Transparency's implementations test themselves with.
  const entries = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ];
  const roots = [
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ];
  const leaves = entries.map((entry) => leafHash(sha256, Buffer.from(entry, 'hex')));

  it('LOG-1 roots are those of RFC 6962, for the known vectors', () => {
    for (const [size, root] of roots.entries()) {
      expect(hex(edgeRoot(sha256, grow(sha256, EMPTY_EDGE, leaves.slice(0, size)).edge))).toBe(root);
    }
    expect(hex(emptyRoot(sha256))).toBe(roots[0]);
  });

  it('LOG-2 proofs are those of RFC 9162, for the known vectors', () => {
    const { read } = tiledLog(leaves, 3);
    expect(inclusionProof(sha256, 5, 8, read)?.map(hex)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(consistencyProof(sha256, 6, 8, read)?.map(hex)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(consistencyProof(sha256, 2, 5, tiledLog(leaves.slice(0, 5), 1).read)?.map(hex)).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });

  it('LOG-1 appending in batches of any size gives the same root and tiles as hashing all at once', () => {
    const all = leavesOf(1200);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1200 }), fc.integer({ min: 1, max: 700 }), (size, batch) => {
        const { edge } = tiledLog(all.slice(0, size), batch);
        expect(edge.size).toBe(size);
        expect(hex(edgeRoot(sha256, edge))).toBe(hex(naiveRoot(all.slice(0, size))));
        for (const [level, hashes] of edge.partials.entries()) {
          const count = Math.floor(size / 256 ** level);
          expect(hashes.length / HASH_BYTES).toBe(count % 256);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('LOG-1 a tree of 70,000 leaves has the tiles that the specification counts', () => {
    const leaf = leafHash(sha256, new Uint8Array(1));
    const growth = grow(sha256, EMPTY_EDGE, new Array<Uint8Array>(70_000).fill(leaf));
    expect(growth.full.filter(({ level }) => level === 0)).toHaveLength(273);
    expect(growth.full.filter(({ level }) => level === 1)).toHaveLength(1);
    expect(growth.edge.partials.map((hashes) => hashes.length / HASH_BYTES)).toEqual([112, 17, 1]);
    expect(tileWidth(0, 273, 70_000)).toBe(112);
    const level1 = growth.full.find(({ level }) => level === 1);
    const first = growth.full.filter(({ level }) => level === 0).slice(0, 256);
    expect(hex(level1?.hashes ?? new Uint8Array())).toBe(hex(concatBytes(first.map(({ root }) => root))));
  });
});

describe('proofs', () => {
  const all = leavesOf(900);
  const size = fc.integer({ min: 1, max: all.length });

  it('LOG-2 every leaf proves its inclusion, and nothing else passes with its proof', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (treeSize, indexSeed, otherSeed) => {
        const leaves = all.slice(0, treeSize);
        const index = indexSeed % treeSize;
        const { read } = tiledLog(leaves, 300);
        const proof = inclusionProof(sha256, index, treeSize, read);
        const root = naiveRoot(leaves);
        const leaf = leaves[index] ?? new Uint8Array();
        if (proof === null) throw new Error('no proof');
        const claim = { leaf, index, size: treeSize, root, proof };
        expect(verifyInclusion(sha256, claim)).toBe(true);
        const other = otherSeed % treeSize;
        if (other !== index) expect(verifyInclusion(sha256, { ...claim, index: other })).toBe(false);
        expect(verifyInclusion(sha256, { ...claim, index: treeSize })).toBe(false);
        expect(verifyInclusion(sha256, { ...claim, leaf: root, root: leaf })).toBe(treeSize === 1);
        expect(verifyInclusion(sha256, { ...claim, proof: [...proof, root] })).toBe(false);
        if (proof.length > 0) {
          expect(verifyInclusion(sha256, { ...claim, proof: proof.slice(1) })).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('LOG-3 a tree proves that it grew from any earlier one, and not from a changed one', () => {
    fc.assert(
      fc.property(size, fc.nat(), fc.nat(), (to, fromSeed, changedSeed) => {
        const from = fromSeed % (to + 1);
        const leaves = all.slice(0, to);
        const proof = consistencyProof(sha256, from, to, tiledLog(leaves, 400).read);
        if (proof === null) throw new Error('no proof');
        const changed = leaves.with(changedSeed % to, leafHash(sha256, Buffer.from('forged')));
        const head = (of: readonly Uint8Array[]) => ({ size: of.length, root: naiveRoot(of) });
        const claim = { from: head(leaves.slice(0, from)), to: head(leaves), proof };
        expect(verifyConsistency(sha256, claim)).toBe(true);
        // Any tree has grown from the empty one.
        expect(verifyConsistency(sha256, { ...claim, to: head(changed) })).toBe(from === 0);
        expect(verifyConsistency(sha256, { ...claim, proof: [...proof, claim.to.root] })).toBe(false);
        if (from > 0 && changedSeed % to < from) {
          expect(verifyConsistency(sha256, { ...claim, from: head(changed.slice(0, from)) })).toBe(false);
        }
        if (from < to) {
          expect(verifyConsistency(sha256, { ...claim, from: claim.to, to: claim.from })).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('LOG-2 a proof asks for no tile that it does not name beforehand', () => {
    const total = 70_000;
    const leaves = Array.from({ length: total }, (_, i) => Uint8Array.of(...sha256(Buffer.from(String(i)))));
    const { read, edge } = tiledLog(leaves, 10_000);
    for (const [asked, make] of [
      [tilesForInclusion(123, total), (r: TileReader) => inclusionProof(sha256, 123, total, r)],
      [tilesForInclusion(69_999, total), (r: TileReader) => inclusionProof(sha256, 69_999, total, r)],
      [tilesForConsistency(40_321, total), (r: TileReader) => consistencyProof(sha256, 40_321, total, r)],
      [tilesForRoot(65_777, total), (r: TileReader) => rootFromTiles(sha256, 65_777, total, r)],
    ] as const) {
      const named = new Set(asked.map(({ level, index }) => `${level}/${index}`));
      const strict: TileReader = (tile) => (named.has(`${tile.level}/${tile.index}`) ? read(tile) : null);
      expect(make(strict)).not.toBeNull();
      expect(make(() => null)).toBeNull();
      expect(asked.length).toBeLessThanOrEqual(6);
    }
    expect(rootFromTiles(sha256, total, total, read)).toEqual(edgeRoot(sha256, edge));
    expect(rootFromTiles(sha256, total + 1, total, read)).toBeNull();
    expect(rootFromTiles(sha256, 0, total, read)).toEqual(emptyRoot(sha256));
    expect(inclusionProof(sha256, total, total, read)).toBeNull();
    expect(consistencyProof(sha256, total + 1, total, read)).toBeNull();
    expect(equalBytes(leaves[0] ?? new Uint8Array(), leaves[1] ?? new Uint8Array())).toBe(false);
  });
});
