import { isIP } from 'node:net';
import type { Label } from '../kernel/record-type.ts';
import { SUITE_NAMES } from './crypto/suites.ts';
import { LOG_LEVELS } from './log.ts';

/** A value was read, or what would have been one. */
export type Reading<T> = Readonly<{ value: T } | { expected: Label }>;

/** One setting: an environment variable, or a property of the same name in fencun.config.json. */
export type Setting<T> = Readonly<{
  name: string;
  about: Label;
  /** As it would be written; null when the setting may be absent. */
  default: string | null;
  /** Never printed. May also come from a file, whose path `<name>_FILE` gives (as container secrets do). */
  secret: boolean;
  read(text: string): Reading<T>;
}>;

const anyText = (text: string): Reading<string> => ({ value: text });

function oneOf<T extends string>(values: readonly T[]): (text: string) => Reading<T> {
  const words = values.join(' | ');
  return (text) => {
    const value = values.find((candidate) => candidate === text);
    return value === undefined ? { expected: { zh: words, en: words } } : { value };
  };
}

function port(text: string): Reading<number> {
  const value = Number(text);
  if (/^\d{1,5}$/.test(text) && value <= 65_535) return { value };
  return { expected: { zh: '0 到 65535 的整数', en: 'an integer from 0 to 65535' } };
}

function webAddress(text: string): Reading<string> {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol))
    return { value: text.replace(/\/+$/, '') };
  return { expected: { zh: 'http 或 https 地址', en: 'an http or https address' } };
}

function databaseAddress(text: string): Reading<string> {
  if (URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)) return { value: text };
  const form = 'postgres://user:password@host:5432/database';
  return { expected: { zh: `形如 ${form} 的地址`, en: `an address like ${form}` } };
}

/** Addresses or CIDR blocks with commas between. */
function networks(text: string): Reading<readonly string[]> {
  const value = text.split(',').map((part) => part.trim());
  if (value.every(isNetwork)) return { value };
  return {
    expected: {
      zh: '以逗号分隔的 IP 地址或 CIDR 网段',
      en: 'IP addresses or CIDR blocks with commas between',
    },
  };
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

function setting<T>(
  name: string,
  written: string,
  read: (text: string) => Reading<T>,
  about: Label,
): Setting<T> {
  return { name, about, default: written, secret: false, read };
}

function optional<T>(name: string, read: (text: string) => Reading<T>, about: Label): Setting<T | null> {
  return { name, about, default: null, secret: false, read };
}

function secret<T>(name: string, read: (text: string) => Reading<T>, about: Label): Setting<T | null> {
  return { name, about, default: null, secret: true, read };
}

export const KEY_PROVIDERS = ['file', 'environment', 'vault'] as const;

/** Every setting there is. `fencun doctor` and the manual print this list; nothing else reads the environment. */
export const SETTINGS = {
  dataFolder: setting('FENCUN_DATA', './data', anyText, {
    zh: '数据目录：内置数据库、密钥文件、签名密钥',
    en: 'Data folder: embedded database, key file, signing key',
  }),
  databaseUrl: secret('DATABASE_URL', databaseAddress, {
    zh: 'PostgreSQL 15 以上版本的地址；不设则使用内置数据库。sslmode=verify-full 启用 TLS',
    en: 'Address of a PostgreSQL 15 or later; without it the embedded database is used. sslmode=verify-full turns TLS on',
  }),
  host: setting('HOST', '127.0.0.1', anyText, {
    zh: '监听地址；0.0.0.0 对外开放，此时应启用 TLS 或置于反向代理之后',
    en: 'Address to listen on; 0.0.0.0 opens it to the network, then with TLS or behind a reverse proxy',
  }),
  port: setting('PORT', '7070', port, { zh: '监听端口', en: 'Port to listen on' }),
  publicUrl: optional('FENCUN_PUBLIC_URL', webAddress, {
    zh: '用户在浏览器中使用的地址（置于反向代理之后时需要）',
    en: 'Address that people use in the browser (needed behind a reverse proxy)',
  }),
  trustedProxies: optional('FENCUN_TRUSTED_PROXIES', networks, {
    zh: '可信反向代理的地址；只有来自它们的 X-Forwarded-For 才被采信',
    en: 'Reverse proxies whose X-Forwarded-For is believed; nobody else’s is',
  }),
  tlsCertificate: optional('FENCUN_TLS_CERT', anyText, {
    zh: 'TLS 证书链文件（PEM）；与 FENCUN_TLS_KEY 同时设置',
    en: 'File of the TLS certificate chain (PEM); set together with FENCUN_TLS_KEY',
  }),
  tlsKey: optional('FENCUN_TLS_KEY', anyText, {
    zh: 'TLS 私钥文件（PEM）',
    en: 'File of the TLS private key (PEM)',
  }),
  metricsToken: secret('FENCUN_METRICS_TOKEN', anyText, {
    zh: '/metrics 的访问令牌；不设则只有本机可以读取',
    en: 'Bearer token that opens /metrics; without it only this machine itself may ask',
  }),
  logLevel: setting('LOG_LEVEL', 'info', oneOf(LOG_LEVELS), {
    zh: '运行日志级别；运行日志不含客户信息',
    en: 'Level of the operating log, which holds no customer data',
  }),
  cipher: setting('FENCUN_CIPHER', 'aes-256-gcm', oneOf(SUITE_NAMES), {
    zh: '新数据的加密算法：国际算法或国密（SM4、SM3）；更改后旧数据仍可读',
    en: 'Cipher for new data: international, or national (SM4, SM3); old data stays readable after a change',
  }),
  keyProvider: setting('FENCUN_KEY_PROVIDER', 'file', oneOf(KEY_PROVIDERS), {
    zh: '主密钥存放处：数据目录中的文件、环境变量或 Vault',
    en: 'Where key-encryption keys are held: a file in the data folder, the environment, or Vault',
  }),
  keys: secret('FENCUN_KEYS', anyText, {
    zh: '主密钥，格式“1:base64,2:base64”，每个 32 字节，最大版本用于新数据（提供方 environment）',
    en: 'Key-encryption keys as “1:base64,2:base64”, 32 bytes each, the highest version for new data (provider environment)',
  }),
  vaultAddress: optional('FENCUN_VAULT_ADDRESS', webAddress, {
    zh: 'HashiCorp Vault 或 OpenBao 的地址（提供方 vault）',
    en: 'Address of HashiCorp Vault or OpenBao (provider vault)',
  }),
  vaultToken: secret('FENCUN_VAULT_TOKEN', anyText, {
    zh: 'Vault 令牌；更宜用 FENCUN_VAULT_TOKEN_FILE',
    en: 'Vault token; FENCUN_VAULT_TOKEN_FILE is the better way',
  }),
  vaultTokenFile: optional('FENCUN_VAULT_TOKEN_FILE', anyText, {
    zh: 'Vault 令牌文件，每次请求时读取，可由 Vault Agent 续期',
    en: 'File with the Vault token, read for each request, so that Vault Agent can renew it',
  }),
  vaultKey: setting('FENCUN_VAULT_KEY', 'fencun', anyText, {
    zh: 'Vault transit 中的密钥名',
    en: 'Name of the key in Vault transit',
  }),
  vaultMount: setting('FENCUN_VAULT_MOUNT', 'transit', anyText, {
    zh: 'transit 引擎的挂载路径',
    en: 'Path where the transit engine is mounted',
  }),
  vaultNamespace: optional('FENCUN_VAULT_NAMESPACE', anyText, {
    zh: 'Vault 命名空间',
    en: 'Vault namespace',
  }),
  signingKey: secret('FENCUN_SIGNING_KEY', anyText, {
    zh: '访问日志检查点的签名私钥（Ed25519，PKCS #8 PEM）；不设则保存在数据目录',
    en: 'Private key that signs checkpoints of the access log (Ed25519, PKCS #8 PEM); kept in the data folder otherwise',
  }),
} as const;

type ValueOf<S> = S extends Setting<infer T> ? T : never;
export type Config = Readonly<{ [K in keyof typeof SETTINGS]: ValueOf<(typeof SETTINGS)[K]> }>;
