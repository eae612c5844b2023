import { Link, useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Segmented from 'antd/es/segmented';
import { type FormEvent, useState } from 'react';
import type { CampaignSummary, ReviewProposal } from '../../../src/contract/reviews.ts';
import { useMe } from '../../app/api/session.ts';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { Findings } from './findings.tsx';
import './reviews.css';
import { useProposals, useReviewActs, useReviews } from './reviews-api.ts';
import { useReviewsWords } from './words.ts';

const DAYS_USUAL = 14;

/** Reviews of authority: those that wait for the reader, and, for who looks after authority, all of them. */
export function ReviewsPage() {
  const say = useReviewsWords();
  const isSecurity = useMe().office === 'security-administrator';
  const reviews = useReviews();
  usePageTitle(say('reviews.title'));
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('reviews.title')}</h1>
          <p className="page-line">{say('reviews.line')}</p>
        </div>
      </div>
      <Answer query={reviews} rows={4}>
        {({ campaigns, mayBegin }) => (
          <>
            <Campaigns campaigns={campaigns} />
            {isSecurity && <Proposals />}
            {mayBegin && <Begin />}
          </>
        )}
      </Answer>
    </>
  );
}

function Campaigns({ campaigns }: { campaigns: readonly CampaignSummary[] }) {
  const say = useReviewsWords();
  const format = useFormat();
  return (
    <Findings
      title={say('reviews.list')}
      line={say('reviews.list.line')}
      empty={say('reviews.empty')}
      columns={[say('column.review'), say('column.progress'), say('column.mine'), say('column.deadline')]}
      rows={campaigns.map((one) => ({
        key: String(one.id),
        cells: [
          <span key="review" className="finding-who">
            <Link to="/reviews/$id" params={{ id: String(one.id) }}>
              {say('review.number', { id: one.id })} · {say(`kind.${one.kind}`)}
            </Link>{' '}
            <span className="fact-quiet">{format.day(one.startedAt)}</span>
          </span>,
          say('review.progress', { decided: one.decided, items: one.items }),
          one.toDecide > 0 ? <strong key="mine">{one.toDecide}</strong> : say('review.none'),
          <State key="state" review={one} />,
        ],
      }))}
    />
  );
}

export function State({ review }: { review: CampaignSummary }) {
  const say = useReviewsWords();
  const format = useFormat();
  if (review.closedAt !== null) return say('review.closed', { at: format.day(review.closedAt) });
  if (review.haltedAt !== null) return <span className="chip review-halted">{say('review.halted')}</span>;
  return say('review.until', { at: format.instant(review.deadline) });
}

function Begin() {
  const say = useReviewsWords();
  const navigate = useNavigate();
  const acts = useReviewActs();
  const [people, setPeople] = useState('');
  const [mode, setMode] = useState<'responsible' | 'self'>('responsible');
  const [days, setDays] = useState(DAYS_USUAL);
  const [reason, setReason] = useState('');
  const logins = people.split(/[\s,，;；]+/).filter((login) => login !== '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    acts.mutate(
      { kind: 'begin', people: logins.length === 0 ? null : logins, mode, days, reason: reason.trim() },
      { onSuccess: (id) => id !== null && void navigate({ to: '/reviews/$id', params: { id: String(id) } }) },
    );
  };
  return (
    <section className="sheet sheet-pad findings">
      <h2>{say('begin.title')}</h2>
      <p className="fact-quiet">{say('begin.line')}</p>
      <form className="review-form" onSubmit={submit}>
        <Entry name={say('begin.people')}>
          {(id) => (
            <Input
              id={id}
              value={people}
              autoComplete="off"
              onChange={(event) => setPeople(event.target.value)}
            />
          )}
        </Entry>
        <Entry name={say('begin.reason')}>
          {(id) => (
            <Input
              id={id}
              value={reason}
              maxLength={500}
              autoComplete="off"
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Entry>
        <Entry name={say('begin.days')}>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              max={90}
              precision={0}
              value={days}
              onChange={(value) => setDays(value ?? DAYS_USUAL)}
            />
          )}
        </Entry>
        <Segmented
          aria-label={say('begin.mode')}
          value={mode}
          options={(['responsible', 'self'] as const).map((value) => ({
            value,
            label: say(`mode.${value}`),
          }))}
          onChange={setMode}
        />
        <div>
          <Button
            type="primary"
            htmlType="submit"
            disabled={reason.trim().length < 3}
            loading={acts.isPending}
          >
            {logins.length === 0 ? say('begin.everybody') : say('begin.some', { count: logins.length })}
          </Button>
        </div>
      </form>
      {acts.isError && <ProblemNotice error={acts.error} />}
    </section>
  );
}

/** What reviews want of rules that serve others too. */
function Proposals() {
  const proposals = useProposals();
  return (
    <Answer query={proposals} rows={2}>
      {(answer) => <ProposalTable proposals={answer.proposals} />}
    </Answer>
  );
}

function ProposalTable({ proposals }: { proposals: readonly ReviewProposal[] }) {
  const say = useReviewsWords();
  const app = useAppWords();
  const label = useLabel();
  const acts = useReviewActs();
  return (
    <Findings
      title={say('proposals.title')}
      line={say('proposals.line')}
      empty={say('proposals.empty')}
      columns={[say('column.person'), say('column.what'), say('column.rules'), say('column.next')]}
      rows={proposals.map(({ id, person, post, rights, rules }) => ({
        key: String(id),
        cells: [
          <span key="who" className="finding-who">
            {person.name} <span className="fact-quiet">{label(post)}</span>
          </span>,
          rights.length === 0
            ? say('item.rule')
            : rights.map((each) => `${each.recordType} · ${app.code('category', each.category)}`).join(' / '),
          rules.map(({ name }) => label(name)).join(' / '),
          <span key="next" className="finding-what">
            <Link to="/policy">{say('unused.next.security')}</Link>
            {(['done', 'declined'] as const).map((outcome) => (
              <Button
                key={outcome}
                size="small"
                loading={acts.isPending}
                onClick={() => acts.mutate({ kind: 'proposal', id, outcome })}
              >
                {say(`proposals.${outcome}`)}
              </Button>
            ))}
          </span>,
        ],
      }))}
    />
  );
}
