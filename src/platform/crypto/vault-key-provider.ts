import { Buffer } from 'node:buffer';
import { Problem } from '../../contract/problem.ts';
import { keyProblem } from './key-problem.ts';
import type { KeyProvider, WrappedKey } from './key-provider.ts';

export type VaultOptions = Readonly<{
  /** Such as `https://vault.example.com:8200`. */
  address: string;
  /** Asked for every request, so that a token file renewed by Vault Agent is followed. */
  token: () => string;
  /** Name of the transit key, of type `aes256-gcm96` or another that encrypts. */
  keyName: string;
  /** Where the transit engine is mounted; `transit` unless told. */
  mount?: string;
  namespace?: string;
  timeoutMilliseconds?: number;
  fetch?: typeof fetch;
}>;

const TIMEOUT_MILLISECONDS = 5000;
/** Vault takes requests of up to 32 MB; a batch of this many 32-byte keys stays below one. */
const BATCH = 1000;

/**
 * Key-encryption keys in the transit engine of HashiCorp Vault or OpenBao, over its HTTP API (`encrypt`, `decrypt`,
 * `rewrap`, `keys`). The token needs `update` on the first three and `read` on the last, for this one key.
 * Rotate with `vault write -f transit/keys/<name>/rotate`.
 */
export function vaultKeyProvider(options: VaultOptions): KeyProvider {
  const prefix = `vault:${options.keyName}:`;
  const name = encodeURIComponent(options.keyName);

  const wrappedOf = (ciphertext: unknown): WrappedKey => {
    const version = typeof ciphertext === 'string' ? /^vault:(v\d+):./.exec(ciphertext)?.[1] : undefined;
    if (!version) throw keyProblem('malformed', prefix);
    return { keyId: `${prefix}${version}`, wrapped: ciphertext as string };
  };
  const checkId = (keyId: string): void => {
    if (!keyId.startsWith(prefix)) throw keyProblem('unknown', keyId);
  };

  const wrap = async (dataKey: Uint8Array): Promise<WrappedKey> => {
    const plaintext = Buffer.from(dataKey).toString('base64');
    const data = await call(options, 'POST', `encrypt/${name}`, prefix, { plaintext });
    return wrappedOf(data.ciphertext);
  };
  const unwrapMany = async (keys: readonly WrappedKey[]): Promise<readonly Uint8Array[]> => {
    const unwrapped: Uint8Array[] = [];
    for (let at = 0; at < keys.length; at += BATCH) {
      const batch = keys.slice(at, at + BATCH);
      for (const { keyId } of batch) checkId(keyId);
      const input = batch.map(({ wrapped }) => ({ ciphertext: wrapped }));
      const data = await call(options, 'POST', `decrypt/${name}`, prefix, { batch_input: input });
      const results = Array.isArray(data.batch_results) ? (data.batch_results as unknown[]) : [];
      batch.forEach(({ keyId }, index) => {
        unwrapped.push(plaintextOf(results[index], keyId));
      });
    }
    return unwrapped;
  };

  return {
    async current() {
      const data = await call(options, 'GET', `keys/${name}`, prefix);
      if (typeof data.latest_version !== 'number') throw keyProblem('malformed', prefix);
      return `${prefix}v${data.latest_version}`;
    },
    wrap,
    async unwrap(keyId, wrapped) {
      const [key] = await unwrapMany([{ keyId, wrapped }]);
      if (!key) throw keyProblem('malformed', keyId);
      return key;
    },
    unwrapMany,
    async rewrap({ keyId, wrapped }) {
      checkId(keyId);
      const data = await call(options, 'POST', `rewrap/${name}`, prefix, { ciphertext: wrapped });
      return wrappedOf(data.ciphertext);
    },
    async health() {
      await unwrapMany([await wrap(new Uint8Array(32))]);
    },
  };
}

function plaintextOf(result: unknown, keyId: string): Uint8Array {
  const { plaintext, error } = (result ?? {}) as { plaintext?: unknown; error?: unknown };
  if (typeof plaintext === 'string' && plaintext !== '' && !error) {
    return new Uint8Array(Buffer.from(plaintext, 'base64'));
  }
  throw keyProblem(error ? 'authentication' : 'malformed', keyId);
}

type VaultData = Readonly<Record<string, unknown>>;

/** One call. Vault's own words are kept out of the problem: they may repeat what was sent. */
async function call(
  options: VaultOptions,
  method: 'GET' | 'POST',
  path: string,
  key: string,
  body?: unknown,
): Promise<VaultData> {
  const url = `${options.address.replace(/\/+$/, '')}/v1/${options.mount ?? 'transit'}/${path}`;
  const send = options.fetch ?? fetch;
  let response: Response;
  try {
    response = await send(url, {
      method,
      headers: {
        'x-vault-token': options.token(),
        'x-vault-request': 'true',
        ...(options.namespace ? { 'x-vault-namespace': options.namespace } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS),
    });
    const answer = (await response.json().catch(() => ({}))) as { data?: VaultData };
    // A batch with one bad item answers 400 and still says, item by item, what became of it.
    if (response.ok || Array.isArray(answer.data?.batch_results)) return answer.data ?? {};
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw keyProblem('unreachable', key, error);
  }
  // 429 and 5xx: standby, sealed, or overloaded; 404: no such key; 400: a ciphertext that is not ours; 403: token.
  const { status } = response;
  if (status === 429 || status >= 500) throw keyProblem('unreachable', key, `status ${status}`);
  if (status === 400) throw keyProblem('authentication', key, `status ${status}`);
  throw keyProblem(status === 404 ? 'unknown' : 'refused', key, `status ${status}`);
}
