import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useState } from 'react';
import type { CampaignView, ReviewItem } from '../../../src/contract/reviews.ts';
import { useMe } from '../../app/api/session.ts';
import { Entry } from '../../app/entry.tsx';
import { mayReadLog } from '../../app/shell/nav.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { ItemTable } from './item-table.tsx';
import './reviews.css';
import { saveReview, useReview, useReviewActs } from './reviews-api.ts';
import { State } from './reviews-page.tsx';
import { useReviewsWords } from './words.ts';

const MORE_DAYS = 7;

/** One review: what waits for the reader, what was decided, and, for who manages it, its deadline. */
export function ReviewPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const say = useReviewsWords();
  const review = useReview(id);
  usePageTitle(say('review.number', { id }));
  return (
    <>
      <p>
        <Link to="/reviews">{say('review.back')}</Link>
      </p>
      <Answer query={review}>{(view) => <Whole view={view} />}</Answer>
    </>
  );
}

function Whole({ view }: { view: CampaignView }) {
  const say = useReviewsWords();
  const me = useMe();
  const waiting = view.listed.filter(({ canDecide }) => canDecide);
  const others = view.listed.filter(({ canDecide }) => !canDecide);
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>
            {say('review.number', { id: view.id })} · {say(`kind.${view.kind}`)}
          </h1>
          <p className="page-line">
            {say('review.progress', { decided: view.decided, items: view.items })} · <State review={view} /> ·{' '}
            {say(`mode.${view.mode}`)}
          </p>
          {view.reason !== null && <p className="page-line">{view.reason}</p>}
        </div>
        {mayReadLog(me) && <ExportButton id={view.id} />}
      </div>
      {view.mayManage && view.closedAt === null && <Deadline view={view} />}
      {view.closedAt === null && <ToDecide id={view.id} items={waiting} />}
      {others.length > 0 && (
        <section className="sheet findings">
          <h2 className="sheet-title">{say('items.others')}</h2>
          <ItemTable name={say('items.others')} items={others} />
        </section>
      )}
    </>
  );
}

/** Several are decided at once, with one reason. */
function ToDecide({ id, items }: { id: number; items: readonly ReviewItem[] }) {
  const say = useReviewsWords();
  const acts = useReviewActs();
  const [ticked, setTicked] = useState<readonly number[]>([]);
  const [reason, setReason] = useState('');
  const chosen = items.filter((item) => ticked.includes(item.id));
  const narrowable = chosen.length > 0 && chosen.every((item) => narrowingOf(item) !== null);
  const decide = (verdict: 'keep' | 'narrow' | 'remove') =>
    acts.mutate(
      {
        kind: 'decide',
        id,
        body: {
          reason: reason.trim(),
          decisions: chosen.map((item) => ({
            ...{ item: item.id, verdict },
            ...(verdict === 'narrow' ? narrowingOf(item) : {}),
          })),
        },
      },
      {
        onSuccess: () => {
          setTicked([]);
          setReason('');
        },
      },
    );
  return (
    <section className="sheet findings">
      <h2 className="sheet-title">{say('items.mine')}</h2>
      <p className="sheet-line">{say('items.mine.line')}</p>
      {items.length === 0 ? (
        <p className="sheet-line fact-quiet">{say('items.mine.empty')}</p>
      ) : (
        <>
          <ItemTable name={say('items.mine')} items={items} ticked={ticked} onTick={setTicked} />
          <div className="review-bulk">
            <span role="status">{say('items.chosen', { count: chosen.length })}</span>
            <Entry name={say('items.reason')}>
              {(field) => (
                <Input
                  id={field}
                  value={reason}
                  maxLength={500}
                  autoComplete="off"
                  onChange={(event) => setReason(event.target.value)}
                />
              )}
            </Entry>
            {(['keep', 'narrow', 'remove'] as const).map((verdict) => (
              <Button
                key={verdict}
                type={verdict === 'keep' ? 'primary' : 'default'}
                danger={verdict === 'remove'}
                loading={acts.isPending}
                disabled={
                  chosen.length === 0 || reason.trim().length < 3 || (verdict === 'narrow' && !narrowable)
                }
                onClick={() => decide(verdict)}
              >
                {say(`verdict.${verdict}`)}
              </Button>
            ))}
          </div>
          <p className="sheet-line fact-quiet">{say('items.narrow.line')}</p>
        </>
      )}
      {acts.isError && (
        <div className="sheet-pad">
          <ProblemNotice error={acts.error} />
        </div>
      )}
    </section>
  );
}

/** To what was used: the fields that a grant keeps, or the categories that an assignment loses; null where there is no less. */
function narrowingOf({ kind, facts }: ReviewItem) {
  if (kind === 'grant') {
    const isLess = facts.fieldsUsed.length > 0 && facts.fieldsUsed.length < facts.fields.length;
    return isLess ? { fields: facts.fieldsUsed } : null;
  }
  const unused = facts.rights.filter(({ verdict }) => verdict === 'unused');
  if (kind !== 'assignment' || unused.length === 0) return null;
  return { rights: unused.map(({ recordType, category }) => ({ recordType, category })) };
}

function Deadline({ view }: { view: CampaignView }) {
  const say = useReviewsWords();
  const acts = useReviewActs();
  return (
    <section className="sheet sheet-pad findings">
      <p>{view.haltedAt === null ? say('deadline.line') : say('deadline.halted')}</p>
      <div className="finding-what">
        <Button
          loading={acts.isPending}
          onClick={() => acts.mutate({ kind: 'deadline', id: view.id, body: { days: MORE_DAYS } })}
        >
          {say('deadline.more', { days: MORE_DAYS })}
        </Button>
        {view.haltedAt !== null && (
          <Button
            danger
            loading={acts.isPending}
            onClick={() => acts.mutate({ kind: 'deadline', id: view.id, body: { confirm: true } })}
          >
            {say('deadline.confirm')}
          </Button>
        )}
      </div>
      {acts.isError && <ProblemNotice error={acts.error} />}
    </section>
  );
}

function ExportButton({ id }: { id: number }) {
  const say = useReviewsWords();
  const exporting = useMutation({ mutationFn: () => saveReview(id) });
  return (
    <div>
      <Button loading={exporting.isPending} onClick={() => exporting.mutate()}>
        {say('review.export')}
      </Button>
      {exporting.isError && <ProblemNotice error={exporting.error} />}
    </div>
  );
}
