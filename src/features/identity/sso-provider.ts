import { createRemoteJWKSet } from 'jose';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  discovery,
} from 'openid-client';
import { Problem } from '../../contract/problem.ts';
import type { SingleSignOnChange, SingleSignOnSettings } from '../../contract/single-sign-on.ts';
import type { Act, Administration } from '../administration.ts';
import type { Workshop } from './parts.ts';

/** The identity provider of the company: what the system administrator set, and what it says of itself. */

export type Provider = Readonly<{
  version: number;
  settings: NonNullable<SingleSignOnSettings['provider']>;
}>;

type ProviderRow = Readonly<{
  version: number;
  settings: Provider['settings'];
  sealed_secret: string;
  key_id: string;
  wrapped_key: string;
}>;

const KEY_BYTES = 32;
const SECRET_LABEL = 'sso client secret';
const DISCOVERY_SECONDS = 5;
/** How long what a provider says of itself is believed. */
const REMEMBER_MS = 600_000;

async function load({ pool }: Pick<Workshop, 'pool'>): Promise<ProviderRow | null> {
  const { rows } = await pool.query<ProviderRow>('SELECT * FROM fencun.sso_provider');
  return rows[0] ?? null;
}

export async function loadProvider(workshop: Pick<Workshop, 'pool'>): Promise<Provider | null> {
  const row = await load(workshop);
  return row === null ? null : { version: row.version, settings: row.settings };
}

/** For the system administrator. */
export async function readProvider(
  workshop: Workshop,
  administration: Administration,
  act: Act,
): Promise<Provider | null> {
  await administration.confirm(act, ['system-administrator']);
  return loadProvider(workshop);
}

/**
 * Sets the provider; it is asked for its description first, so that a mistyped address is found here and not by everybody
 * who signs in.
 *
 * @throws Problem `version-conflict`, `invalid-input` for a provider that does not answer, or another one without its
 *   secret
 */
export async function changeProvider(
  workshop: Workshop,
  administration: Administration,
  act: Act,
  { clientSecret, ...settings }: SingleSignOnChange,
  basis: number,
): Promise<number> {
  // Who may not change it makes this server ask no address.
  await administration.confirm(act, ['system-administrator']);
  const before = await load(workshop);
  if ((before?.version ?? 0) !== basis) throw new Problem('version-conflict');
  // The secret stays with whom it was given for: another address would be told it.
  const isSame =
    before?.settings.issuer === settings.issuer && before.settings.clientId === settings.clientId;
  const kept = before !== null && isSame ? await openSecret(workshop, before) : null;
  const secret = clientSecret ?? kept;
  if (secret === null) throw invalid('请填写客户端密钥。', 'Enter the client secret.');
  if (settings.enabled) await describe(settings, secret);
  const bytes = workshop.randomBytes(KEY_BYTES);
  const key = await workshop.keyProvider.wrap(bytes);
  const sealed = workshop.cipher.seal({ version: 1, bytes }, SECRET_LABEL, secret);
  const deed = { action: 'single-sign-on.change', offices: ['system-administrator'] as const };
  return administration.perform(act, deed, async (client) => {
    const { rows } = await client.query<{ version: number }>(
      `INSERT INTO fencun.sso_provider (version, settings, sealed_secret, key_id, wrapped_key)
       VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT ((true)) DO UPDATE SET version = excluded.version, settings = excluded.settings,
         sealed_secret = excluded.sealed_secret, key_id = excluded.key_id, wrapped_key = excluded.wrapped_key
       WHERE sso_provider.version = $6
       RETURNING version`,
      [basis + 1, JSON.stringify(settings), sealed, key.keyId, key.wrapped, basis],
    );
    if (rows[0] === undefined) throw new Problem('version-conflict');
    const { issuer, clientId, enabled, claim, matchBy, strongAcr } = settings;
    const facts = {
      ...{ issuer, clientId, enabled, claim, matchBy },
      strongAcr: strongAcr.join(' '),
      newSecret: clientSecret !== undefined,
    };
    return { answer: basis + 1, facts };
  });
}

async function openSecret({ cipher, keyProvider }: Workshop, row: ProviderRow): Promise<string> {
  const bytes = await keyProvider.unwrap(row.key_id, row.wrapped_key);
  return cipher.open({ version: 1, bytes }, SECRET_LABEL, row.sealed_secret);
}

/** After a rotation of the key provider's keys. @returns how many keys were wrapped anew */
export async function rewrapProviderKey(workshop: Workshop): Promise<number> {
  const row = await load(workshop);
  if (row === null) return 0;
  const key = await workshop.keyProvider.rewrap({ keyId: row.key_id, wrapped: row.wrapped_key });
  const { rowCount } = await workshop.pool.query(
    'UPDATE fencun.sso_provider SET key_id = $2, wrapped_key = $3 WHERE wrapped_key = $1',
    [row.wrapped_key, key.keyId, key.wrapped],
  );
  return rowCount ?? 0;
}

async function describe(settings: Provider['settings'], secret: string): Promise<Configuration> {
  const issuer = new URL(settings.issuer);
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(issuer.hostname);
  if (issuer.protocol !== 'https:' && !isLocal) {
    throw invalid('身份提供方的地址须为 https。', 'The address of the provider must begin with https.');
  }
  const execute = issuer.protocol === 'https:' ? [] : [allowInsecureRequests];
  try {
    const found = await discovery(issuer, settings.clientId, undefined, undefined, {
      timeout: DISCOVERY_SECONDS,
      execute,
    });
    const server = found.serverMetadata();
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const auth = methods.includes('client_secret_basic')
      ? ClientSecretBasic(secret)
      : ClientSecretPost(secret);
    const configuration = new Configuration(server, settings.clientId, {}, auth);
    configuration.timeout = DISCOVERY_SECONDS;
    for (const step of execute) step(configuration);
    return configuration;
  } catch (cause) {
    throw invalid(
      '无法读取身份提供方的配置（/.well-known/openid-configuration）。请核对地址。',
      'The provider’s configuration (/.well-known/openid-configuration) cannot be read. Check the address.',
      cause,
    );
  }
}

function invalid(zh: string, en: string, cause?: unknown): Problem {
  return new Problem('invalid-input', { 'detail.zh': zh, 'detail.en': en }, { cause });
}

export type Connection = Readonly<{
  provider: Provider;
  configuration: Configuration;
  /** What logout tokens are signed with; jose remembers them, and asks for new ones only now and then. */
  keys: ReturnType<typeof createRemoteJWKSet> | null;
}>;

/** The provider as it describes itself, remembered for a while; null where there is none, or it is switched off. */
export function createConnections(workshop: Workshop): () => Promise<Connection | null> {
  let known: (Connection & Readonly<{ until: number }>) | null = null;
  return async () => {
    const row = await load(workshop);
    if (row === null || !row.settings.enabled) return null;
    const at = workshop.clock();
    if (known !== null && known.provider.version === row.version && at < known.until) return known;
    const configuration = await describe(row.settings, await openSecret(workshop, row));
    const { jwks_uri: keys } = configuration.serverMetadata();
    known = {
      keys: keys === undefined ? null : createRemoteJWKSet(new URL(keys), { timeoutDuration: 5000 }),
      provider: { version: row.version, settings: row.settings },
      configuration,
      until: at + REMEMBER_MS,
    };
    return known;
  };
}
