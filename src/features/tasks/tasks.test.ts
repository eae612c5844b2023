import { expect, it } from 'vitest';
import { AT, CALLER } from '../../../test/support/http-services.ts';
import type { RequestSummary } from '../../contract/sharing.ts';
import type { Conversion } from '../../gateway/door.ts';
import type { Act } from '../administration.ts';
import { createTasks } from './tasks.ts';

const DAY = 86_400_000;
const iso = (days: number) => new Date(AT + days * DAY).toISOString();
const label = { zh: '售后', en: 'Service' };

const request = (id: number, waitingSince: string, more: Partial<RequestSummary> = {}): RequestSummary =>
  ({
    ...{ id, waitingSince, createdAt: iso(-9), purposeLabel: label, emergency: false, records: 3 },
    ...{ requester: { id: 8, name: '周敏' }, terms: { fields: ['phone'] }, grant: null },
    ...more,
  }) as RequestSummary;
const conversion = (field: string, more: Partial<Conversion>): Conversion =>
  ({
    ...{ recordType: 'customer', field, state: 'running', problem: null, endedAt: null },
    ...{ startedAt: new Date(AT - DAY), ...more },
  }) as Conversion;
const act = (more: Partial<Act['caller']>): Act => ({ caller: { ...CALLER, ...more } }) as unknown as Act;

const tasks = createTasks({
  clock: () => AT,
  waiting: async () => ({
    toDecide: [request(1, iso(-1)), request(2, iso(-2)), request(3, iso(0), { emergency: true })],
    toAnswer: [request(4, iso(-3))],
    ending: [4, 2].map((days) =>
      request(10 + days, iso(-9), { grant: { id: 1, until: iso(days), endedAt: null, inForce: true } }),
    ),
    notReviewed: [request(6, iso(-4), { emergency: true })],
  }),
  proposals: async () => [{ id: 5, by: { id: 8, name: '周敏' }, at: iso(-1) }],
  rejectedRows: async () => [{ id: 'import', rejected: 7, at: AT - DAY }],
  conversions: async () => [
    conversion('phone', { problem: 'database-unavailable' }),
    conversion('city', {}),
    conversion('name', { state: 'refused', endedAt: new Date(AT - DAY) }),
    conversion('old', { state: 'refused', endedAt: new Date(AT - 15 * DAY) }),
    conversion('tried', { state: 'finished', endedAt: new Date(AT), startedAt: new Date(AT) }),
    conversion('tried', { state: 'refused', endedAt: new Date(AT - DAY) }),
  ],
});

it('HOME-1 what waits for somebody is told by what presses, then by age, with where to go and nothing of a customer', async () => {
  expect(await tasks(act({ trainedUntil: AT + 29 * DAY }))).toEqual([
    { kind: 'emergency-to-review', request: 3, purposeLabel: label, requester: '周敏', since: iso(0) },
    { kind: 'emergency-not-reviewed', request: 6, purposeLabel: label, requester: '周敏', since: iso(-4) },
    { kind: 'request-to-decide', request: 2, purposeLabel: label, requester: '周敏', since: iso(-2) },
    { kind: 'request-to-decide', request: 1, purposeLabel: label, requester: '周敏', since: iso(-1) },
    { kind: 'proposal-to-decide', proposal: 5, author: '周敏', since: iso(-1) },
    { kind: 'question-to-answer', request: 4, purposeLabel: label, since: iso(-3) },
    ...[2, 4].map((days) => ({
      ...{ kind: 'grant-ending', request: 10 + days, purposeLabel: label },
      ...{ fields: 1, records: 3, until: iso(days) },
    })),
    { kind: 'import-rejections', import: 'import', rejected: 7, since: iso(-1) },
    { kind: 'training-ending', until: iso(29) },
  ]);
});

it('HOME-1 the security administrator is told of conversions that do not get on or were given up and not tried again', async () => {
  const told = await tasks(act({ office: 'security-administrator', trainedUntil: AT + 31 * DAY }));
  expect(told.filter(({ kind }) => kind === 'training-ending')).toEqual([]);
  expect(
    told.flatMap((task) => (task.kind === 'conversion-stuck' ? [[task.field, task.refused]] : [])),
  ).toEqual([
    ['phone', false],
    ['name', true],
  ]);
});
