import type { AccessRecord } from '../audit/access-record.ts';
import type { RecordTypeView } from '../contract/catalogue.ts';
import { Problem } from '../contract/problem.ts';
import type { Level } from '../kernel/disclosure/level.ts';
import { disclosureOf } from '../kernel/disclosure/level.ts';
import type { Plan } from '../kernel/policy/compile.ts';
import type { Context, Placement, Policy } from '../kernel/policy/model.ts';
import { REACH_KINDS, type Reach } from '../kernel/policy/scope.ts';
import type { Field, RecordType } from '../kernel/record-type.ts';
import type { AccessRequest } from './access-request.ts';
import { operatorsOf } from './filters.ts';
import { findVisible } from './read.ts';
import {
  type Asked,
  accessRecord,
  type Gateway,
  isLive,
  recordingRefusals,
  STALE,
  underLiveAuthority,
} from './requests.ts';
import { revealPlan } from './reveal-plans.ts';

/** Where a record stands, and what a reader may know of its type: for explanations and forms, without any value. */

export type Standing = Readonly<{
  policy: Policy;
  context: Context;
  type: RecordType;
  placement: Placement;
  /** The customer whom the record is about. Not an answer for a reader: they may not be shown whom it is. */
  customer: string;
}>;

export type StandingOptions = Readonly<{
  /** The reader is told whose the record is. No field says that, yet it is said of a customer: it goes on record first. */
  told?: true;
}>;

/** Everything that `explain` needs about a record that the reader can see. Releases no value of it. */
export function standingOf(
  gateway: Gateway,
  request: AccessRequest,
  typeName: string,
  id: string,
  { told }: StandingOptions = {},
): Promise<Standing> {
  return underLiveAuthority(gateway, request, typeName, (asked) =>
    recordingRefusals(gateway, asked, 'explain', [id], async (): Promise<Standing | typeof STALE> => {
      const found = await findVisible(gateway, asked, id);
      if (found === null) {
        if (!(await isLive(gateway.pool, asked))) return STALE;
        throw new Problem('not-found');
      }
      const { authority, context, type } = asked;
      const customer = found.row[found.projection.customerAt] as string;
      if (told) await gateway.audit.append(recordOf(gateway, asked, id, customer));
      return { policy: authority.policy, context, type, placement: placementOf(found.reach), customer };
    }),
  );
}

function recordOf(gateway: Gateway, asked: Asked, id: string, customer: string): AccessRecord {
  return accessRecord(gateway, asked, {
    action: 'explain',
    releases: [{ records: [id], shown: [], masked: [], summary: [] }],
    ...(asked.type.customerField === null ? {} : { customers: [customer] }),
    rules: asked.plan('see').rules,
  });
}

export function placementOf({ owner, department, tokens, facts }: Reach): Placement {
  const held = tokens.map((token) => ({
    kind: REACH_KINDS[Math.floor(token / 2 ** 40) - 1],
    id: token % 2 ** 40,
  }));
  return {
    owner,
    department,
    facts,
    team: held.filter(({ kind }) => kind === 'team').map(({ id }) => id),
    shares: held.flatMap(({ kind, id }): Placement['shares'] => {
      if (kind === 'share-assignment') return [{ kind: 'assignment', id }];
      if (kind === 'share-department') return [{ kind: 'department', id, tree: false }];
      if (kind === 'grant') return [{ kind: 'grant', id }];
      return kind === 'share-tree' ? [{ kind: 'department', id, tree: true }] : [];
    }),
  };
}

/**
 * The record types as this reader may know them. A field that is withheld everywhere, and that the reader can
 * neither find, count nor fill, is not named at all. Nothing is read but the policy.
 */
export async function typesFor(gateway: Gateway, request: AccessRequest): Promise<readonly RecordTypeView[]> {
  const { recordTypes } = await gateway.authorities.current();
  const views: RecordTypeView[] = [];
  for (const name of recordTypes.keys()) {
    const view = await underLiveAuthority(gateway, request, name, async (asked) =>
      (await isLive(gateway.pool, asked)) ? { of: viewOf(gateway, asked) } : STALE,
    );
    if (view.of !== null) views.push(view.of);
  }
  return views;
}

function viewOf(gateway: Gateway, asked: Asked): RecordTypeView | null {
  const { type } = asked;
  const plans = {
    see: asked.plan('see'),
    reveal: revealPlan(gateway, asked),
    find: asked.plan('find'),
    aggregate: asked.plan('aggregate'),
    create: asked.plan('create'),
    edit: asked.plan('edit'),
  };
  const fields = type.fields.flatMap((field) => fieldView(type, field, plans) ?? []);
  if (fields.length === 0) return null;
  return {
    name: type.name,
    label: type.label,
    customerField: type.customerField,
    titleField: type.titleField,
    creatable: fields.some(({ creatable }) => creatable),
    groups: groupsOf(type, fields),
    fields,
  };
}

/** Only of fields that the reader may know: a group of which nothing is left is not named either. */
function groupsOf({ groups }: RecordType, known: readonly Readonly<{ name: string }>[]) {
  const names = new Set(known.map(({ name }) => name));
  return (groups ?? [])
    .map(({ label, fields }) => ({ label, fields: fields.filter((name) => names.has(name)) }))
    .filter(({ fields }) => fields.length > 0);
}

type Plans = Readonly<{
  see: Plan;
  reveal: Plan | null;
  find: Plan;
  aggregate: Plan;
  create: Plan;
  edit: Plan;
}>;

function fieldView(type: RecordType, field: Field, plans: Plans): RecordTypeView['fields'][number] | null {
  const stored = field.derived === undefined;
  const most = mostOf(plans.see, field);
  const findable = stored && mostOf(plans.find, field) > 0;
  const aggregatable = stored && !field.encrypted && mostOf(plans.aggregate, field) > 0;
  const creatable = stored && mostOf(plans.create, field) > 0;
  // What a reason opens has to be known of, or nobody could ask for it.
  const revealable = plans.reveal !== null && mostOf(plans.reveal, field) > 0;
  if (most === 0 && !revealable && !findable && !aggregatable && !creatable) return null;
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    category: field.category,
    sensitivity: field.sensitivity,
    required: field.required,
    summary: field.summary,
    ...(field.options === undefined ? {} : { options: [...field.options] }),
    ...(field.target === undefined ? {} : { target: field.target }),
    derived: !stored,
    findable,
    operators: findable ? [...operatorsOf(field)] : [],
    aggregatable,
    creatable,
    editable: stored && field.name !== type.customerField && mostOf(plans.edit, field) > 0,
    matchable: findable,
    disclosureAtMost: disclosureOf(most),
  };
}

function mostOf(plan: Plan, { name }: Field): Level {
  return plan.fields.get(name)?.[0]?.level ?? 0;
}
