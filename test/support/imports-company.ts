import type { ImportView, StartImport } from '../../src/contract/imports.ts';
import { residentIdCheck } from '../../src/kernel/classify/resident-id.ts';
import type { Context, Policy, Rule } from '../../src/kernel/policy/model.ts';

/** Who imports, under which policy, and what they do with a proposal: also for the bench. */

const CATEGORIES = ['basic', 'transaction', 'preference', 'interaction', 'finance', 'health', 'service'];

/** The proposal as it stands. */
export function accepting(view: ImportView, change: Partial<StartImport> = {}): StartImport {
  return {
    recordType: view.recordType,
    recordTypeLabel: { zh: view.recordType, en: view.recordType },
    keyField: view.keyField,
    columns: view.columns.map(({ column, include, field }) => ({ column, include, field })),
    ...change,
  };
}

/** In a province that exists and a district that does not: passes every check, and belongs to nobody. */
export function identityNumber(serial: number): string {
  const first17 = `3199${String(serial % 100).padStart(2, '0')}19${60 + (serial % 40)}0315${String(serial % 1000).padStart(3, '0')}`;
  return first17 + residentIdCheck(first17);
}

export const STEWARD_ASSIGNMENT = { id: 10, person: 1, department: 1, position: 'steward', validity: {} };

export const STEWARD: Context = {
  person: 1,
  assignments: [STEWARD_ASSIGNMENT],
  grants: [],
  purpose: 'onboarding',
  at: 0,
  network: null,
  secondFactorAt: null,
  trainedUntil: null,
  reasonGiven: false,
  narrowing: {},
};

const label = { zh: '导入', en: 'Onboarding' };
const rule: Omit<Rule, 'id' | 'actions' | 'who'> = {
  version: 1,
  name: label,
  effect: 'allow',
  recordType: '*',
  scope: 'department',
  fields: { all: true },
  disclosure: 'shown',
  purposes: '*',
  conditions: [],
  validity: {},
  obligations: [],
};

export const IMPORT_POLICY: Policy = {
  version: 0,
  rules: [
    {
      ...rule,
      id: 'steward',
      who: { positions: ['steward'] },
      actions: ['see', 'find', 'create', 'edit', 'aggregate', 'consent'],
    },
    { ...rule, id: 'clerk', who: { positions: ['clerk'] }, actions: ['see'] },
  ],
  purposes: [
    {
      code: 'onboarding',
      label,
      description: label,
      legalBasis: 'contract',
      dpv: 'https://w3id.org/dpv#AccountManagement',
      categories: CATEGORIES,
      who: { anyone: true },
      validity: {},
    },
  ],
  departments: [{ id: 1, parent: null }],
};
