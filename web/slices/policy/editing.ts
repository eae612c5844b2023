import { createContext, useContext } from 'react';
import type { PolicyView } from '../../../src/contract/policy.ts';
import { useMe } from '../../app/api/session.ts';
import type { PurposeDraft } from './purpose-draft.ts';
import type { RuleDraft } from './rule-draft.ts';

export type RuleView = PolicyView['rules'][number];

/** What is open beside the policy. `version` is the one that a change is based on, or null for something new. */
export type Panel = Readonly<
  | { kind: 'rule'; draft: RuleDraft; version: number | null; restores?: number }
  | { kind: 'remove-rule'; rule: RuleView }
  | { kind: 'purpose'; draft: PurposeDraft; version: number | null; restores?: number }
  | { kind: 'versions'; of: 'rule' | 'purpose'; id: string }
>;

/** Opens a panel; given by the page, which draws it. */
export const PanelOpener = createContext<(panel: Panel) => void>(() => {});

export function usePanel(): (panel: Panel) => void {
  return useContext(PanelOpener);
}

/** Only the security administrator changes the policy; the audit administrator reads it. */
export function useMayEdit(): boolean {
  return useMe().office === 'security-administrator';
}
