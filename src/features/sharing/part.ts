import type pg from 'pg';
import { Problem } from '../../contract/problem.ts';
import { currentStep, decidersNow, type Setting } from '../../kernel/approval/approval.ts';
import type { Act } from '../administration.ts';
import { answersForData, currentFlow, type Present } from './company.ts';
import type { Workshop } from './parts.ts';
import { loadEvents, loadRequest, type StoredEvent, type StoredRequest } from './store.ts';

/** Who has to do with a request. For everybody else there is none of that number. */

export type Part = Readonly<{
  request: StoredRequest;
  events: readonly StoredEvent[];
  /** An officer of the log. */
  isOfficer: boolean;
  /** Answers for customer data. */
  answers: boolean;
}>;

/**
 * What somebody has to do with a request: who asked, who decides or decided, who answers for data, and officers of
 * the log.
 *
 * @throws Problem `not-found` also for whoever has nothing to do with it, so that numbers tell nothing
 */
export async function partIn(
  { pool }: Workshop,
  { caller }: Act,
  id: number,
  present: Present,
): Promise<Part> {
  const request = await requestById(pool, id);
  const person = caller.person.id;
  const isOfficer = caller.office === 'audit-administrator';
  const answers = answersForData(person, await currentFlow(pool), present);
  const events = await loadEvents(pool, id);
  const tookPart = events.some((event) => event.person === person);
  if (!isOfficer && !answers && !tookPart && !canDecide(request, person, present)) {
    throw new Problem('not-found');
  }
  return { request, events, isOfficer, answers };
}

/** @throws Problem `not-found` where there is none of this number */
export async function requestById(client: Pick<pg.ClientBase, 'query'>, id: number): Promise<StoredRequest> {
  const request = await loadRequest(client, id);
  if (request === null) throw new Problem('not-found');
  return request;
}

export function settingOf({ flow, subject, emergency }: StoredRequest, { company }: Present): Setting {
  return { flow, subject, company, isReview: emergency };
}

export function canDecide(request: StoredRequest, person: number, present: Present): boolean {
  const { approval } = request;
  const setting = settingOf(request, present);
  const step = currentStep(setting, approval);
  return (
    decidersNow(setting, approval).has(person) &&
    !approval.votes.some((vote) => vote.step === step?.id && vote.by === person)
  );
}
