import { Problem } from '../../contract/problem.ts';
import type { Askable, NewRequest } from '../../contract/sharing.ts';
import type { AccessRequest } from '../../gateway/door.ts';
import { begin } from '../../kernel/approval/approval.ts';
import { emergencyReview } from '../../kernel/approval/default-flow.ts';
import type { Flow, Subject } from '../../kernel/approval/flow.ts';
import { daysAtMost, lesserThan, type Terms } from '../../kernel/approval/terms.ts';
import { disclosureOf } from '../../kernel/disclosure/level.ts';
import { bestLevel } from '../../kernel/policy/best-level.ts';
import { compile } from '../../kernel/policy/compile.ts';
import { departmentTree } from '../../kernel/policy/department-tree.ts';
import { isValidAt, mayPursue, whoMatches } from '../../kernel/policy/matching.ts';
import type { Assignment, Context, Policy, Purpose } from '../../kernel/policy/model.ts';
import { type Field, fieldOf, type RecordType, type Sensitivity } from '../../kernel/record-type.ts';
import { currentFlow, presentAt } from './company.ts';
import { makeGrant, readyFor } from './grants.ts';
import { mustBeCurrent, perform, refused, underCurrentAuthority, type Workshop } from './parts.ts';
import { insertEvent, insertRequest } from './store.ts';

/** Beginning a request: what can be asked for, and asking. */

/** Emergency access that was judged unjustified, or escaped its review, locks its holder out of more for so long. */
const LOCKED_DAYS = 90;
const REVIEW_HOURS = 24;
const OPEN_MAX = 50;

type Footing = Readonly<{
  policy: Policy;
  type: RecordType;
  purpose: Purpose;
  context: Context;
  assignment: Assignment;
}>;

/**
 * The post through which somebody asks.
 *
 * @throws Problem as reading under the purpose would
 */
async function footingOf(
  { gateway, clock }: Workshop,
  { caller, purpose: code, network }: AccessRequest,
  recordType: string,
): Promise<Footing> {
  if (caller.office !== null) throw new Problem('forbidden');
  if (code === null) throw new Problem('purpose-required');
  const { policy, recordTypes } = await gateway.authority(caller.epoch);
  const type = recordTypes.get(recordType);
  if (type === undefined) throw new Problem('not-found');
  const at = clock();
  const context: Context = {
    person: caller.person.id,
    assignments: caller.assignments,
    grants: caller.grants,
    purpose: code,
    at,
    network,
    secondFactorAt: caller.secondFactorAt,
    trainedUntil: caller.trainedUntil,
    reasonGiven: false,
    narrowing: caller.narrowing,
  };
  const tree = departmentTree(policy.departments);
  const purpose = policy.purposes.find((one) => one.code === code);
  const assignment = caller.assignments.find(
    (one) => isValidAt(one.validity, at) && purpose !== undefined && whoMatches(purpose.who, one, tree),
  );
  if (purpose === undefined || assignment === undefined || !mayPursue(purpose, context, tree)) {
    throw new Problem('purpose-not-permitted');
  }
  return { policy, type, purpose, context, assignment };
}

/**
 * The fields that a purpose is about, with what the caller has of each already. Names only: whoever may pursue the
 * purpose may know what it consists of. Fields that no officer has placed yet are not among them.
 */
function askableFields({ policy, type, purpose, context }: Footing): Askable['fields'] {
  const tree = departmentTree(policy.departments);
  const see = compile(policy, context, type, 'see');
  const find = compile(policy, context, type, 'find');
  return type.fields
    .filter((field) => isAskable(field, purpose))
    .map((field) => {
      const has = disclosureOf(bestLevel(see, field.name, tree));
      const canVerify = (find.fields.get(field.name)?.length ?? 0) > 0;
      const { name, label, category, sensitivity } = field;
      // The most that some record shows is not what one that is asked for does.
      const lesser = [...lesserThan('shown', { field, has: 'withheld', canVerify })];
      return { name, label, category, sensitivity, has, lesser, daysAtMost: daysAtMost(sensitivity) };
    });
}

function isAskable(field: Field, { categories }: Purpose): boolean {
  return categories.includes(field.category) && field.placed !== false;
}

export async function askable(
  workshop: Workshop,
  request: AccessRequest,
  recordType: string,
): Promise<Askable> {
  const footing = await footingOf(workshop, request, recordType);
  const emergencyLocked = await isLocked(workshop.pool, request.caller.person.id, workshop.clock());
  return { fields: askableFields(footing), emergencyLocked };
}

export function ask(workshop: Workshop, request: AccessRequest, wanted: NewRequest): Promise<number> {
  return underCurrentAuthority(async (attempt) => {
    if (attempt === 1) return askOnce(workshop, request, wanted);
    const caller = await request.renew();
    if (caller === null) throw new Problem('not-signed-in');
    return askOnce(workshop, { ...request, caller }, wanted);
  });
}

async function askOnce(workshop: Workshop, request: AccessRequest, wanted: NewRequest): Promise<number> {
  const { gateway, seals, clock } = workshop;
  const footing = await footingOf(workshop, request, wanted.recordType);
  const sensitivity = checkedSensitivity(footing, wanted);
  const choice =
    'records' in wanted.choice
      ? wanted.choice
      : { query: { filters: wanted.choice.filters, mine: wanted.choice.mine } };
  const chosen = await gateway.choose(request, wanted.recordType, choice);
  const present = await presentAt(workshop, clock());
  const sealing = await seals.create();
  const draft = {
    requester: request.caller.person.id,
    assignment: footing.assignment.id,
    recordType: wanted.recordType,
    purpose: footing.purpose.code,
    emergency: wanted.emergency,
    binding: wanted.binding,
    asked: wanted.terms satisfies Terms,
  };
  const ready = wanted.emergency ? await readyFor(workshop, draft, chosen.records, present) : null;
  const action = wanted.emergency ? 'request.emergency' : 'request.ask';

  return perform(
    workshop,
    request,
    action,
    async (client, at) => {
      await mustBeCurrent(client, present);
      await mustBeCurrent(client, { epoch: footing.policy.version });
      await mustHaveRoom(client, draft.requester);
      if (wanted.emergency && (await isLocked(client, draft.requester, at))) throw new Problem('forbidden');
      const ownFlow = await currentFlow(client);
      const flow = wanted.emergency ? emergencyReview(ownFlow.roles) : ownFlow;
      const subject = subjectOf(footing, flow, { sensitivity, customers: chosen.customers, wanted });
      const approval = begin(
        { flow, subject, company: present.company, isReview: wanted.emergency },
        wanted.terms,
        at,
      );
      const id = await insertRequest(
        client,
        { ...draft, subject, flow, approval, key: sealing.wrapped, records: chosen.records },
        at,
      );
      await insertEvent(client, id, {
        at,
        kind: wanted.emergency ? 'emergency' : 'ask',
        person: draft.requester,
        inPlaceOf: [],
        terms: wanted.terms,
        sealed: seals.seal(sealing.key, wanted.reason),
      });
      const grant =
        ready === null ? null : await makeGrant(client, { ...draft, id }, wanted.terms, ready, at);
      const facts = {
        request: id,
        recordType: draft.recordType,
        purpose: draft.purpose,
        fields: wanted.terms.fields.join(','),
        disclosure: wanted.terms.disclosure,
        days: wanted.terms.days,
        export: wanted.terms.export,
        records: chosen.records.length,
        grant,
      };
      return { answer: id, facts };
    },
    wanted.emergency ? { proof: true } : { tokens: true },
  );
}

function subjectOf(
  { assignment }: Footing,
  { roles }: Flow,
  facts: Readonly<{ sensitivity: Sensitivity; customers: number; wanted: NewRequest }>,
): Subject {
  return {
    requester: assignment.person,
    department: assignment.department,
    sensitivity: facts.sensitivity,
    customers: facts.customers,
    export: facts.wanted.terms.export,
    outside: roles.outside.includes(assignment.position),
  };
}

/** The most sensitive of the fields. @throws Problem `unknown-field`, `invalid-input` */
function checkedSensitivity({ type, purpose }: Footing, { terms, emergency }: NewRequest): Sensitivity {
  const fields = terms.fields.map((name) => {
    const field = fieldOf(type, name);
    if (field === undefined || !isAskable(field, purpose))
      throw new Problem('unknown-field', { field: name });
    return field;
  });
  const sensitivity = Math.max(...fields.map((field) => field.sensitivity)) as Sensitivity;
  const most = daysAtMost(sensitivity);
  if (terms.days > most) {
    throw refused(
      `所选字段的敏感级别最多允许 ${most} 天。`,
      `Fields as sensitive as these are granted for ${most} days at most.`,
    );
  }
  if (emergency && terms.export) {
    throw refused('紧急访问不包括导出。', 'Emergency access includes no export.');
  }
  return sensitivity;
}

type Client = Parameters<typeof currentFlow>[0];

/** While a review is overdue, too: it does not lapse, and whoever judges the access ends that. */
async function isLocked(client: Client, person: number, at: number): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT FROM fencun.access_request WHERE requester = $1 AND emergency
       AND (status IN ('pending', 'asked-back') AND created_at <= $2
         OR status IN ('refused', 'withdrawn', 'lapsed') AND created_at > $3) LIMIT 1`,
    [person, new Date(at - REVIEW_HOURS * 3_600_000), new Date(at - LOCKED_DAYS * 86_400_000)],
  );
  return rows.length > 0;
}

async function mustHaveRoom(client: Client, person: number): Promise<void> {
  const { rows } = await client.query<{ open: number }>(
    'SELECT count(*)::int AS open FROM fencun.access_request WHERE requester = $1 AND closed_at IS NULL',
    [person],
  );
  if ((rows[0]?.open ?? 0) >= OPEN_MAX) throw new Problem('too-large', { limit: String(OPEN_MAX) });
}
