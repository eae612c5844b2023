import type { Finding, LogReport } from '../../audit/verify.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { Shell } from './shell.ts';

/** Says whether a log is sound, and where it isn't. */
export function tellReport(shell: Shell, report: LogReport, asJson: boolean): void {
  const { checkpoint, isSound, checkedEntries, findings, note } = report;
  const rootHash = checkpoint === null ? null : Buffer.from(checkpoint.root).toString('base64');
  if (asJson) {
    shell.printJson({
      sound: isSound,
      origin: checkpoint?.origin ?? null,
      size: checkpoint?.size ?? null,
      rootHash,
      checkedEntries,
      findings,
      checkpoint: note,
    });
    return;
  }
  const { print, say, outPaint } = shell;
  if (checkpoint !== null) {
    print(
      say({
        zh: `日志 ${checkpoint.origin}：${checkpoint.size} 条，根 ${rootHash}`,
        en: `Log ${checkpoint.origin}: ${checkpoint.size} entries, root ${rootHash}`,
      }),
    );
  }
  if (isSound) {
    print(
      outPaint.green(
        say({
          zh: `完整：全部 ${checkedEntries} 条与已签名的检查点一致。`,
          en: `Sound: all ${checkedEntries} entries agree with the signed checkpoint.`,
        }),
      ),
    );
    return;
  }
  print(
    outPaint.red(
      say({ zh: `不完整：发现 ${findings.length} 处问题。`, en: `Not sound: ${findings.length} findings.` }),
    ),
  );
  for (const finding of findings) print(`  - ${say(FINDINGS[finding.kind])}${say(placeOf(finding))}`);
}

function placeOf({ firstLeaf, lastLeaf }: Finding): Label {
  if (firstLeaf === null) return { zh: '', en: '' };
  const where = lastLeaf === null || lastLeaf === firstLeaf ? `${firstLeaf}` : `${firstLeaf}–${lastLeaf}`;
  return { zh: `（条目 ${where}）`, en: ` (entry ${where})` };
}

const FINDINGS: Readonly<Record<Finding['kind'], Label>> = {
  'checkpoint-invalid': {
    zh: '检查点缺失、签名无效，或不属于本日志',
    en: 'A checkpoint is missing, not signed by a trusted key, or not of this log',
  },
  'entries-missing': { zh: '条目缺失', en: 'Entries are missing' },
  'entry-altered': {
    zh: '条目与封存时不同：被修改、删除、插入或调换',
    en: 'An entry is not the one that was sealed: changed, deleted, inserted or reordered',
  },
  'tile-missing': { zh: '哈希块缺失', en: 'A tile is missing' },
  'tile-altered': { zh: '哈希块被改动', en: 'A tile was altered' },
  'root-mismatch': { zh: '全部条目与签名的根不符', en: 'The entries do not give the root that was signed' },
  'mentions-altered': {
    zh: '检索信息与条目不符，查询可能遗漏',
    en: 'The lists by which entries are found do not fit them; searches may miss some',
  },
  shortened: { zh: '日志比以前的检查点短', en: 'The log is shorter than a checkpoint seen before' },
  'history-rewritten': {
    zh: '日志的过去与以前的检查点不同',
    en: 'The log has another past than a checkpoint seen before',
  },
};
