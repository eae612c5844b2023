/** IP addresses and CIDR blocks, for conditions on where a request comes from. */

type Address = Readonly<{ bits: bigint; width: 32 | 128 }>;

/** Whether `address` lies in `cidr`; null when either of them cannot be read. */
export function inNetwork(address: string, cidr: string): boolean | null {
  const [base = '', prefixText] = cidr.split('/');
  const network = parseAddress(base);
  const host = parseAddress(address);
  if (network === null || host === null) return null;
  const prefixBits = prefixText === undefined ? network.width : parsePrefix(prefixText, network.width);
  if (prefixBits === null) return null;
  if (network.width !== host.width) return false;
  const shift = BigInt(network.width - prefixBits);
  return network.bits >> shift === host.bits >> shift;
}

function parsePrefix(text: string, width: number): number | null {
  if (!/^\d{1,3}$/.test(text)) return null;
  const bits = Number(text);
  return bits <= width ? bits : null;
}

function parseAddress(text: string): Address | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text);
  const plain = mapped?.[1] ?? text;
  return plain.includes(':') ? parseVersion6(plain) : parseVersion4(plain);
}

function parseVersion4(text: string): Address | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return null;
  return { width: 32, bits: parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n) };
}

function parseVersion6(text: string): Address | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const head = groups[0] ?? [];
  const tail = groups[1] ?? [];
  const gap = 8 - head.length - tail.length;
  if (halves.length === 2 ? gap < 1 : gap !== 0) return null;
  const all = [...head, ...Array<string>(halves.length === 2 ? gap : 0).fill('0'), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return { width: 128, bits: all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n) };
}
