import type { AccessRecord } from '../audit/access-record.ts';
import type { LogReader } from '../audit/reader.ts';
import { Problem } from '../contract/problem.ts';
import type { HistoryAnswer } from '../contract/records.ts';
import { disclosureOf } from '../kernel/disclosure/level.ts';
import { mask } from '../kernel/disclosure/masks.ts';
import { fieldLevel } from '../kernel/policy/plan.ts';
import { fieldOf } from '../kernel/record-type.ts';
import type { DataKey } from '../platform/crypto/cipher.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { changePlace } from './edit.ts';
import { findVisible } from './read.ts';
import {
  type Asked,
  accessRecord,
  type Gateway,
  isLive,
  mustPermit,
  recordingRefusals,
  STALE,
  underLiveAuthority,
} from './requests.ts';

const ENTRIES_AT_MOST = 200;
const PAGES_AT_MOST = 20;

/** What colleagues are called, which the gateway does not know itself: a door asks the organisation. */
export type PeopleNames = (people: readonly number[]) => Promise<ReadonlyMap<number, string>>;

/**
 * What was changed in a record, from the access log, each old and new value at the disclosure that the field has
 * for this reader today. Fields that are withheld leave no trace here.
 */
export function history(
  gateway: Gateway,
  logReader: LogReader,
  request: AccessRequest,
  typeName: string,
  id: string,
  namesOf: PeopleNames = async () => new Map(),
): Promise<Disclosed<HistoryAnswer>> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'history', [id], () =>
      historyOnce(gateway, logReader, asked, id, namesOf),
    ),
  );
}

async function historyOnce(
  gateway: Gateway,
  logReader: LogReader,
  asked: Asked,
  id: string,
  namesOf: PeopleNames,
): Promise<Disclosed<HistoryAnswer> | typeof STALE> {
  const { type } = asked;
  const see = asked.plan('see');
  mustPermit(see);
  const found = await findVisible(gateway, asked, id);
  if (found === null) {
    if (!(await isLive(gateway.pool, asked))) return STALE;
    throw new Problem('not-found');
  }
  const customer = found.row[found.projection.customerAt] as string;
  const entries = await changesLogged(logReader, customer, type.name, id);
  const key = (await gateway.keys.find(gateway.pool, [customer], 'fresh')).get(customer);
  if (key === undefined) throw new Problem('not-found');
  const changes = entries.flatMap((record) =>
    record.outcome !== 'released'
      ? []
      : changesIn(gateway, asked, record, id, key, (name) => fieldLevel(see, name, found.reach)),
  );
  const at = (wanted: number) => [
    ...new Set(changes.filter(({ level }) => level === wanted).map(({ change }) => change.field)),
  ];
  const entry = accessRecord(gateway, asked, {
    action: 'history',
    releases: [{ records: [id], shown: at(3), masked: at(2), summary: at(1) }],
    ...(type.customerField === null ? {} : { customers: [customer] }),
    rules: see.rules,
    obligations: see.obligations,
  });
  await gateway.audit.append(entry);
  const told = changes.map(({ change }) => change);
  const names = await namesOf([...new Set(told.flatMap(({ person }) => person ?? []))]);
  return disclosed({
    changes: told.map((change) => ({
      ...change,
      personName: change.person === null ? null : (names.get(change.person) ?? null),
    })),
    accessRecord: entry.id,
  });
}

/** The newest entries that changed this record, among those that changed any of the customer's. */
async function changesLogged(
  logReader: LogReader,
  customer: string,
  recordType: string,
  id: string,
): Promise<readonly AccessRecord[]> {
  const found: AccessRecord[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < PAGES_AT_MOST && found.length < ENTRIES_AT_MOST; page += 1) {
    const filter = { customer, kind: 'change', recordType } as const;
    const { entries, cursor: next } = await logReader.search(filter, {
      limit: ENTRIES_AT_MOST,
      ...(cursor === null ? {} : { cursor }),
    });
    for (const { record } of entries) {
      if (record?.changes?.some((change) => change.record === id)) found.push(record);
    }
    cursor = next;
    if (cursor === null) break;
  }
  return found;
}

type Told = Readonly<{ level: number; change: Omit<HistoryAnswer['changes'][number], 'personName'> }>;

function changesIn(
  gateway: Gateway,
  { type }: Asked,
  record: AccessRecord,
  id: string,
  key: DataKey,
  levelOf: (field: string) => 0 | 1 | 2 | 3,
): readonly Told[] {
  return (record.changes ?? []).flatMap((change): Told[] => {
    const level = change.record === id ? levelOf(change.field) : 0;
    const field = fieldOf(type, change.field);
    if (level === 0 || field === undefined) return [];
    const told = (value: string | null) => {
      if (value === null || level === 1) return null;
      return level === 3 ? value : field.mask === null ? null : mask(field.mask, value);
    };
    const [before, after] =
      change.sealed === null || level === 1
        ? [null, null]
        : (JSON.parse(gateway.codec.open(key, changePlace(type, id, change.field), change.sealed)) as [
            string | null,
            string | null,
          ]);
    return [
      {
        level,
        change: {
          at: new Date(record.at).toISOString(),
          person: record.person,
          action: record.action,
          field: change.field,
          disclosure: disclosureOf(level),
          before: told(before),
          after: told(after),
        },
      },
    ];
  });
}
