import { Link, useParams } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { useState } from 'react';
import type { RequestView } from '../../../src/contract/sharing.ts';
import type { Sensitivity as Level } from '../../../src/kernel/record-type.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { Sensitivity } from '../../app/sensitivity.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { Chain } from './chain.tsx';
import { DecisionForm } from './decision-form.tsx';
import { State } from './requests-page.tsx';
import './sharing.css';
import { useRequest, useRequestActs } from './sharing-api.ts';
import { useSharingWords } from './words.ts';

/** One request: what is asked for, who decides, what happened, and what was finally read. */
export function RequestPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const say = useSharingWords();
  const request = useRequest(id);
  usePageTitle(say('number', { id }));
  return (
    <>
      <p className="sharing-noprint">
        <Link to="/requests">{say('back')}</Link>
      </p>
      <Answer query={request}>{(view) => <Whole view={view} />}</Answer>
    </>
  );
}

function Whole({ view }: { view: RequestView }) {
  const say = useSharingWords();
  const [chainOpen, setChainOpen] = useState(false);
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('number', { id: view.id })}</h1>
          <p className="page-line">
            {view.emergency && <span className="chip sharing-emergency">{say('emergency')}</span>}{' '}
            <State request={view} />
          </p>
        </div>
      </div>
      <div className="sharing-grid">
        <div className="stack">
          <Facts view={view} />
          <Acts view={view} />
        </div>
        <div className="stack">
          <Steps view={view} />
          <Events view={view} />
        </div>
      </div>
      {view.mayReadChain &&
        (chainOpen ? (
          <Chain id={view.id} />
        ) : (
          <section className="sheet sheet-pad sharing-noprint">
            <p className="fact-quiet">{say('chain.line')}</p>
            <Button onClick={() => setChainOpen(true)}>{say('chain.open')}</Button>
          </section>
        ))}
    </>
  );
}

function Facts({ view }: { view: RequestView }) {
  const say = useSharingWords();
  const label = useLabel();
  const { terms, asked } = view;
  const isNarrowed = JSON.stringify(terms) !== JSON.stringify(asked);
  return (
    <section className="sheet sheet-pad">
      <dl className="facts">
        <dt>{say('request.who')}</dt>
        <dd>
          {view.requester.name} <span className="fact-quiet">{label(view.post)}</span>
        </dd>
        <dt>{say('request.purpose')}</dt>
        <dd>{label(view.purposeLabel)}</dd>
        <dt>{say('request.fields')}</dt>
        <dd>
          {view.fields
            .filter(({ name }) => terms.fields.includes(name))
            .map(({ name, label: words, sensitivity }) => (
              <span key={name} className="chip">
                {label(words)} <Sensitivity value={sensitivity as Level} quiet />
              </span>
            ))}
        </dd>
        <dt>{say('request.form')}</dt>
        <dd>{say(`request.form.${terms.disclosure}`)}</dd>
        <dt>{say('request.scope')}</dt>
        <dd>{say('request.scope.value', { records: view.records, customers: view.customers })}</dd>
        {!view.emergency && (
          <>
            <dt>{say('request.days')}</dt>
            <dd>{say('request.days.value', { days: terms.days })}</dd>
            <dt>{say('request.export')}</dt>
            <dd>{say(terms.export ? 'request.export.yes' : 'request.export.no')}</dd>
          </>
        )}
        {view.binding !== null && (
          <>
            <dt>{say('request.binding')}</dt>
            <dd>{view.binding}</dd>
          </>
        )}
        <dt>{say('request.reason')}</dt>
        <dd className="sharing-text">{view.reason}</dd>
        {view.consent !== null && (
          <>
            <dt>{say('request.consent')}</dt>
            <dd>
              {say('request.consent.value', view.consent)}
              {view.consent.covered < view.consent.customers && (
                <p className="sharing-missing">{say('request.consent.missing')}</p>
              )}
            </dd>
          </>
        )}
        <dt>{say('request.history')}</dt>
        <dd>{say('request.history.value', view.history)}</dd>
      </dl>
      {isNarrowed && (
        <p className="fact-quiet">
          {say('request.narrowed', { fields: asked.fields.length, days: asked.days })}
        </p>
      )}
    </section>
  );
}

/** What the reader may do with the request now. */
function Acts({ view }: { view: RequestView }) {
  const say = useSharingWords();
  const acts = useRequestActs();
  const { grant, status, id } = view;
  const inForce = grant?.inForce === true;
  const isOpen = status === 'pending' || status === 'asked-back';
  const giveBack = view.mayGiveBack && inForce;
  const revoke = view.mayRevoke && inForce;
  const withdraw = view.mayGiveBack && isOpen && !view.emergency;
  return (
    <>
      {(view.canDecide || (view.mayGiveBack && status === 'asked-back')) && <DecisionForm view={view} />}
      {(giveBack || revoke || withdraw) && (
        <div className="sharing-actions sharing-noprint">
          {withdraw && (
            <Button
              loading={acts.isPending}
              onClick={() => acts.mutate({ id, kind: 'decide', decision: { verdict: 'withdraw' } })}
            >
              {say('withdraw')}
            </Button>
          )}
          {giveBack && (
            <Button loading={acts.isPending} onClick={() => acts.mutate({ id, kind: 'give-back' })}>
              {say('give-back')}
            </Button>
          )}
          {revoke && (
            <Button danger loading={acts.isPending} onClick={() => acts.mutate({ id, kind: 'revoke' })}>
              {say('revoke')}
            </Button>
          )}
        </div>
      )}
      {acts.isError && <ProblemNotice error={acts.error} />}
    </>
  );
}

function Steps({ view }: { view: RequestView }) {
  const say = useSharingWords();
  const label = useLabel();
  return (
    <section className="sheet sheet-pad">
      <h2>{say('steps.title')}</h2>
      <ol className="sharing-steps">
        {view.steps.map(({ name, state, deciders }) => (
          <li key={name.en} className={`step-${state}`}>
            <p>
              <strong>{label(name)}</strong> <span className="fact-quiet">{say(`steps.${state}`)}</span>
            </p>
            {state === 'now' && view.status === 'pending' && (
              <p className="fact-quiet">
                {deciders.length === 0
                  ? say(view.emergency ? 'steps.nobody.review' : 'steps.nobody')
                  : say('steps.by', { names: deciders.map((one) => one.name).join(', ') })}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Events({ view }: { view: RequestView }) {
  const say = useSharingWords();
  const format = useFormat();
  return (
    <section className="sheet sheet-pad">
      <h2>{say('events.title')}</h2>
      <ol className="sharing-events">
        {view.events.map(({ kind, at, by, inPlaceOf, terms, text }, index) => (
          <li key={`${at} ${kind}`}>
            <p>
              <strong>{say(`event.${kind}`)}</strong> {by === null ? say('event.by-time') : by.name}{' '}
              {inPlaceOf.length > 0 &&
                say('event.in-place-of', { names: inPlaceOf.map((one) => one.name).join(', ') })}
            </p>
            <p className="fact-quiet">{format.exactInstant(at)}</p>
            {index > 0 && terms !== null && (
              <p>{say('event.narrowed', { fields: terms.fields.length, days: terms.days })}</p>
            )}
            {index > 0 && text !== null && <p className="sharing-text">{text}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
