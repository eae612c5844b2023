import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Problem } from '../contract/problem.ts';
import { misconfigured } from './misconfigured.ts';
import { type Config, SETTINGS, type Setting } from './settings.ts';

export type { Config } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const CONFIG_FILE = 'fencun.config.json';
/**
 * Names that start like ours and are no settings: those of the test suite, the path of the file itself, and what a
 * single command of the command line is given in place of being asked.
 */
const OTHER_NAMES = /^FENCUN_(TEST_.*|CONFIG|PASSWORD|NEW_PASSWORD|CODE|TOKEN|PASSPHRASE)$/;

const ALL = Object.entries(SETTINGS) as unknown as readonly (readonly [keyof Config, Setting<unknown>])[];
const NAMES: ReadonlySet<string> = new Set(ALL.map(([, { name }]) => name));

/**
 * The configuration: environment variables first, then `fencun.config.json` in `folder` (or where FENCUN_CONFIG
 * says), then defaults. Paths are relative to `folder`. An empty variable counts as absent.
 *
 * @throws Problem `misconfigured` that names the setting, what was expected and never the value
 */
export function loadConfig(environment: Environment, folder: string): Config {
  const path = resolve(folder, environment.FENCUN_CONFIG || CONFIG_FILE);
  const file = readConfigFile(path, Boolean(environment.FENCUN_CONFIG));
  checkNames(Object.keys(environment).filter((name) => name.startsWith('FENCUN_')));
  checkNames(Object.keys(file));

  const values = ALL.map(([key, setting]) => [key, readSetting(setting, environment, file, folder)]);
  const config = Object.fromEntries(values) as Config;
  checkTogether(config);
  return {
    ...config,
    dataFolder: resolve(folder, config.dataFolder),
    tlsCertificate: config.tlsCertificate && resolve(folder, config.tlsCertificate),
    tlsKey: config.tlsKey && resolve(folder, config.tlsKey),
    vaultTokenFile: config.vaultTokenFile && resolve(folder, config.vaultTokenFile),
  };
}

function readSetting(
  setting: Setting<unknown>,
  environment: Environment,
  file: Environment,
  folder: string,
): unknown {
  const { name, default: written, secret } = setting;
  const fromFile = secret && !NAMES.has(`${name}_FILE`) ? environment[`${name}_FILE`] : undefined;
  const text =
    environment[name] || (fromFile ? readSecret(name, resolve(folder, fromFile)) : file[name]) || written;
  if (text === null || text === undefined) return null;
  const reading = setting.read(text);
  if ('value' in reading) return reading.value;
  throw misconfigured({
    zh: `设置 ${name} 的值无效，应为：${reading.expected.zh}。`,
    en: `Setting ${name} has a value that is not valid. Expected: ${reading.expected.en}.`,
  });
}

function readSecret(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw misconfigured(
      {
        zh: `无法读取 ${name}_FILE 所指的文件：${path}`,
        en: `The file that ${name}_FILE names cannot be read: ${path}`,
      },
      error,
    );
  }
}

function readConfigFile(path: string, mustExist: boolean): Environment {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat && !mustExist) return {};
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // The parser's own message quotes the text, and the text may hold a password.
    throw unreadable(path);
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw unreadable(path);
  const entries = Object.entries(content).map(([name, value]) => {
    if (typeof value === 'string' || typeof value === 'number') return [name, String(value)] as const;
    throw misconfigured({
      zh: `${path} 中的 ${name} 应为文本或数字。`,
      en: `${name} in ${path} must be a text or a number.`,
    });
  });
  const holdsSecret = entries.some(([name]) =>
    ALL.some(([, { name: known, secret }]) => secret && known === name),
  );
  if (holdsSecret && process.platform !== 'win32' && ((stat?.mode ?? 0) & 0o077) !== 0) {
    throw misconfigured({
      zh: `${path} 含有密码或密钥，却可被其他账号读取。请执行 chmod 600 ${path}。`,
      en: `${path} holds a password or key and can be read by other accounts. Run chmod 600 ${path}.`,
    });
  }
  return Object.fromEntries(entries);
}

function unreadable(path: string): Problem {
  return misconfigured({
    zh: `配置文件不是 JSON 对象，或无法读取：${path}`,
    en: `The configuration file is no JSON object, or cannot be read: ${path}`,
  });
}

/** A mistyped name would silently leave its setting at the default, which for a key provider is no small thing. */
function checkNames(names: readonly string[]): void {
  for (const name of names) {
    if (NAMES.has(name) || OTHER_NAMES.test(name)) continue;
    if (
      name.endsWith('_FILE') &&
      ALL.some(([, { name: known, secret }]) => secret && `${known}_FILE` === name)
    ) {
      continue;
    }
    const nearest = [...NAMES].reduce((best, known) =>
      distance(name, known) < distance(name, best) ? known : best,
    );
    throw misconfigured({
      zh: `没有名为 ${name} 的设置。是否指 ${nearest}？`,
      en: `There is no setting ${name}. Is ${nearest} meant?`,
    });
  }
}

/** Levenshtein's: how many letters to change, add or leave out. */
function distance(one: string, other: string): number {
  let previous = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1];
    for (const [column, otherLetter] of [...other].entries()) {
      const change = (previous[column] ?? 0) + (letter === otherLetter ? 0 : 1);
      current.push(Math.min(change, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[other.length] ?? 0;
}

/** Settings that make sense only together. */
function checkTogether(config: Config): void {
  if ((config.tlsCertificate === null) !== (config.tlsKey === null)) {
    throw misconfigured({
      zh: 'FENCUN_TLS_CERT 与 FENCUN_TLS_KEY 须同时设置。',
      en: 'FENCUN_TLS_CERT and FENCUN_TLS_KEY must be set together.',
    });
  }
  if (config.keyProvider === 'environment' && config.keys === null) {
    throw misconfigured({
      zh: 'FENCUN_KEY_PROVIDER 为 environment 时须设置 FENCUN_KEYS。',
      en: 'FENCUN_KEY_PROVIDER environment needs FENCUN_KEYS.',
    });
  }
  if (config.keyProvider !== 'environment' && config.keys !== null) {
    throw misconfigured({
      zh: '设置了 FENCUN_KEYS，但 FENCUN_KEY_PROVIDER 不是 environment。',
      en: 'FENCUN_KEYS is set, but FENCUN_KEY_PROVIDER is not environment.',
    });
  }
  const hasToken = config.vaultToken !== null || config.vaultTokenFile !== null;
  if (config.keyProvider === 'vault' && (config.vaultAddress === null || !hasToken)) {
    throw misconfigured({
      zh: 'FENCUN_KEY_PROVIDER 为 vault 时须设置 FENCUN_VAULT_ADDRESS，以及 FENCUN_VAULT_TOKEN_FILE 或 FENCUN_VAULT_TOKEN。',
      en: 'FENCUN_KEY_PROVIDER vault needs FENCUN_VAULT_ADDRESS, and FENCUN_VAULT_TOKEN_FILE or FENCUN_VAULT_TOKEN.',
    });
  }
}

export type DescribedSetting = Readonly<{
  name: string;
  about: Readonly<{ zh: string; en: string }>;
  default: string | null;
  secret: boolean;
}>;

/** Every setting with its meaning and default, for `fencun doctor` and the manual. */
export function describeSettings(): readonly DescribedSetting[] {
  return ALL.map(([, { name, about, default: written, secret }]) => ({
    name,
    about,
    default: written,
    secret,
  }));
}
