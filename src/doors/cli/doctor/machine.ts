import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../../platform/config.ts';
import { KEY_FILE } from '../../../platform/crypto/local-key-provider.ts';
import { SIGNING_KEY_FILE } from '../../../platform/crypto/signing.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Checks that need no database: the data folder, secrets in it, TLS files, and how the server stands in the network. */
export function checkMachine(config: Config, at: number): readonly Check[] {
  return [...checkDataFolder(config), ...checkTls(config, at), ...checkNetwork(config)];
}

const FREE_BYTES_LEAST = 1024 ** 3;

function checkDataFolder({ dataFolder }: Config): readonly Check[] {
  const stat = statSync(dataFolder, { throwIfNoEntry: false });
  if (stat === undefined) {
    return [
      warn(
        'data-folder',
        { zh: `数据目录 ${dataFolder} 还不存在`, en: `The data folder ${dataFolder} is not there yet` },
        {
          zh: '首次启动时会创建。若本应存在，请检查 FENCUN_DATA。',
          en: 'The first start makes it. If it should be there, check FENCUN_DATA.',
        },
      ),
    ];
  }
  const isOpen = process.platform !== 'win32' && (stat.mode & 0o066) !== 0;
  const folder = isOpen
    ? fail(
        'data-folder',
        {
          zh: `其他账号可以读写数据目录 ${dataFolder}`,
          en: `Other accounts can read or write in the data folder ${dataFolder}`,
        },
        { zh: `请执行 chmod 711 ${dataFolder}`, en: `Run chmod 711 ${dataFolder}` },
      )
    : ok(
        'data-folder',
        `数据目录 ${dataFolder} 的权限正确`,
        `The data folder ${dataFolder} is closed to others`,
      );
  return [folder, ...checkSecrets(dataFolder), checkSpace(dataFolder)];
}

function checkSecrets(dataFolder: string): readonly Check[] {
  return [KEY_FILE, SIGNING_KEY_FILE].flatMap((name) => {
    const path = join(dataFolder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined || process.platform === 'win32' || (stat.mode & 0o077) === 0) return [];
    return [
      fail(
        'secret-files',
        { zh: `其他账号可以读取 ${path}`, en: `Other accounts can read ${path}` },
        {
          zh: `请执行 chmod 600 ${path}，并考虑轮换密钥`,
          en: `Run chmod 600 ${path}, and think about rotating the key`,
        },
      ),
    ];
  });
}

function checkSpace(dataFolder: string): Check {
  const { bavail, bsize } = statfsSync(dataFolder);
  const free = bavail * bsize;
  const gigabytes = (free / 1024 ** 3).toFixed(1);
  if (free >= FREE_BYTES_LEAST) {
    return ok(
      'disk-space',
      `数据目录所在磁盘剩余 ${gigabytes} GB`,
      `${gigabytes} GB are free on the disk of the data folder`,
    );
  }
  return warn(
    'disk-space',
    { zh: `磁盘只剩 ${gigabytes} GB`, en: `Only ${gigabytes} GB are free on the disk` },
    {
      zh: '磁盘写满时系统会拒绝一切访问，因为访问记录无法写入。请清理或扩容。',
      en: 'With a full disk every access is refused, because none can be recorded. Make room.',
    },
  );
}

const DAY_MS = 86_400_000;
const DAYS_TO_RENEW = 30;

function checkTls({ tlsCertificate, tlsKey }: Config, at: number): readonly Check[] {
  if (tlsCertificate === null || tlsKey === null) return [];
  let certificate: X509Certificate;
  let matches: boolean;
  try {
    certificate = new X509Certificate(readFileSync(tlsCertificate));
    matches = certificate.checkPrivateKey(createPrivateKey(readFileSync(tlsKey)));
  } catch {
    return [
      fail(
        'tls',
        {
          zh: 'TLS 证书或私钥文件无法读取，或不是 PEM',
          en: 'The TLS certificate or key cannot be read, or is no PEM',
        },
        { zh: '请检查 FENCUN_TLS_CERT 与 FENCUN_TLS_KEY。', en: 'Check FENCUN_TLS_CERT and FENCUN_TLS_KEY.' },
      ),
    ];
  }
  const from = Date.parse(certificate.validFrom);
  const until = Date.parse(certificate.validTo);
  const day = new Date(until).toISOString().slice(0, 10);
  if (!matches) {
    return [
      fail(
        'tls',
        { zh: 'TLS 私钥与证书不匹配', en: 'The TLS key does not belong to the certificate' },
        {
          zh: '请检查 FENCUN_TLS_CERT 与 FENCUN_TLS_KEY 是否为同一对。',
          en: 'Check that FENCUN_TLS_CERT and FENCUN_TLS_KEY are a pair.',
        },
      ),
    ];
  }
  if (at < from || at >= until) {
    return [
      fail(
        'tls',
        {
          zh: `TLS 证书不在有效期内（至 ${day}）`,
          en: `The TLS certificate is not valid now (until ${day})`,
        },
        { zh: '请更换证书并重启服务。', en: 'Renew it and restart the server.' },
      ),
    ];
  }
  const days = Math.floor((until - at) / DAY_MS);
  if (days < DAYS_TO_RENEW) {
    return [
      warn(
        'tls',
        {
          zh: `TLS 证书还有 ${days} 天到期（${day}）`,
          en: `The TLS certificate ends in ${days} days (${day})`,
        },
        { zh: '请尽快更换证书并重启服务。', en: 'Renew it and restart the server.' },
      ),
    ];
  }
  return [ok('tls', `TLS 证书有效至 ${day}`, `The TLS certificate is valid until ${day}`)];
}

function checkNetwork({ host, tlsCertificate, publicUrl }: Config): readonly Check[] {
  const isLoopback = /^(127\.|::1$|localhost$)/.test(host);
  if (isLoopback || tlsCertificate !== null || publicUrl?.startsWith('https:') === true) {
    return [
      ok(
        'network',
        '服务只在本机、TLS 或反向代理之后可达',
        'The server is reached on this machine, by TLS, or through a reverse proxy',
      ),
    ];
  }
  return [
    warn(
      'network',
      { zh: `服务在 ${host} 上开放而未启用 TLS`, en: `The server is open on ${host} without TLS` },
      {
        zh: '请设置 FENCUN_TLS_CERT 与 FENCUN_TLS_KEY；置于反向代理之后时设置 FENCUN_PUBLIC_URL。',
        en: 'Set FENCUN_TLS_CERT and FENCUN_TLS_KEY; behind a reverse proxy set FENCUN_PUBLIC_URL.',
      },
    ),
  ];
}
