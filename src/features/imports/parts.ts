import { Problem } from '../../contract/problem.ts';
import type { GatewayDoor } from '../../gateway/door.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { Cipher, RandomBytes } from '../../platform/crypto/cipher.ts';
import type { KeyProvider } from '../../platform/crypto/key-provider.ts';
import type { SuiteName } from '../../platform/crypto/suites.ts';
import type { Logger } from '../../platform/log.ts';
import type { AdministrationParts } from '../administration.ts';

export type ImportsParts = AdministrationParts &
  Readonly<{
    gateway: GatewayDoor;
    /** Where uploaded files are kept, sealed: `<data folder>/imports`. Made when it is needed. */
    folder: string;
    cipher: Cipher;
    /** With which files are sealed. */
    suite: SuiteName;
    keyProvider: KeyProvider;
    randomBytes: RandomBytes;
    log: Logger;
    /** Rows stored in one transaction; 500 unless given. */
    batchRows?: number;
  }>;

export const BATCH_ROWS = 500;

export function invalid(detail: Label): Problem {
  return new Problem('invalid-input', { detail: detail.en, 'detail.zh': detail.zh, 'detail.en': detail.en });
}

/** What a problem says to whoever looks at an import or at a row that was not taken. */
export function wordsOf(problem: Problem): Label {
  const own = problem.code === 'invalid-input' || problem.code === 'already-exists';
  const words = (language: keyof Label) => {
    const detail = problem.detail(language).replace(/(?:未保存任何内容。|\s*Nothing was saved\.)$/, '');
    if (own) return detail;
    return language === 'zh' ? `${problem.title('zh')}。${detail}` : `${problem.title('en')}. ${detail}`;
  };
  return { zh: words('zh'), en: words('en') };
}
