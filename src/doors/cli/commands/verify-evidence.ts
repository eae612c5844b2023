import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { AccessRecord } from '../../../audit/access-record.ts';
import { type Evidence, evidenceSchema, verifyEvidence } from '../../../audit/evidence.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { refused } from '../failures.ts';
import { sha256 } from '../sha256.ts';
import type { Shell } from '../shell.ts';
import { verifierOf } from '../verifier-key.ts';
import { printable } from '../width.ts';

/** Proves a file of evidence, from the file and a public key alone. */
export async function verifyEvidenceFile(
  shell: Shell,
  file: string,
  { key, json }: Readonly<{ key?: string; json?: true }>,
): Promise<ExitCode> {
  const evidence = await readEvidence(shell, file);
  const verifier = verifierOf(key ?? evidence.key);
  const report = verifyEvidence(evidence, sha256, [verifier]);
  const { checkpoint, entries, isSound } = report;
  if (json) {
    shell.printJson({
      sound: isSound,
      trustedKey: key === undefined ? 'of-the-file' : 'given',
      size: checkpoint?.size ?? null,
      entries,
    });
    return isSound ? EXIT.ok : EXIT.refused;
  }
  const { print, say, outPaint } = shell;
  if (key === undefined) {
    print(
      say({
        zh: `未提供 --key，按文件自带的公钥验证。请与另行取得的公钥核对：${evidence.key}`,
        en: `No --key was given: the one in the file is used. Compare it with the key that you have from elsewhere: ${evidence.key}`,
      }),
    );
  }
  for (const { index, isProven, record } of entries) {
    const sign = isProven ? outPaint.green('✓') : outPaint.red('✗');
    print(`${sign} #${index}  ${record === null ? '?' : printable(lineOf(record))}`);
  }
  print(
    isSound ? outPaint.green(say(SOUND(entries.length))) : outPaint.red(say(UNSOUND(checkpoint !== null))),
  );
  return isSound ? EXIT.ok : EXIT.refused;
}

function lineOf({ at, person, action, recordType, purpose, outcome, door }: AccessRecord): string {
  const who = person === null ? '-' : `person ${person}`;
  return [new Date(at).toISOString(), who, action, recordType ?? '-', purpose ?? '-', door, outcome].join(
    '  ',
  );
}

const SOUND = (count: number) => ({
  zh: `完整：全部 ${count} 条都在已签名的检查点之下。`,
  en: `Sound: all ${count} entries stand under the signed checkpoint.`,
});
const UNSOUND = (isSigned: boolean) =>
  isSigned
    ? {
        zh: '不完整：有条目不在已签名的检查点之下。',
        en: 'Not sound: not every entry stands under the signed checkpoint.',
      }
    : {
        zh: '不完整：检查点不是用这个公钥签名的。',
        en: 'Not sound: the checkpoint is not signed by this key.',
      };

async function readEvidence(shell: Shell, file: string): Promise<Evidence> {
  try {
    return evidenceSchema.parse(JSON.parse(await readFile(resolve(shell.folder, file), 'utf8')));
  } catch {
    throw refused(`${file} 不是证据文件，或无法读取。`, `${file} is no file of evidence, or cannot be read.`);
  }
}
