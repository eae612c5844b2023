import { Problem } from '../../contract/problem.ts';
import type { Caller, GatewayDoor } from '../../gateway/door.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { Logger } from '../../platform/log.ts';
import type { AdministrationParts } from '../administration.ts';

export type ExportsParts = AdministrationParts &
  Readonly<{
    gateway: Pick<GatewayDoor, 'exports' | 'authority'>;
    /** Who stands behind a credential now, or null when it has ended. */
    callerOf: (credential: string) => Promise<Caller | null>;
    log: Logger;
    /** Rows read, recorded and kept in one transaction; 500 unless given. */
    batchRows?: number;
  }>;

export const BATCH_ROWS = 500;

/** Days, and so what is counted by the day, are of China Standard Time. */
const DAY_OFFSET_MS = 480 * 60_000;

/** The day of an instant, as `YYYY-MM-DD`. */
export function dayOf(at: number): string {
  return new Date(at + DAY_OFFSET_MS).toISOString().slice(0, 10);
}

export function beyondLimit({ zh, en }: Label): Problem {
  return new Problem('export-limit', { 'detail.zh': zh, 'detail.en': en, detail: en });
}

/** What stopped an export, for whoever asked for it. */
export function wordsOf(problem: Problem): Label {
  return {
    zh: `${problem.title('zh')}。${problem.detail('zh')}`,
    en: `${problem.title('en')}. ${problem.detail('en')}`,
  };
}
