/**
 * Ids inside an entry. A page names fifty records; as sixteen bytes each in one base64url text they take half the
 * room of a list, and an entry is written three times and hashed before it comes to rest.
 */

/** As an entry states them: packed where all are UUIDs in lower case, otherwise the list itself. */
export type IdList = string | readonly string[];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const UUID_BYTES = 16;
/** One or two ids are easier to read as they are. */
const PACKED_FROM = 3;

export function packIds(ids: readonly string[]): IdList {
  if (ids.length < PACKED_FROM || !ids.every((id) => UUID.test(id))) return ids;
  return Buffer.from(ids.join('').replaceAll('-', ''), 'hex').toString('base64url');
}

export function unpackIds(list: IdList): readonly string[] {
  if (typeof list !== 'string') return list;
  const hex = Buffer.from(list, 'base64url').toString('hex');
  const ids: string[] = [];
  for (let at = 0; at < hex.length; at += 2 * UUID_BYTES) ids.push(uuidOf(hex, at));
  return ids;
}

function uuidOf(hex: string, at: number): string {
  const part = (from: number, to: number) => hex.slice(at + from, at + to);
  return `${part(0, 8)}-${part(8, 12)}-${part(12, 16)}-${part(16, 20)}-${part(20, 32)}`;
}

/** Whether this is a list, or a text that packs whole ids and is spelled the one way that they are packed. */
export function isIdList(value: unknown): value is IdList {
  if (Array.isArray(value)) return value.every((id) => typeof id === 'string');
  if (typeof value !== 'string') return false;
  const bytes = Buffer.from(value, 'base64url');
  return bytes.length % UUID_BYTES === 0 && bytes.toString('base64url') === value;
}

/** The low 64 bits of each UUID as a signed integer in decimal. What is no UUID has no key. */
export function idKeys(list: IdList): readonly string[] {
  if (typeof list !== 'string') return list.flatMap((id) => idKey(id) ?? []);
  const bytes = Buffer.from(list, 'base64url');
  const keys: string[] = [];
  for (let at = UUID_BYTES / 2; at < bytes.length; at += UUID_BYTES)
    keys.push(String(bytes.readBigInt64BE(at)));
  return keys;
}

export function idKey(id: string): string | null {
  if (!UUID.test(id.toLowerCase())) return null;
  return String(BigInt.asIntN(64, BigInt(`0x${id.slice(19).replace('-', '')}`)));
}
