import { Problem } from '../contract/problem.ts';
import type { EditFate, EditPreviewAnswer } from '../contract/records.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import { explain } from '../kernel/policy/explain.ts';
import type { Label } from '../kernel/record-type.ts';
import type { DataKey } from '../platform/crypto/cipher.ts';
import type { AccessRequest } from './access-request.ts';
import { type Disclosed, disclosed } from './disclosed.ts';
import { changesOf, type Edit, editedFields, isKnown, type StoredRecord, storedRecords } from './edit.ts';
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
import { placementOf } from './standing.ts';

/**
 * What would become of each record if these edits were made, and nothing of it is done. It tells no more than the
 * edits themselves would: that a value is already the new one is said only to who sees the value. It goes on record.
 *
 * @throws Problem as {@link edit} does, but for what concerns single records
 */
export function previewEdits(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  edits: readonly Edit[],
): Promise<Disclosed<EditPreviewAnswer>> {
  const ids = edits.map(({ id }) => id);
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'preview-edit', ids, () => previewOnce(gateway, asked, edits)),
  );
}

async function previewOnce(
  gateway: Gateway,
  asked: Asked,
  edits: readonly Edit[],
): Promise<Disclosed<EditPreviewAnswer> | typeof STALE> {
  const { type } = asked;
  const plan = asked.plan('edit');
  mustPermit(plan);
  const fields = editedFields(asked, plan, edits);
  const stored = await storedRecords(type, fields, gateway.pool, edits, '');
  const known = new Map([...stored].filter(([, record]) => isKnown(asked, plan, record)));
  const customers = [...new Set([...known.values()].map(({ customer }) => customer))];
  const keys = await gateway.keys.find(gateway.pool, customers, 'fresh');
  const met = new Set<string>();
  const records = edits.map((one) => {
    const isRepeated = met.has(one.id);
    met.add(one.id);
    return { id: one.id, ...fateOf(gateway, asked, plan, one, known.get(one.id), keys, isRepeated) };
  });
  if (!(await isLive(gateway.pool, asked))) return STALE;
  const entry = accessRecord(gateway, asked, {
    action: 'preview-edit',
    releases: [{ records: [...known.keys()], shown: [], masked: [], summary: [] }],
    ...(type.customerField === null ? {} : { customers }),
    rules: plan.rules,
    note: {
      fields: fields.map(({ name }) => name).join(' '),
      changes: records.filter(({ fate }) => fate === 'changes').length,
    },
  });
  await gateway.audit.append(entry);
  return disclosed({ records, accessRecord: entry.id });
}

type Fate = Readonly<{ fate: EditFate; why: Label | null }>;

function fateOf(
  gateway: Gateway,
  asked: Asked,
  plan: Plan,
  edit: Edit,
  record: StoredRecord | undefined,
  keys: ReadonlyMap<string, DataKey>,
  isRepeated: boolean,
): Fate {
  if (record === undefined) return { fate: 'not-found', why: null };
  if (record.version !== edit.version || isRepeated) return { fate: 'changed-meanwhile', why: null };
  const key = keys.get(record.customer);
  if (key === undefined) throw new Problem('key-unavailable');
  try {
    const made = changesOf(gateway, asked, plan, edit, record, key);
    return { fate: made.length === 0 ? 'unchanged' : 'changes', why: null };
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'field-not-editable') throw error;
    return { fate: 'not-editable', why: whyNot(asked, record, String(error.parameters.field)) };
  }
}

function whyNot({ authority, context, type }: Asked, { reach }: StoredRecord, field: string): Label | null {
  const placement = placementOf(reach);
  return explain(authority.policy, context, type, 'edit', placement, field, 'reader').reasons[0] ?? null;
}
