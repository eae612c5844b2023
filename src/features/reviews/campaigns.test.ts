import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createReviewsCompany, type ReviewsCompany } from '../../../test/support/reviews-company.ts';
import { wish } from '../../../test/support/sharing-company.ts';
import type { CampaignView, ReviewItem } from '../../contract/reviews.ts';

const DAY = 86_400_000;
const problem = (code: string) => expect.objectContaining({ code });
const MASKED = ['masked', '199****1001'];
const label = { zh: '例外', en: 'Exception' };

let lab: ReviewsCompany;
beforeAll(async () => {
  lab = await createReviewsCompany();
  await lab.reviews.tick();
});
afterAll(() => lab?.close());

let id: number;
let view: CampaignView;
const begin = async (people: string[] | null, mode: 'responsible' | 'self' = 'responsible') => {
  id = await lab.reviews.begin(await lab.act('officer'), {
    people,
    mode,
    days: 14,
    reason: 'A laptop was stolen',
  });
  view = await lab.reviews.campaign(await lab.act('officer'), id);
};
const item = (kind: ReviewItem['kind'], login: string): ReviewItem => {
  const found = view.listed.find((one) => one.kind === kind && one.person.name === `Name of ${login}`);
  if (found === undefined) throw new Error(`no ${kind} of ${login}`);
  return found;
};
type Decision = Parameters<ReviewsCompany['reviews']['decide']>[2]['decisions'][number];
const decide = async (login: string, ...decisions: Decision[]) =>
  lab.reviews.decide(await lab.act(login), id, { decisions, reason: 'Looked at it together' });

async function grant(fields: string[]): Promise<void> {
  const terms = { fields, disclosure: 'shown' as const, days: 7, export: false };
  const request = await lab.sharing.ask(await lab.access('clerk'), wish([lab.customers[0] ?? ''], { terms }));
  await lab.sharing.decide(await lab.act('manager'), request, { verdict: 'approve' });
  await lab.sharing.decide(await lab.act('steward'), request, { verdict: 'approve' });
}

async function exception(login: string): Promise<void> {
  const body: Parameters<ReviewsCompany['company']['policies']['putRule']>[2] = {
    ...{ name: label, effect: 'allow', who: { assignments: [lab.assignment[login] ?? 0] } },
    ...{ recordType: 'customer', scope: 'department', fields: { names: ['phone'] }, actions: ['see'] },
    ...{ disclosure: 'shown', purposes: '*', conditions: [], validity: {}, obligations: [] },
  };
  await lab.company.policies.putRule(await lab.act('security'), 'exception', body, null);
}

beforeEach(() => lab.wait(60_000));

it('REVIEW-12 grants, exceptions and clients that reviewers remove are gone with the decision, in every process and on record', async () => {
  await grant(['phone', 'name']);
  await exception('colleague');
  await lab.company.identity.issueToken(await lab.act('clerk'), {
    name: 'job',
    expiresInDays: 30,
    narrowing: {},
  });
  await lab.phone('clerk', 0);
  expect((await lab.phone('colleague', 0)) as unknown[]).toEqual(['shown', '19900001001']);
  await begin(['clerk', 'colleague']);
  expect(item('grant', 'clerk')).toMatchObject({ reviewer: 'owner', advice: { verdict: 'keep' } });
  expect(item('rule', 'colleague')).toMatchObject({ reviewer: 'owner', advice: { because: 'unlike-peers' } });
  expect(item('client', 'clerk')).toMatchObject({ reviewer: 'head' });
  expect(item('assignment', 'clerk').facts.rights.map(({ category }) => category)).toContain('basic');
  // Nobody decides what is another's to decide; all of a bulk or none.
  const keep = { item: item('assignment', 'clerk').id, verdict: 'keep' as const };
  await expect(decide('clerk', keep)).rejects.toEqual(problem('forbidden'));
  expect(lab.company.log.at(-1)).toMatchObject({ action: 'review.decide', outcome: 'refused' });
  const rule = { item: item('rule', 'colleague').id, verdict: 'remove' as const };
  await expect(decide('manager', keep, rule)).rejects.toEqual(problem('forbidden'));
  await expect(decide('steward', { ...rule, verdict: 'narrow' })).rejects.toEqual(problem('invalid-input'));

  await decide('steward', rule, {
    item: item('grant', 'clerk').id,
    verdict: 'narrow',
    fields: ['customer.name'],
  });
  expect(await lab.phone('colleague', 0, lab.elsewhere)).toEqual(MASKED);
  expect(await lab.phone('clerk', 0, lab.elsewhere)).toEqual(MASKED);
  await expect(decide('steward', rule)).rejects.toEqual(problem('version-conflict'));
  await decide('manager', { item: item('client', 'clerk').id, verdict: 'remove' });
  const { rows } = await lab.company.database
    .pool('owner')
    .query(`SELECT FROM fencun.credential WHERE kind = 'token' AND ended_at IS NULL`);
  expect(rows).toEqual([]);
  expect(lab.company.log.at(-1)).toMatchObject({
    action: 'review.decide',
    note: { campaign: id, kind: 'client', verdict: 'remove', effect: 'ended' },
  });
});

it('REVIEW-13 what serves others too becomes a proposal to the security administrator and changes nothing by itself', async () => {
  const head = await lab.reviews.campaign(await lab.act('manager'), id);
  expect(
    head.listed.every(
      ({ reviewer, canDecide, decision }) => reviewer === 'head' && canDecide !== (decision !== null),
    ),
  ).toBe(true);
  const before = await lab.company.policies.load();
  const rights = [{ recordType: 'customer', category: 'basic' }];
  await decide('manager', { item: item('assignment', 'clerk').id, verdict: 'narrow', rights });
  await decide('manager', { item: item('assignment', 'colleague').id, verdict: 'keep' });
  expect((await lab.company.policies.load()).rules).toEqual(before.rules);
  expect(lab.company.log.at(-1)).toMatchObject({ action: 'review.close', note: { campaign: id } });
  const [proposal] = await lab.reviews.proposals(await lab.act('security'));
  expect(proposal).toMatchObject({ rights, person: { name: 'Name of clerk' } });
  expect(proposal?.rules.map((rule) => rule.id)).toContain('clerks-see');
  await expect(lab.reviews.proposals(await lab.act('officer'))).rejects.toEqual(problem('forbidden'));
  await lab.reviews.closeProposal(await lab.act('security'), proposal?.id ?? 0, 'declined');
  expect(await lab.reviews.proposals(await lab.act('security'))).toEqual([]);
  view = await lab.reviews.campaign(await lab.act('officer'), id);
  expect(view.closedAt).not.toBeNull();
  expect(item('assignment', 'clerk').decision).toMatchObject({
    effect: 'proposed',
    reason: 'Looked at it together',
  });
  const file = await lab.reviews.exported(await lab.act('officer'), id);
  expect(file.campaign.listed).toHaveLength(view.items);
  await expect(lab.reviews.exported(await lab.act('manager'), id)).rejects.toEqual(problem('forbidden'));
});

it('REVIEW-14 whoever vouches for themself does so only where the log shows use, and everybody else sees nothing of a review', async () => {
  lab.wait(DAY);
  await lab.phone('clerk', 0);
  await begin(['clerk', 'other-loader'], 'self');
  expect(item('assignment', 'clerk')).toMatchObject({ reviewer: 'self' });
  await expect(lab.reviews.campaign(await lab.act('colleague'), id)).rejects.toEqual(problem('not-found'));
  await decide('clerk', { item: item('assignment', 'clerk').id, verdict: 'keep' });
  await expect(
    lab.reviews.begin(await lab.act('manager'), { people: null, mode: 'self', days: 1, reason: 'no' }),
  ).rejects.toEqual(problem('forbidden'));
});

it('REVIEW-15 what nobody decided is removed at the deadline and recorded, and a deadline that would end too much stops and asks', async () => {
  await begin(['colleague']);
  lab.wait(15 * DAY);
  await lab.reviews.tick();
  view = await lab.reviews.campaign(await lab.act('officer'), id);
  expect(item('assignment', 'colleague').decision).toMatchObject({
    verdict: 'remove',
    effect: 'ended',
    by: null,
  });
  expect(view.closedAt).not.toBeNull();
  expect(await lab.phone('colleague', 0, lab.elsewhere)).toBeNull();
  expect(lab.company.log.map(({ action }) => action)).toContain('review.lapse');

  await begin(null);
  lab.wait(15 * DAY);
  await lab.reviews.tick();
  view = await lab.reviews.campaign(await lab.act('officer'), id);
  expect(view.haltedAt).not.toBeNull();
  expect(view.decided).toBe(0);
  expect(lab.company.log.map(({ action }) => action)).toContain('review.halt');
  expect(await lab.phone('clerk', 0)).not.toBeNull();
  await lab.reviews.changeDeadline(await lab.act('officer'), id, { days: 3 });
  expect((await lab.reviews.campaign(await lab.act('officer'), id)).haltedAt).toBeNull();
});

it('REVIEW-16 rounds begin by themselves each quarter, and for who was transferred, each once', async () => {
  const { rows } = await lab.company.database
    .pool('application')
    .query<{ department: number }>('SELECT department FROM fencun.assignment WHERE id = $1', [
      lab.assignment.clerk,
    ]);
  await lab.company.organisation.transfer(await lab.act('sysadmin'), {
    assignment: lab.assignment.clerk ?? 0,
    department: rows[0]?.department ?? 0,
    position: 'loader',
  });
  await lab.company.identity.issueToken(await lab.act('clerk'), {
    name: 'left',
    expiresInDays: 30,
    narrowing: {},
  });
  lab.wait(60_000);
  await Promise.all([lab.reviews.tick(), lab.reviews.tick()]);
  const kinds = async () =>
    (await lab.reviews.campaigns(await lab.act('officer'))).campaigns.map(({ kind }) => kind);
  expect((await kinds()).filter((kind) => kind === 'transfer')).toHaveLength(1);
  const officer = await lab.act('officer');
  const [{ id: transfer = 0 } = {}] = (await lab.reviews.campaigns(officer)).campaigns;
  // The new post is nobody's leftover; the client that was theirs before is.
  expect((await lab.reviews.campaign(officer, transfer)).listed.map(({ kind }) => kind)).toEqual(['client']);

  const plan = await lab.reviews.schedule(officer);
  expect(plan).toMatchObject({ everyDays: 91, deadlineDays: 14, onTransfer: true });
  expect(await kinds()).not.toContain('quarterly');
  await lab.reviews.changeSchedule(officer, plan.version, {
    everyDays: 30,
    deadlineDays: 60,
    onTransfer: false,
  });
  await expect(
    lab.reviews.changeSchedule(officer, plan.version, { everyDays: 1, deadlineDays: 1, onTransfer: false }),
  ).rejects.toEqual(problem('version-conflict'));
  lab.wait(31 * DAY);
  await Promise.all([lab.reviews.tick(), lab.reviews.tick()]);
  await lab.reviews.tick();
  expect((await kinds()).filter((kind) => kind === 'quarterly')).toHaveLength(1);
});
