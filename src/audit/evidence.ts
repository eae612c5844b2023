import { z } from 'zod';
import { decodeBundle } from '../kernel/merkle/bundle.ts';
import { decodeBase64, encodeBase64 } from '../kernel/merkle/bytes.ts';
import { type Checkpoint, parseCheckpoint } from '../kernel/merkle/checkpoint.ts';
import { type HashFunction, leafHash } from '../kernel/merkle/hash.ts';
import { type NoteVerifier, openNote } from '../kernel/merkle/note.ts';
import { inclusionProof, tilesForInclusion, verifyInclusion } from '../kernel/merkle/proof.ts';
import { TILE_WIDTH, type Tile, tilePath } from '../kernel/merkle/tile.ts';
import type { AccessRecord } from './access-record.ts';
import { decodeRecord } from './entry.ts';
import { type LogSource, readEntries, readTile } from './log-source.ts';

/**
 * Some entries of the log as one file that proves itself: their bytes as they were sealed, for each an inclusion proof
 * (RFC 9162 section 2.1.3), and the signed checkpoint that the proofs lead to. Whoever has the log's public key from
 * elsewhere needs nothing else, and nobody's word.
 */
export const evidenceSchema = z.object({
  format: z.literal('fencun-evidence/1'),
  /** The public key, as note tools take it. For whoever has no other: one in the file proves nothing of the file. */
  key: z.string().max(500),
  checkpoint: z.string().max(5_000),
  entries: z
    .array(
      z.object({
        index: z.int().min(0),
        entry: z.string().describe('The bytes that were sealed, base64.'),
        proof: z.array(z.string()).max(64).describe('Hashes from the leaf to the root, base64.'),
      }),
    )
    .max(10_000),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export type EvidenceReport = Readonly<{
  /** Null where the checkpoint is not signed by the trusted key. */
  checkpoint: Checkpoint | null;
  /** In the order of the file; `record` is null where the entry is no access record. */
  entries: readonly Readonly<{ index: number; isProven: boolean; record: AccessRecord | null }>[];
  isSound: boolean;
}>;

/**
 * Collects entries by their index, with proofs under the newest checkpoint. An index beyond it is left out.
 *
 * @returns null where there is no checkpoint yet, or the log lacks what a proof needs
 */
export async function collectEvidence({
  source,
  hash,
  key,
  indexes,
}: Readonly<{
  source: LogSource;
  hash: HashFunction;
  key: string;
  indexes: readonly number[];
}>): Promise<Evidence | null> {
  const note = await source.checkpoint();
  const head = note === null ? null : headOf(note);
  if (note === null || head === null) return null;
  const { size } = head;
  const within = indexes.filter((index) => index < size);
  const tiles = new Map<string, Uint8Array | null>();
  for (const tile of within.flatMap((index) => tilesForInclusion(index, size))) {
    if (!tiles.has(tilePath(tile))) tiles.set(tilePath(tile), await readTile(source, tile));
  }
  const bundles = new Map<number, readonly Uint8Array[]>();
  const entries: Evidence['entries'] = [];
  for (const index of within) {
    const at = Math.floor(index / TILE_WIDTH);
    const bundle = bundles.get(at) ?? (await bundleAt(source, at, size));
    bundles.set(at, bundle);
    const entry = bundle[index % TILE_WIDTH];
    const proof = inclusionProof(hash, index, size, (tile: Tile) => tiles.get(tilePath(tile)) ?? null);
    if (entry === undefined || proof === null) return null;
    entries.push({ index, entry: encodeBase64(entry), proof: proof.map(encodeBase64) });
  }
  return { format: 'fencun-evidence/1', key, checkpoint: note, entries };
}

async function bundleAt(source: LogSource, index: number, size: number): Promise<readonly Uint8Array[]> {
  const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
  const bytes = await readEntries(source, { index, width });
  const decoded = bytes === null ? null : decodeBundle(bytes);
  return decoded?.ok ? decoded.value : [];
}

/** The size that a note claims; nobody has vouched for it yet. */
function headOf(note: string): Checkpoint | null {
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const parsed = parseCheckpoint(text);
  return parsed.ok ? parsed.value : null;
}

/** Proves each entry of the file under a checkpoint that `trusted` signed. It needs no log and no network. */
export function verifyEvidence(
  evidence: Evidence,
  hash: HashFunction,
  trusted: readonly NoteVerifier[],
): EvidenceReport {
  const note = openNote(evidence.checkpoint, trusted);
  const parsed = note.ok ? parseCheckpoint(note.value.text) : null;
  const checkpoint = parsed?.ok ? parsed.value : null;
  const entries = evidence.entries.map(({ index, entry, proof }) => {
    const bytes = decodeBase64(entry);
    const hashes = proof.map(decodeBase64);
    const isReadable = bytes !== null && hashes.every((one) => one !== null);
    const isProven =
      isReadable &&
      checkpoint !== null &&
      verifyInclusion(hash, {
        leaf: leafHash(hash, bytes),
        index,
        size: checkpoint.size,
        root: checkpoint.root,
        proof: hashes.flatMap((one) => one ?? []),
      });
    return { index, isProven, record: bytes === null ? null : decodeRecord(bytes) };
  });
  return { checkpoint, entries, isSound: checkpoint !== null && entries.every(({ isProven }) => isProven) };
}
