import { tidy } from './half-width.ts';

export type Email = Readonly<{ local: string; domain: string }>;

const LOCAL = /^[^\s@<>()[\],;:"\\]{1,64}$/u;
const LABEL = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u;

/**
 * Reads a mailbox of RFC 5321, international ones (RFC 6531) included, without quoted local parts, comments and
 * address literals, which nobody keeps of a customer. Null when it is not one.
 */
export function parseEmail(value: string): Email | null {
  if (value.length > 320) return null;
  const text = tidy(value);
  const at = text.indexOf('@');
  if (at < 1 || at !== text.lastIndexOf('@') || text.length > 254) return null;
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)];
  if (!LOCAL.test(local) || local.startsWith('.') || local.endsWith('.') || local.includes('..')) return null;
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return null;
  return /^(?:\p{L}{2,}|xn--.*)$/iu.test(labels.at(-1) ?? '') ? { local, domain } : null;
}

export function isEmail(value: string): boolean {
  return value.includes('@') && parseEmail(value) !== null;
}
