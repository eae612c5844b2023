import type { RuleBody } from '../../../src/contract/policy.ts';
import { DISCLOSING_ACTIONS } from '../../../src/kernel/policy/model.ts';
import { inNetwork } from '../../../src/kernel/policy/network.ts';
import type { Sensitivity } from '../../../src/kernel/record-type.ts';
import { randomId } from '../../app/api/client.ts';
import { isValidityInOrder, type ValidityDraft, validityDraftOf, validityOf } from './moment.ts';
import { isPlainWho, NOBODY, type WhoDraft, whoDraftOf, whoOf } from './who-draft.ts';

export type Condition = RuleBody['conditions'][number];

/** A rule while it is edited: every part is there, perhaps empty. */
export type RuleDraft = Readonly<
  Pick<RuleBody, 'name' | 'effect' | 'recordType' | 'scope' | 'actions' | 'disclosure' | 'obligations'>
> &
  Readonly<{
    id: string;
    who: WhoDraft;
    allFields: boolean;
    names: readonly string[];
    categories: readonly string[];
    atMost: Sensitivity | null;
    atLeast: Sensitivity | null;
    anyPurpose: boolean;
    purposes: readonly string[];
    /** With keys, so that entries keep their place while others go. */
    conditions: readonly Readonly<{ key: string; condition: Condition }>[];
    validity: ValidityDraft;
  }>;

export function emptyRule(recordType: string): RuleDraft {
  return {
    id: `rule-${randomId().slice(0, 8)}`,
    name: { zh: '', en: '' },
    effect: 'allow',
    who: NOBODY,
    recordType,
    scope: 'department',
    allFields: false,
    names: [],
    categories: [],
    atMost: null,
    atLeast: null,
    actions: ['see'],
    disclosure: 'masked',
    anyPurpose: false,
    purposes: [],
    conditions: [],
    validity: { from: '', until: '' },
    obligations: [],
  };
}

export function ruleDraftOf(id: string, body: RuleBody): RuleDraft {
  const { name, effect, recordType, scope, actions, disclosure, obligations, fields, purposes } = body;
  return {
    ...{ id, name, effect, recordType, scope, actions, disclosure, obligations },
    who: whoDraftOf(body.who),
    allFields: fields.all ?? false,
    names: fields.names ?? [],
    categories: fields.categories ?? [],
    atMost: fields.sensitivityAtMost ?? null,
    atLeast: fields.sensitivityAtLeast ?? null,
    anyPurpose: purposes === '*',
    purposes: purposes === '*' ? [] : purposes,
    conditions: body.conditions.map((condition) => ({ key: randomId(), condition })),
    validity: validityDraftOf(body.validity),
  };
}

/** Whether the form can say all that the rule says. */
export function isEditable(body: RuleBody): boolean {
  return isPlainWho(body.who);
}

export type RuleFault =
  | 'id'
  | 'name'
  | 'who'
  | 'fields'
  | 'actions'
  | 'disclosure'
  | 'purposes'
  | 'reason'
  | 'conditions'
  | 'validity';

export function faultsOfRule(draft: RuleDraft): readonly RuleFault[] {
  const { actions, conditions, effect } = draft;
  const asksReason = conditions.some(({ condition }) => condition.kind === 'reason-given');
  const checks: readonly (readonly [RuleFault, boolean])[] = [
    ['id', !/^[a-z][a-z0-9-]{0,63}$/.test(draft.id)],
    ['name', draft.name.zh.trim() === '' || draft.name.en.trim() === ''],
    ['who', whoOf(draft.who) === null],
    ['fields', fieldsOf(draft) === null],
    ['actions', actions.length === 0],
    ['disclosure', discloses(draft) && draft.disclosure === 'withheld'],
    ['purposes', !draft.anyPurpose && draft.purposes.length === 0],
    ['reason', asksReason && (effect === 'deny' || actions.some((action) => action !== 'see'))],
    ['conditions', conditions.some(({ condition }) => !isWhole(condition))],
    ['validity', !isValidityInOrder(draft.validity)],
  ];
  return checks.filter(([, isFault]) => isFault).map(([fault]) => fault);
}

/** Whether the rule speaks of a degree: only what puts values before a reader has one. */
export function discloses({ actions }: Pick<RuleDraft, 'actions'>): boolean {
  return actions.some((action) => DISCLOSING_ACTIONS.includes(action));
}

/** The rule as the server takes it, or null where something is missing. */
export function ruleBodyOf(draft: RuleDraft): RuleBody | null {
  const who = whoOf(draft.who);
  const fields = fieldsOf(draft);
  if (who === null || fields === null || faultsOfRule(draft).length > 0) return null;
  const { name, effect, recordType, scope, actions, disclosure, obligations } = draft;
  return {
    ...{ effect, who, recordType, scope, fields, disclosure },
    name: { zh: name.zh.trim(), en: name.en.trim() },
    actions: [...actions],
    purposes: draft.anyPurpose ? '*' : [...draft.purposes],
    conditions: draft.conditions.map(({ condition }) => condition),
    validity: validityOf(draft.validity),
    obligations: [...obligations],
  };
}

function fieldsOf({ allFields, names, categories, atMost, atLeast }: RuleDraft): RuleBody['fields'] | null {
  const some = {
    ...(names.length === 0 ? {} : { names: [...names] }),
    ...(categories.length === 0 ? {} : { categories: [...categories] }),
    ...(atMost === null ? {} : { sensitivityAtMost: atMost }),
    ...(atLeast === null ? {} : { sensitivityAtLeast: atLeast }),
  };
  if (allFields) return { all: true };
  return Object.keys(some).length === 0 ? null : some;
}

function isWhole(condition: Condition): boolean {
  switch (condition.kind) {
    case 'time-of-day':
      return condition.weekdays.length > 0 && condition.fromMinute < condition.untilMinute;
    case 'network':
      return (
        condition.cidrs.length > 0 &&
        condition.cidrs.every((cidr) => inNetwork('0.0.0.0', cidr) !== null || inNetwork('::', cidr) !== null)
      );
    case 'second-factor-age':
      return condition.atMostSeconds > 0;
    default:
      return true;
  }
}
