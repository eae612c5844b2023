import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { misconfigured } from '../../misconfigured.ts';
import { writeSecretFile } from '../../secret-file.ts';

/**
 * The generated passwords of the embedded server: `administrator` opens everything and is used only to set the
 * database up; `fencun` owns one database and has no right beyond it.
 */
export type Passwords = Readonly<{ administrator: string; fencun: string }>;

export const PASSWORD_FILE = 'postgres-passwords.json';

/** Reads the passwords, or makes them for a new data folder. The file is readable by its owner alone. */
export function keepPasswords(
  dataFolder: string,
  isNew: boolean,
  randomBytes: (size: number) => Uint8Array,
): Passwords {
  const path = join(dataFolder, PASSWORD_FILE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(path, error);
    if (!isNew) throw unreadable(path, error);
    const made: Passwords = { administrator: generate(randomBytes), fencun: generate(randomBytes) };
    writeSecretFile(path, `${JSON.stringify(made)}\n`);
    return made;
  }
  try {
    const { administrator, fencun } = JSON.parse(text) as Partial<Passwords>;
    if (typeof administrator === 'string' && typeof fencun === 'string') return { administrator, fencun };
  } catch {
    // Falls through to the same refusal as a file with other content.
  }
  throw unreadable(path);
}

function generate(randomBytes: (size: number) => Uint8Array): string {
  return Buffer.from(randomBytes(24)).toString('base64url');
}

function unreadable(path: string, cause?: unknown): Error {
  return misconfigured(
    {
      zh: `数据目录中已有数据库，但密码文件 ${path} 缺失或无法读取。请从备份恢复该文件，或以创建数据目录的账号启动。`,
      en: `The data folder holds a database, but its password file ${path} is missing or cannot be read. Restore the file from a backup, or start under the account that made the folder.`,
    },
    cause,
  );
}
