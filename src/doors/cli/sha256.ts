import { createHash } from 'node:crypto';
import type { HashFunction } from '../../kernel/merkle/hash.ts';

export const sha256: HashFunction = (bytes) => createHash('sha256').update(bytes).digest();
