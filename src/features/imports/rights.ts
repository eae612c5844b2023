import { Problem, type ProblemCode } from '../../contract/problem.ts';
import type { AccessRequest, Caller, GatewayDoor } from '../../gateway/door.ts';
import { compile, type Plan } from '../../kernel/policy/compile.ts';
import type { Refusal } from '../../kernel/policy/matching.ts';
import type { Action, Context } from '../../kernel/policy/model.ts';
import type { Field, RecordType } from '../../kernel/record-type.ts';

/**
 * What the importer could do with a record type as it would be after the import, so that nobody waits for a file only
 * to see every row refused. It permits nothing: the gateway judges each batch again, under the authority of its moment.
 */
export type Rights = Readonly<{
  caller: Caller;
  recordTypes: ReadonlyMap<string, RecordType>;
  /** @throws the Problem for a type of which the importer may not create anything */
  mustCreate(type: RecordType): void;
  mayFill(type: RecordType, field: Field): boolean;
  mayFind(type: RecordType, field: Field): boolean;
  maySee(type: RecordType, field: Field): boolean;
  mayNoteDecisions(type: RecordType): boolean;
  isPurpose(code: string): boolean;
  /** Whether the purpose opens the category at all. */
  opens(category: string): boolean;
}>;

const REFUSALS: Readonly<Record<Refusal, ProblemCode>> = {
  'no-principal': 'forbidden',
  'no-purpose': 'purpose-required',
  'purpose-not-permitted': 'purpose-not-permitted',
  narrowed: 'forbidden',
};

/** @throws Problem `not-signed-in` when the credential has ended */
export async function rightsOf(gateway: GatewayDoor, request: AccessRequest, at: number): Promise<Rights> {
  const caller = await request.renew();
  if (caller === null) throw new Problem('not-signed-in');
  // Also brings the authority in memory up to date.
  await gateway.typesFor({ ...request, caller });
  const { policy, recordTypes } = await gateway.authority();
  const context: Context = {
    person: caller.office === null ? caller.person.id : null,
    assignments: caller.assignments,
    grants: caller.grants,
    purpose: request.purpose,
    at,
    network: request.network,
    secondFactorAt: caller.secondFactorAt,
    trainedUntil: caller.trainedUntil,
    reasonGiven: false,
    narrowing: caller.narrowing,
  };
  const plans = new WeakMap<RecordType, Map<Action, Plan>>();
  const plan = (type: RecordType, action: Action): Plan => {
    const known = plans.get(type) ?? new Map<Action, Plan>();
    plans.set(type, known);
    const made = known.get(action) ?? compile(policy, context, type, action);
    known.set(action, made);
    return made;
  };
  const level = (type: RecordType, action: Action, field: Field) =>
    plan(type, action).fields.get(field.name)?.[0]?.level ?? 0;
  const purpose = policy.purposes.find(({ code }) => code === request.purpose);

  return {
    caller,
    recordTypes,
    mustCreate(type) {
      const { refusal, branches } = plan(type, 'create');
      if (refusal !== null) throw new Problem(REFUSALS[refusal]);
      if (branches.length === 0) throw new Problem('forbidden');
    },
    mayFill: (type, field) => field.derived === undefined && level(type, 'create', field) === 3,
    mayFind: (type, field) => field.derived === undefined && level(type, 'find', field) > 0,
    isPurpose: (wanted) => policy.purposes.some(({ code }) => code === wanted),
    mayNoteDecisions: (type) => plan(type, 'consent').branches.length > 0,
    maySee: (type, field) => level(type, 'see', field) === 3,
    opens: (category) => purpose?.categories.includes(category) ?? false,
  };
}
