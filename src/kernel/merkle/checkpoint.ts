import { decodeBase64, encodeBase64 } from './bytes.ts';
import { HASH_BYTES } from './hash.ts';
import { done, type Outcome, refused } from './outcome.ts';

/** What a log commits to at one moment (C2SP tlog-checkpoint): so many entries, under this root. */
export type Checkpoint = Readonly<{
  /** The log's identity, such as `example.com/log42`. */
  origin: string;
  size: number;
  root: Uint8Array;
  /** Further lines, opaque to verifiers; best left empty. */
  extensions: readonly string[];
}>;

export type CheckpointFault = 'no-final-newline' | 'empty-line' | 'too-few-lines' | 'size' | 'root';

/** The note text to sign, final newline included. */
export function checkpointText(checkpoint: Checkpoint): string {
  const { origin, size, root, extensions } = checkpoint;
  return `${[origin, String(size), encodeBase64(root), ...extensions].join('\n')}\n`;
}

/** Reads the text of a note that has been opened, i.e. whose signature is verified. */
export function parseCheckpoint(text: string): Outcome<Checkpoint, CheckpointFault> {
  if (!text.endsWith('\n')) return refused('no-final-newline');
  const lines = text.slice(0, -1).split('\n');
  if (lines.some((line) => line === '')) return refused('empty-line');
  const [origin, sizeText, rootText, ...extensions] = lines;
  if (origin === undefined || sizeText === undefined || rootText === undefined) {
    return refused('too-few-lines');
  }
  const size = Number(sizeText);
  if (!/^(0|[1-9]\d*)$/.test(sizeText) || !Number.isSafeInteger(size)) return refused('size');
  const root = decodeBase64(rootText);
  if (root?.length !== HASH_BYTES) return refused('root');
  return done({ origin, size, root, extensions });
}
