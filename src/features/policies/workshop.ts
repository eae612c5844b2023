import type pg from 'pg';
import type { Office } from '../../contract/session.ts';
import type { GatewayDoor } from '../../gateway/door.ts';
import type { Member } from '../../kernel/policy/diff.ts';
import type { RecordType } from '../../kernel/record-type.ts';
import type { Act, Administration, AdministrationParts } from '../administration.ts';
import type { StoredPolicy } from './store.ts';

export type PoliciesParts = AdministrationParts &
  Readonly<{
    /** The record types there are now; the vault knows them. */
    recordTypes: () => Promise<readonly RecordType[]>;
    /** Everybody who can act through assignments; the organisation knows them. */
    members: () => Promise<readonly (Member & Readonly<{ name: string }>)[]>;
    /** How many customers a change would open or close. */
    countReach: GatewayDoor['reachCount'];
  }>;

/** What the files of this slice share. */
export type Workshop = PoliciesParts &
  Readonly<{
    pool: pg.Pool;
    administration: Administration;
    load: () => Promise<StoredPolicy>;
    /** @throws Problem `forbidden` from who neither edits, audits nor approves the policy */
    confirmReader: (act: Act) => Promise<void>;
  }>;

export const EDITORS: readonly Office[] = ['security-administrator'];
export const READERS: readonly Office[] = ['security-administrator', 'audit-administrator'];
