import type { AccessRule } from '../../../src/contract/catalogue-editing.ts';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';
import type { Action, RowScope } from '../../../src/kernel/policy/model.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import { ruleNameFor } from './locale/rule-names.ts';

/** One answer to the question who needs a new field. */
export type AccessDraft = Readonly<{
  /** Tells drafts apart while they are edited, and rules afterwards. */
  key: string;
  positions: readonly string[];
  scope: RowScope;
  disclosure: Exclude<Disclosure, 'withheld'>;
  actions: readonly Action[];
  purposes: readonly string[];
}>;

/** What may be done with a field besides seeing it, by the same people. */
export const FURTHER_ACTIONS = ['find', 'edit', 'create', 'aggregate'] as const satisfies readonly Action[];

export function emptyAccess(key: string): AccessDraft {
  return { key, positions: [], scope: 'department', disclosure: 'masked', actions: [], purposes: [] };
}

export function isComplete({ positions, purposes }: AccessDraft): boolean {
  return positions.length > 0 && purposes.length > 0;
}

/** The rule that the answer becomes: it names the new field and no other. */
export function accessRuleOf(
  draft: AccessDraft,
  recordType: string,
  field: Readonly<{ name: string; label: Label }>,
): AccessRule {
  return {
    id: `open-${field.name.replaceAll('_', '-').slice(0, 48)}-${draft.key}`,
    name: ruleNameFor(field.label),
    effect: 'allow',
    who: { positions: [...draft.positions] },
    recordType,
    scope: draft.scope,
    fields: { names: [field.name] },
    actions: ['see', ...draft.actions],
    disclosure: draft.disclosure,
    purposes: [...draft.purposes],
    conditions: [],
    validity: {},
    obligations: [],
  };
}
