import { done, type Outcome, refused } from './outcome.ts';

/** Longest entry that a uint16 length can announce. */
export const ENTRY_BYTES_MAX = 65_535;
const LENGTH_BYTES = 2;

/** Entries as C2SP tlog-tiles writes them one after another: uint16 big-endian length, then the bytes. */
export function encodeBundle(entries: readonly Uint8Array[]): Outcome<Uint8Array, 'entry-too-long'> {
  if (entries.some((entry) => entry.length > ENTRY_BYTES_MAX)) return refused('entry-too-long');
  const bytes = new Uint8Array(entries.reduce((total, entry) => total + LENGTH_BYTES + entry.length, 0));
  let offset = 0;
  for (const entry of entries) {
    bytes[offset] = entry.length >> 8;
    bytes[offset + 1] = entry.length & 255;
    bytes.set(entry, offset + LENGTH_BYTES);
    offset += LENGTH_BYTES + entry.length;
  }
  return done(bytes);
}

/** The entries, as views on the given bytes, or `truncated` where the bytes end within an entry. */
export function decodeBundle(bytes: Uint8Array): Outcome<readonly Uint8Array[], 'truncated'> {
  const entries: Uint8Array[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const high = bytes[offset];
    const low = bytes[offset + 1];
    if (high === undefined || low === undefined) return refused('truncated');
    const start = offset + LENGTH_BYTES;
    const end = start + high * 256 + low;
    if (end > bytes.length) return refused('truncated');
    entries.push(bytes.subarray(start, end));
    offset = end;
  }
  return done(entries);
}
