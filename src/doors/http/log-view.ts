import type { AccessRecord } from '../../audit/access-record.ts';
import { customersOf } from '../../audit/entry.ts';
import type { LogEntry as StoredEntry } from '../../audit/reader.ts';
import type { Finding, LogReport } from '../../audit/verify.ts';
import type { LogEntry, Verification } from '../../contract/access-log.ts';
import type { RecordTypeView } from '../../contract/catalogue.ts';
import type { Names, Organisation } from '../../features/organisation/organisation.ts';
import type { GatewayDoor } from '../../gateway/door.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { Language } from './language.ts';

/** Entries of the access log in the words of those who read it. */

const CUSTOMERS_MAX = 20;

/** Names as they are now; whoever is not known any more keeps their number. */
export async function viewEntries(
  stored: readonly StoredEntry[],
  organisation: Pick<Organisation, 'names'>,
  language: Language,
  reasons: ReadonlyMap<string, string> = NO_REASONS,
): Promise<LogEntry[]> {
  const records = stored.flatMap(({ record }) => record ?? []);
  const people = new Set(records.flatMap(({ person }) => person ?? []));
  const assignments = new Set(records.flatMap((record) => record.assignments));
  const names = await organisation.names([...people], [...assignments]);
  return stored.flatMap(({ index, record }) =>
    record === null ? [] : [viewEntry(index, record, names, language, reasons)],
  );
}

/** The reasons stated in these entries, opened for an officer of the log. */
export function reasonsOf(
  { gateway }: Readonly<{ gateway: Pick<GatewayDoor, 'reasonsIn'> }>,
  stored: readonly StoredEntry[],
): Promise<ReadonlyMap<string, string>> {
  return gateway.reasonsIn(stored.flatMap(({ record }) => record ?? []));
}

const NO_REASONS: ReadonlyMap<string, string> = new Map();

function viewEntry(
  index: number,
  record: AccessRecord,
  names: Names,
  language: Language,
  reasons: ReadonlyMap<string, string>,
): LogEntry {
  const { releases, person } = record;
  const concerned = new Set([
    ...releases.flatMap((release) => release.records),
    ...(record.changes ?? []).map((change) => change.record),
  ]);
  return {
    index,
    id: record.id,
    at: new Date(record.at).toISOString(),
    kind: record.kind,
    outcome: record.outcome,
    person: person === null ? null : { id: person, name: names.people.get(person) ?? `#${person}` },
    client: record.client,
    office: record.office,
    assignments: record.assignments.map((id) => names.assignments.get(id)?.[language] ?? `#${id}`),
    door: record.door,
    network: record.network,
    purpose: record.purpose,
    action: record.action,
    recordType: record.recordType,
    recordCount: concerned.size,
    customers: [...new Set(customersOf(record))].slice(0, CUSTOMERS_MAX),
    shown: distinct(releases.flatMap((release) => release.shown)),
    masked: distinct(releases.flatMap((release) => release.masked)),
    summary: distinct(releases.flatMap((release) => release.summary)),
    searched: [...(record.searched ?? [])],
    changed: distinct((record.changes ?? []).map(({ field }) => field)),
    rules: [...record.rules],
    problem: record.problem ?? null,
    reason: reasons.get(record.id) ?? null,
    note: record.note ?? null,
  };
}

/**
 * What staff may know of who saw a customer: only accesses that happened, to record types and fields that the reader
 * knows of themselves; no network, no rules, and of the other customers of the same access nothing at all. Null for
 * an entry of which nothing is left.
 */
export function entryForStaff(
  entry: LogEntry,
  customer: string,
  types: readonly RecordTypeView[],
): LogEntry | null {
  const isAccess = entry.kind === 'access' || entry.kind === 'change';
  const type = types.find(({ name }) => name === entry.recordType);
  if (!isAccess || entry.outcome !== 'released' || type === undefined) return null;
  const known = new Set(type.fields.map(({ name }) => name));
  const knownOf = (fields: readonly string[]) => fields.filter((name) => known.has(name));
  return {
    ...entry,
    network: null,
    recordCount: 1,
    customers: [customer],
    shown: knownOf(entry.shown),
    masked: knownOf(entry.masked),
    summary: knownOf(entry.summary),
    searched: [],
    changed: knownOf(entry.changed),
    rules: [],
    problem: null,
    reason: null,
    note: null,
  };
}

const FINDINGS: Readonly<Record<Finding['kind'], Label>> = {
  'checkpoint-invalid': {
    zh: '检查点缺失、签名无效或不属于本日志',
    en: 'The checkpoint is missing, not signed by a trusted key, or not of this log',
  },
  'entries-missing': { zh: '有条目缺失', en: 'Entries are missing' },
  'entry-altered': {
    zh: '条目与封存时不同：被修改、删除、插入或调换',
    en: 'An entry is not the one that was sealed: changed, deleted, inserted or reordered',
  },
  'tile-missing': { zh: '有哈希块缺失', en: 'A tile is missing' },
  'tile-altered': { zh: '有哈希块被改动', en: 'A tile was altered' },
  'root-mismatch': { zh: '全部条目与已签名的根不符', en: 'The entries do not give the root that was signed' },
  'mentions-altered': {
    zh: '检索信息与条目不符，查询可能遗漏',
    en: 'The lists by which entries are found do not fit them; searches may miss some',
  },
  shortened: { zh: '日志比先前的检查点短', en: 'The log is shorter than a checkpoint seen before' },
  'history-rewritten': {
    zh: '日志的过去与先前的检查点不同',
    en: 'The log has another past than a checkpoint seen before',
  },
};

export function viewVerification(report: LogReport): Verification {
  const { isSound, checkpoint, note, checkedEntries, findings } = report;
  const [first] = findings;
  return {
    sound: isSound,
    size: checkpoint?.size ?? 0,
    rootHash: checkpoint === null ? '' : Buffer.from(checkpoint.root).toString('base64'),
    // A checkpoint of C2SP tlog-checkpoint tells no time.
    signedAt: null,
    checkpoint: note ?? '',
    checkedEntries,
    firstBadIndex: first?.firstLeaf ?? null,
    finding: first === undefined ? soundWords(checkedEntries) : foundWords(first, findings.length),
  };
}

function soundWords(count: number): Label {
  return {
    zh: `全部 ${count} 条记录与已签名的检查点一致。`,
    en: `All ${count} entries agree with the signed checkpoint.`,
  };
}

function foundWords({ kind, firstLeaf, lastLeaf }: Finding, count: number): Label {
  const { zh, en } = FINDINGS[kind];
  const isRange = firstLeaf !== null && lastLeaf !== null && lastLeaf !== firstLeaf;
  const where = firstLeaf === null ? '' : isRange ? `${firstLeaf}–${lastLeaf}` : String(firstLeaf);
  return {
    zh: `${zh}${where === '' ? '' : `（条目 ${where}）`}。共发现 ${count} 处问题。`,
    en: `${en}${where === '' ? '' : ` (entry ${where})`}. ${count} ${count === 1 ? 'finding' : 'findings'} in all.`,
  };
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)];
}
