import type { Disclosure } from '../../src/kernel/disclosure/level.ts';
import { allow, policyOf } from '../support/lab-company.ts';

/** What a serving process tells of each answer: enough to look for its access record and for what was written. */
export type Told = Readonly<{
  what:
    | 'list'
    | 'read'
    | 'search'
    | 'match'
    | 'aggregate'
    | 'history'
    | 'edit'
    | 'create'
    | 'import'
    | 'erase';
  accessRecord: string | null;
  released: readonly Readonly<{
    id: string;
    version: number;
    fields: Readonly<Record<string, Disclosure>>;
    /** The text that was last written to the record. */
    token: string | null;
  }>[];
  /** Of an import: the texts of all its rows. */
  tokens?: readonly string[];
}>;

export function tokenOf(process: string, number: number): string {
  return `token-${process}-${number}`;
}

/** Some fields shown, some masked, some summarised: all in one answer. */
export const FAULT_POLICY = policyOf(
  allow(['see'], { fields: { names: ['name', 'remark', 'notes', 'number', 'customer'] } }),
  allow(['see'], { fields: { names: ['phone', 'gift_note'] }, disclosure: 'masked' }),
  allow(['see'], { fields: { names: ['address'] }, disclosure: 'summary' }),
  allow(['find', 'aggregate', 'edit', 'create', 'erase']),
);
