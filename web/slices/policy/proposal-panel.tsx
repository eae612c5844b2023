import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useState } from 'react';
import type { PolicyView } from '../../../src/contract/policy.ts';
import type { ProposalView } from '../../../src/contract/policy-proposals.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { Effect } from './effect.tsx';
import { useProposal, useProposalAct } from './policy-api.ts';
import { usePolicySentences } from './policy-words.ts';
import { isReason } from './proposing.tsx';
import { useVersionFacts } from './version-facts.ts';
import { usePolicyWords } from './words.ts';

/** One change: what it says, whom it would give and take, what the company expects, and the decision. */
export function ProposalPanel({
  id,
  policy,
  onOpen,
  onClose,
}: {
  id: number;
  policy: PolicyView;
  onOpen: (id: number) => void;
  onClose: () => void;
}) {
  const say = usePolicyWords();
  const proposal = useProposal(id);
  return (
    <SidePanel open onClose={onClose} title={say('proposals.one', { proposal: id })} size={760}>
      <Answer query={proposal} rows={8}>
        {(view) => (
          <div className="policy-form">
            <Head view={view} />
            {view.changes.map((change) => (
              <Change key={`${change.kind} ${change.id}`} policy={policy} change={change} />
            ))}
            {view.preview && <Effect preview={view.preview} />}
            <Expectations view={view} />
            {view.answer !== null && (
              <section>
                <h3>{say('proposals.answer')}</h3>
                <p>{view.answer}</p>
              </section>
            )}
            <Acts view={view} onOpen={onOpen} />
          </div>
        )}
      </Answer>
    </SidePanel>
  );
}

function Head({ view }: { view: ProposalView }) {
  const say = usePolicyWords();
  const format = useFormat();
  const { status, stale, reason, origin, by, at, decidedBy, decidedAt, approval, newExpectations } = view;
  return (
    <section>
      <p>
        <span className={`chip proposal-${status}`}>{say(`status.${status}`)}</span>{' '}
        {say('proposals.proposed', { person: by.name, at: format.instant(at) })}
        {decidedBy !== null && decidedAt !== null && (
          <> {say('proposals.decided', { person: decidedBy.name, at: format.instant(decidedAt) })}</>
        )}
      </p>
      <h3>{say('propose.reason')}</h3>
      <p className="proposal-reason">{reason === '' ? say(`origin.${origin}`) : reason}</p>
      {stale && (
        <p className="form-note" role="status">
          {say('proposals.stale')}
        </p>
      )}
      {approval !== null && <p>{say(approval === 'off' ? 'proposals.turns-off' : 'proposals.turns-on')}</p>}
      {newExpectations !== null && <p>{say('proposals.expects', { count: newExpectations })}</p>}
    </section>
  );
}

/** Only what differs, part by part; of what is new or goes, all that it says. */
function Change({ policy, change }: { policy: PolicyView; change: ProposalView['changes'][number] }) {
  const say = usePolicyWords();
  const label = useLabel();
  const factsOf = useVersionFacts(usePolicySentences(policy));
  const { before, after, id, kind } = change;
  const text = after ?? before;
  const had = before === null ? [] : factsOf(before);
  const facts = text === null ? [] : factsOf(text);
  const parts = facts
    .map(([name, value], index) => ({ name, value, was: had[index]?.[1] ?? '' }))
    .filter(({ value, was }) => (before === null || after === null ? value !== '' : value !== was));
  const how = before === null ? 'new' : after === null ? 'gone' : 'other';
  const name = text === null ? id : label('label' in text ? text.label : text.name);
  return (
    <section className="proposal-change">
      <h3>
        {say(`change.${how}`, { what: say(`changes.${kind}`), name })} <code>{id}</code>
      </h3>
      {parts.length === 0 && <p className="fact-quiet">{say('change.details')}</p>}
      <dl className="proposal-parts">
        {parts.map((part) => (
          <div key={part.name}>
            <dt>{part.name}</dt>
            <dd>
              {how === 'other' && (
                <>
                  <del>{part.was === '' ? say('change.empty') : part.was}</del>{' '}
                  <span aria-hidden="true">→</span>{' '}
                </>
              )}
              {how === 'gone' ? (
                <del>{part.value}</del>
              ) : (
                <span>{part.value === '' ? say('change.empty') : part.value}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Expectations({ view: { expectations } }: { view: ProposalView }) {
  const say = usePolicyWords();
  const app = useAppWords();
  if (expectations === null) return null;
  const { count, failed } = expectations;
  return (
    <section>
      <h3>{say('expect.title')}</h3>
      <p>
        {count === 0
          ? say('expect.none')
          : say(failed.length === 0 ? 'expect.met' : 'expect.failed', {
              count,
              failed: new Set(failed.map((each) => each.expectation)).size,
            })}
      </p>
      {failed.length > 0 && (
        <ul className="warnings">
          {failed.map(({ expectation, field, expected, actual }) => (
            <li key={`${expectation} ${field}`}>
              {field === null || expected === null || actual === null
                ? say('expect.odd', { expectation })
                : say('expect.one', {
                    ...{ expectation, field },
                    expected: app(`disclosure.${expected}`),
                    actual: app(`disclosure.${actual}`),
                  })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Acts({ view, onOpen }: { view: ProposalView; onOpen: (id: number) => void }) {
  const say = usePolicyWords();
  const act = useProposalAct();
  const [text, setText] = useState('');
  const { id, may, stale } = view;
  const answer = text.trim();
  if (!may.decide && !may.withdraw) return null;
  return (
    <section className="policy-form">
      {may.decide && (
        <Entry name={say('decide.answer')} className="entry-wide">
          {(entry) => (
            <Input.TextArea
              id={entry}
              aria-label={say('decide.answer')}
              rows={2}
              maxLength={1000}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Entry>
      )}
      {act.isError && <ProblemNotice error={act.error} />}
      <div className="form-actions">
        {may.decide && (
          <>
            <Button
              type="primary"
              disabled={stale}
              loading={act.isPending}
              onClick={() =>
                act.mutate({
                  ...{ kind: 'decide', id },
                  decision: { verdict: 'approve', ...(isReason(answer) ? { answer } : {}) },
                })
              }
            >
              {say('decide.approve')}
            </Button>
            <Button
              danger
              disabled={!isReason(answer)}
              loading={act.isPending}
              onClick={() => act.mutate({ kind: 'decide', id, decision: { verdict: 'refuse', answer } })}
            >
              {say('decide.refuse')}
            </Button>
          </>
        )}
        {may.renew && (
          <Button
            type="primary"
            loading={act.isPending}
            onClick={() =>
              act.mutate(
                { kind: 'renew', id },
                { onSuccess: ({ proposal }) => proposal !== null && onOpen(proposal) },
              )
            }
          >
            {say('proposals.renew')}
          </Button>
        )}
        {may.withdraw && (
          <Button loading={act.isPending} onClick={() => act.mutate({ kind: 'withdraw', id })}>
            {say('proposals.withdraw')}
          </Button>
        )}
      </div>
    </section>
  );
}
