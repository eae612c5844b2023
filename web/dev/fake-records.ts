import { randomUUID } from 'node:crypto';
import { Problem } from '../../src/contract/problem.ts';
import type {
  Explanation,
  Filter,
  ListQuery,
  ReleasedRecord,
  RevealRequest,
} from '../../src/contract/records.ts';
import type { Me } from '../../src/contract/session.ts';
import type { Disclosure } from '../../src/kernel/disclosure/level.ts';
import type { Reveal } from '../../src/kernel/policy/reveal.ts';
import type { Call, Reply } from './fake-call.ts';
import { syntheticLog } from './synthetic-log.ts';
import { RECORDS, type SyntheticRecord } from './synthetic-records.ts';
import { disclosed, type SyntheticField, type SyntheticType, TYPES } from './synthetic-types.ts';

/** Development only: reads and writes of the synthetic records. */

const DEFAULT_QUERY: ListQuery = { filters: [], limit: 50, count: false };

export function recordsAnswer(call: Call, me: Me): Reply {
  if (call.purpose === null) throw new Problem('purpose-required');
  if (!me.purposes.some((purpose) => purpose.code === call.purpose))
    throw new Problem('purpose-not-permitted');
  const [, , typeName = '', id = '', part = '', detail = ''] = call.path.split('/');
  const type = TYPES.find((each) => each.name === typeName);
  const records = RECORDS[typeName];
  if (type === undefined || records === undefined) throw new Problem('not-found');
  if (id === 'query') return { body: list(type, records, { ...DEFAULT_QUERY, ...(call.body as object) }) };
  if (id === '' && call.method === 'POST') return create(call, type, records);
  const record = records.find((each) => each.id === id);
  if (record === undefined) throw new Problem('not-found');
  switch (part) {
    case 'match': {
      const { field, value } = call.body as { field: string; value: string };
      return { body: { matches: record.values[field] === value, accessRecord: randomUUID() } };
    }
    case 'standing':
      return {
        body: {
          owner: {
            name: '周敏',
            department: { zh: '上海旗舰店', en: 'Shanghai flagship store' },
            position: { zh: '销售顾问', en: 'Sales representative' },
            current: true,
            isCaller: false,
          },
          department: { zh: '上海旗舰店', en: 'Shanghai flagship store' },
        },
      };
    case 'reveal':
      return reveal(call.body as RevealRequest, type, record);
    case 'explain':
      return {
        body: {
          explanations: type.fields.map((field) =>
            explain(field, record, revealableOf(type, record)[field.name]),
          ),
        },
      };
    case 'history':
      return { body: { changes: history(type), accessRecord: randomUUID() } };
    case 'accesses':
      return { body: { entries: syntheticLog([record.id], 24), nextCursor: null } };
    case 'related': {
      const relatedType = TYPES.find((each) => each.name === detail);
      if (relatedType === undefined) throw new Problem('not-found');
      const related = (RECORDS[detail] ?? []).filter((each) => each.customer === record.id);
      return { body: list(relatedType, related, { ...DEFAULT_QUERY, count: true }) };
    }
    default:
      return one(call, type, record, records);
  }
}

const OVERTAKEN = '小程序';

function one(call: Call, type: SyntheticType, record: SyntheticRecord, records: SyntheticRecord[]): Reply {
  if (call.method === 'DELETE') {
    records.splice(records.indexOf(record), 1);
    return { body: { erased: 1, accessRecord: randomUUID() } };
  }
  if (call.method === 'PATCH') {
    const { values } = call.body as { values: Record<string, string | null> };
    // A channel of `conflict` plays the colleague who saved a moment earlier, once.
    if (values.preferred_channel === 'conflict' && record.values.preferred_channel !== OVERTAKEN) {
      record.values.preferred_channel = OVERTAKEN;
      record.version += 1;
    }
    if (call.version !== record.version) throw new Problem('version-conflict');
    Object.assign(record.values, values);
    record.version += 1;
    return { body: { records: [release(type, record, null)], disclosures: {}, accessRecord: randomUUID() } };
  }
  return {
    body: {
      record: release(type, record, null),
      disclosures: disclosuresOf(type, null),
      editable: ['member_level', 'preferred_channel', 'phone', 'remark', 'registered_on'],
      revealable: revealableOf(type, record),
      erasable: type.name === 'customer',
      obligations: ['watermark'],
      accessRecord: randomUUID(),
    },
  };
}

/** What another store keeps masked opens for a reason; an identity number only after a step-up, which nobody has done. */
function revealableOf(type: SyntheticType, record: SyntheticRecord): Record<string, Reveal> {
  return Object.fromEntries(
    type.fields.flatMap((field): [string, Reveal][] => {
      if (field.name === 'phone') return [[field.name, 'reason']];
      return field.name === 'resident_id' && disclosureOf(field, record) !== 'shown'
        ? [[field.name, 'reason-and-step-up']]
        : [];
    }),
  );
}

function reveal({ fields, reason }: RevealRequest, type: SyntheticType, record: SyntheticRecord): Reply {
  const [name = ''] = fields;
  const how = revealableOf(type, record)[name];
  if (reason.trim().length < 5) throw new Problem('invalid-input', { detail: 'reason' });
  if (how === undefined) throw new Problem('field-not-revealable', { field: name });
  if (how === 'reason-and-step-up') throw new Problem('step-up-needed');
  return {
    body: {
      version: record.version,
      values: { [name]: record.values[name] ?? null },
      disclosures: { [name]: 'shown' },
      obligations: ['notify'],
      accessRecord: randomUUID(),
    },
  };
}

function create(call: Call, type: SyntheticType, records: SyntheticRecord[]): Reply {
  const { values } = call.body as { values: Record<string, string> };
  const record = { id: randomUUID(), version: 1, values };
  records.unshift(record);
  return {
    status: 201,
    body: { records: [release(type, record, null)], disclosures: {}, accessRecord: randomUUID() },
  };
}

function list(type: SyntheticType, records: readonly SyntheticRecord[], query: ListQuery) {
  const own = query.mine === true ? records.filter((_, index) => index % 3 === 0) : records;
  const matching = own.filter((record) => query.filters.every((filter) => holds(record, filter)));
  const { sort } = query;
  if (sort) {
    const sign = sort.descending ? -1 : 1;
    matching.sort(
      (a, b) => sign * (a.values[sort.field] ?? '').localeCompare(b.values[sort.field] ?? '', 'zh'),
    );
  }
  const start = Number(query.cursor ?? 0);
  const page = matching.slice(start, start + query.limit);
  const next = start + query.limit;
  return {
    disclosures: disclosuresOf(type, query.fields ?? null),
    records: page.map((record) => release(type, record, query.fields ?? null)),
    nextCursor: next < matching.length ? String(next) : null,
    ...(query.count ? { count: { value: matching.length, atLeast: false } } : {}),
    obligations: ['watermark'],
    accessRecord: randomUUID(),
  };
}

function holds(record: SyntheticRecord, filter: Filter): boolean {
  const value = record.values[filter.field] ?? '';
  const [first = ''] = filter.values;
  switch (filter.operator) {
    case 'last-four':
      return value.endsWith(first);
    case 'contains':
      return value.includes(first);
    case 'starts-with':
      return value.startsWith(first);
    case 'is-empty':
      return value === '';
    case 'one-of':
      return filter.values.includes(value);
    case 'at-least':
      return value >= first;
    case 'at-most':
      return value <= first;
    default:
      return value === first;
  }
}

/** One customer in seven belongs to another store: less of them is disclosed, and their remark not at all. */
function disclosureOf(field: SyntheticField, record: SyntheticRecord): Disclosure {
  const foreign = (record.values.phone ?? '').endsWith('7') || (record.values.phone ?? '').endsWith('1');
  if (!foreign) return field.disclosureAtMost;
  if (field.name === 'name') return 'masked';
  return field.name === 'remark' || field.name === 'birth_date' ? 'withheld' : field.disclosureAtMost;
}

function disclosuresOf(type: SyntheticType, names: readonly string[] | null): Record<string, Disclosure> {
  const fields = type.fields.filter((field) => names === null || names.includes(field.name));
  return Object.fromEntries(fields.map((field) => [field.name, field.disclosureAtMost]));
}

function release(
  type: SyntheticType,
  record: SyntheticRecord,
  names: readonly string[] | null,
): ReleasedRecord {
  const fields = type.fields.filter((field) => names === null || names.includes(field.name));
  const own = fields
    .map((field) => [field.name, disclosureOf(field, record), field.disclosureAtMost] as const)
    .filter(([, disclosure, usual]) => disclosure !== usual);
  return {
    id: record.id,
    version: record.version,
    ...(record.customer === undefined ? {} : { customer: record.customer }),
    values: Object.fromEntries(
      fields.map((field) => [
        field.name,
        disclosed(field, record.values[field.name] ?? null, disclosureOf(field, record)),
      ]),
    ),
    ...(own.length === 0
      ? {}
      : { disclosures: Object.fromEntries(own.map(([name, level]) => [name, level])) }),
  };
}

function explain(field: SyntheticField, record: SyntheticRecord, reveal: Reveal | null = null): Explanation {
  const disclosure = disclosureOf(field, record);
  return {
    field: field.name,
    disclosure,
    reasons: [
      {
        zh: '规则“门店查看本店会员”允许店长查看本店会员的基本信息。',
        en: 'The rule “Stores see their own members” lets store managers see basic information of their members.',
      },
      ...(disclosure === 'shown'
        ? []
        : [
            {
              zh: '规则“联系方式默认脱敏”禁止在此目的下显示原值。',
              en: 'The rule “Contact details are masked” forbids the value itself under this purpose.',
            },
          ]),
    ],
    reveal,
    rules: ['store-sees-own@3', ...(disclosure === 'shown' ? [] : ['contact-masked@1'])],
    remedy:
      disclosure === 'shown'
        ? null
        : {
            zh: '如需联系客户，请切换到“订单履约”，或向部门负责人申请。',
            en: 'To contact the customer, switch to “Order fulfilment”, or ask your department head.',
          },
  };
}

function history(type: SyntheticType) {
  return type.fields.slice(0, 5).map((field, index) => ({
    at: new Date(Date.now() - index * 86_400_000 * 3).toISOString(),
    person: index === 0 ? 1 : index + 1,
    action: index === 4 ? 'create' : 'edit',
    field: field.name,
    disclosure: field.disclosureAtMost,
    before: index === 4 ? null : disclosed(field, '10012345678', field.disclosureAtMost),
    after: disclosed(field, '10087654321', field.disclosureAtMost),
  }));
}
