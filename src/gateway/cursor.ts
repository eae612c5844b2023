import { Problem } from '../contract/problem.ts';
import type { DataKey } from '../platform/crypto/cipher.ts';
import type { Codec } from '../vault/codec.ts';

/**
 * Where the next page begins. Sealed, because it holds the sort value of a record; bound to the person and to the
 * query, so that it opens nowhere else.
 */
export type PageStart = Readonly<{ id: string; sortValue: string | null }>;

export function sealCursor(codec: Codec, key: DataKey, binding: string, start: PageStart): string {
  return codec
    .seal(key, `cursor|${binding}`, JSON.stringify([start.id, start.sortValue]))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/** @throws Problem `invalid-cursor` */
export function openCursor(codec: Codec, key: DataKey, binding: string, cursor: string): PageStart {
  try {
    const sealed = cursor.replaceAll('-', '+').replaceAll('_', '/');
    const padded = sealed.padEnd(Math.ceil(sealed.length / 4) * 4, '=');
    const [id, sortValue] = JSON.parse(codec.open(key, `cursor|${binding}`, padded)) as [
      string,
      string | null,
    ];
    return { id, sortValue };
  } catch (cause) {
    throw new Problem('invalid-cursor', {}, { cause });
  }
}
