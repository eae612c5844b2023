import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import { useState } from 'react';
import type { RequestSummary } from '../../../src/contract/sharing.ts';
import { useMe } from '../../app/api/session.ts';
import { type RequestList, useRequests } from '../../app/asking/asking-api.ts';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { useProblemWords } from '../../app/states/problem-notice.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { Deputies } from './deputies.tsx';
import './sharing.css';
import { type Decided, useDecideAll } from './sharing-api.ts';
import { useSharingWords } from './words.ts';

/** What waits for one's decision, and what one has asked for oneself. */
export function RequestsPage() {
  const say = useSharingWords();
  const me = useMe();
  const inbox = useRequests('inbox');
  const mine = useRequests('mine');
  usePageTitle(say('title'));
  if (me.office !== null || me.assignments.length === 0) {
    return <BlankState drawing="locked" title={say(me.office === null ? 'mine.no-post' : 'mine.office')} />;
  }
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
      </div>
      <section className="sheet">
        <h2 className="sheet-title">{say('inbox.title')}</h2>
        <Answer query={inbox} rows={3}>
          {(list) => <Inbox list={list} />}
        </Answer>
      </section>
      <section className="sheet">
        <h2 className="sheet-title">{say('mine.title')}</h2>
        <Answer query={mine} rows={3}>
          {({ requests }) =>
            requests.length === 0 ? (
              <p className="sheet-line">{say('mine.empty')}</p>
            ) : (
              <RequestTable name={say('mine.title')} requests={requests} />
            )
          }
        </Answer>
      </section>
      <Deputies />
    </>
  );
}

/** Several can be decided at once; what differs from case to case is decided on the request's own page. */
function Inbox({ list: { requests } }: { list: RequestList }) {
  const say = useSharingWords();
  const acts = useDecideAll();
  const [ticked, setTicked] = useState<readonly number[]>([]);
  const [text, setText] = useState('');
  const chosen = ticked.filter((id) => requests.some((one) => one.id === id));
  const said = text.trim();
  const decide = (verdict: 'approve' | 'refuse') => {
    const decision =
      verdict === 'approve' ? { verdict, ...(said === '' ? {} : { text: said }) } : { verdict, text: said };
    acts.mutate(
      { ids: chosen, decision },
      {
        onSuccess: ({ failed }) => {
          setTicked(failed.map(({ id }) => id));
          if (failed.length === 0) setText('');
        },
      },
    );
  };
  const outcome = acts.data === undefined ? null : <Outcome decided={acts.data} />;
  if (requests.length === 0) {
    return (
      <>
        <p className="sheet-line">{say('inbox.empty')}</p>
        {outcome}
      </>
    );
  }
  return (
    <>
      <RequestTable name={say('inbox.title')} requests={requests} ticked={chosen} onTick={setTicked} />
      {chosen.length > 0 && (
        <div className="sharing-bulk">
          <span role="status">{say('inbox.chosen', { count: chosen.length })}</span>
          <Button type="primary" loading={acts.isPending} onClick={() => decide('approve')}>
            {say('inbox.approve')}
          </Button>
          <Entry name={say('inbox.text')}>
            {(id) => (
              <Input
                id={id}
                value={text}
                maxLength={500}
                autoComplete="off"
                onChange={(event) => setText(event.target.value)}
              />
            )}
          </Entry>
          <Button danger disabled={said === ''} loading={acts.isPending} onClick={() => decide('refuse')}>
            {say('inbox.refuse')}
          </Button>
        </div>
      )}
      {outcome}
    </>
  );
}

/** What became of several decisions: how many were made, and of each that was not, why. */
function Outcome({ decided: { done, failed } }: { decided: Decided }) {
  const say = useSharingWords();
  return (
    <div className="sheet-pad" role="status">
      {done.length > 0 && <p className="done">{say('inbox.decided', { count: done.length })}</p>}
      {failed.length > 0 && (
        <>
          <p>{say('inbox.failed')}</p>
          <ul className="sharing-failed">
            {failed.map(({ id, error }) => (
              <Failed key={id} id={id} error={error} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Failed({ id, error }: { id: number; error: unknown }) {
  const say = useSharingWords();
  const { title, detail } = useProblemWords(error);
  return (
    <li>
      <Link to="/requests/$id" params={{ id: String(id) }}>
        {say('number', { id })}
      </Link>{' '}
      <strong>{title}</strong> {detail}
    </li>
  );
}

function RequestTable({
  name,
  requests,
  ticked,
  onTick,
}: {
  name: string;
  requests: readonly RequestSummary[];
  ticked?: readonly number[];
  onTick?: (ids: readonly number[]) => void;
}) {
  const say = useSharingWords();
  const label = useLabel();
  const format = useFormat();
  return (
    <TableScroll name={name}>
      <table className="table">
        <thead>
          <tr>
            {onTick && (
              <th scope="col">
                <span className="unseen">{say('column.choice')}</span>
              </th>
            )}
            <th scope="col">{say('column.request')}</th>
            <th scope="col">{say('column.who')}</th>
            <th scope="col">{say('column.what')}</th>
            <th scope="col">{say('column.state')}</th>
            <th scope="col">{say('column.when')}</th>
          </tr>
        </thead>
        <tbody>
          {requests.map((request) => (
            <tr key={request.id}>
              {onTick && ticked && (
                <td>
                  <Checkbox
                    aria-label={say('inbox.choose', { id: request.id })}
                    checked={ticked.includes(request.id)}
                    onChange={(event) =>
                      onTick(
                        event.target.checked
                          ? [...ticked, request.id]
                          : ticked.filter((id) => id !== request.id),
                      )
                    }
                  />
                </td>
              )}
              <td>
                <Link to="/requests/$id" params={{ id: String(request.id) }}>
                  {say('number', { id: request.id })}
                </Link>{' '}
                {request.emergency && <span className="chip sharing-emergency">{say('emergency')}</span>}
              </td>
              <td>
                {request.requester.name} <span className="fact-quiet">{label(request.post)}</span>
              </td>
              <td>
                {label(request.purposeLabel)}{' '}
                <span className="fact-quiet">
                  {say('what', { fields: request.terms.fields.length, customers: request.customers })}
                </span>
              </td>
              <td>
                <State request={request} />
              </td>
              <td className="nowrap">{format.instant(request.createdAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

export function State({ request }: { request: RequestSummary }) {
  const say = useSharingWords();
  const label = useLabel();
  const format = useFormat();
  const { status, step, grant } = request;
  return (
    <>
      <span className="chip">{say(`status.${status}`)}</span>{' '}
      {step !== null && <span className="fact-quiet">{label(step)}</span>}
      {grant !== null && (
        <span className="fact-quiet">
          {grant.inForce ? say('grant.in-force', { until: format.instant(grant.until) }) : say('grant.ended')}
        </span>
      )}
    </>
  );
}
