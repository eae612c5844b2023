import Button from 'antd/es/button';
import { useState } from 'react';
import type { PolicyView } from '../../../src/contract/policy.ts';
import type { ProposalList, ProposalSummary } from '../../../src/contract/policy-proposals.ts';
import { useProposals } from '../../app/api/proposals.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useFormat } from '../../app/format.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { useMayEdit } from './editing.ts';
import { useProposalAct } from './policy-api.ts';
import { ProposalPanel } from './proposal-panel.tsx';
import { isReason, Proposed, ReasonEntry } from './proposing.tsx';
import { usePolicyWords } from './words.ts';

/** Changes that wait for another person, and what became of those before them. */
export function Proposals({ policy }: { policy: PolicyView }) {
  const say = usePolicyWords();
  const proposals = useProposals();
  const [open, setOpen] = useState<number | null>(null);
  return (
    <Answer query={proposals} rows={6}>
      {(list) => (
        <>
          <StandingLine list={list} />
          {list.proposals.length === 0 ? (
            <BlankState drawing="empty" title={say('proposals.none')} />
          ) : (
            <ProposalTable proposals={list.proposals} onOpen={setOpen} />
          )}
          {open !== null && (
            <ProposalPanel
              key={open}
              id={open}
              policy={policy}
              onOpen={setOpen}
              onClose={() => setOpen(null)}
            />
          )}
        </>
      )}
    </Answer>
  );
}

/** Whether changes need another person, and the way to change that. */
function StandingLine({ list: { standing, approvers } }: { list: ProposalList }) {
  const say = usePolicyWords();
  const mayEdit = useMayEdit();
  const [changing, setChanging] = useState(false);
  return (
    <div className="policy-tools">
      <p className="proposals-standing">
        {say(`standing.${standing}`)}{' '}
        {standing === 'required' &&
          say(approvers === 0 ? 'standing.nobody' : 'standing.approvers', { count: approvers })}
      </p>
      {mayEdit && (
        <Button onClick={() => setChanging(true)}>
          {say(standing === 'off' ? 'standing.on.do' : 'standing.off.do')}
        </Button>
      )}
      {changing && (
        <StandingPanel to={standing === 'off' ? 'required' : 'off'} onClose={() => setChanging(false)} />
      )}
    </div>
  );
}

function StandingPanel({ to, onClose }: { to: 'required' | 'off'; onClose: () => void }) {
  const say = usePolicyWords();
  const act = useProposalAct();
  const [reason, setReason] = useState('');
  const key = to === 'off' ? 'off' : 'on';
  const proposed = act.data?.proposal ?? null;
  const done = act.isSuccess && proposed === null;
  if (done) return null;
  return (
    <SidePanel open onClose={onClose} title={say(`standing.${key}.do`)} size={560}>
      {proposed !== null ? (
        <Proposed proposal={proposed} onClose={onClose} />
      ) : (
        <form
          className="policy-form"
          onSubmit={(event) => {
            event.preventDefault();
            const wish = { approval: to, reason: to === 'off' ? reason.trim() : say('standing.on.do') };
            act.mutate(
              { kind: 'propose', wish },
              { onSuccess: ({ proposal }) => proposal === null && onClose() },
            );
          }}
        >
          <p>{say(`standing.${key}.line`)}</p>
          {to === 'off' && <ReasonEntry value={reason} onChange={setReason} />}
          {act.isError && <ProblemNotice error={act.error} />}
          <FormActions
            submit={say(to === 'off' ? 'propose.do' : 'standing.on.do')}
            pending={act.isPending}
            disabled={to === 'off' && !isReason(reason)}
            onClose={onClose}
          />
        </form>
      )}
    </SidePanel>
  );
}

function ProposalTable({
  proposals,
  onOpen,
}: {
  proposals: readonly ProposalSummary[];
  onOpen: (id: number) => void;
}) {
  const say = usePolicyWords();
  return (
    <section className="sheet">
      <TableScroll name={say('tab.proposals')}>
        <table className="table table-wrap">
          <thead>
            <tr>
              <th scope="col">{say('proposals.number')}</th>
              <th scope="col">{say('proposals.what')}</th>
              <th scope="col">{say('proposals.by')}</th>
              <th scope="col">{say('proposals.status')}</th>
              <th scope="col">
                <span className="unseen">{say('proposals.open')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {proposals.map((each) => (
              <ProposalRow key={each.id} proposal={each} onOpen={onOpen} />
            ))}
          </tbody>
        </table>
      </TableScroll>
    </section>
  );
}

function ProposalRow({ proposal, onOpen }: { proposal: ProposalSummary; onOpen: (id: number) => void }) {
  const say = usePolicyWords();
  const format = useFormat();
  const { id, status, stale, reason, origin, by, at, decidedBy, decidedAt } = proposal;
  const what = useWhat(proposal);
  return (
    <tr>
      <td>{id}</td>
      <td>
        {what}
        <p className="fact-quiet">{reason === '' ? say(`origin.${origin}`) : reason}</p>
      </td>
      <td>
        {by.name}
        <p className="fact-quiet">{format.instant(at)}</p>
      </td>
      <td>
        <span className={`chip proposal-${status}`}>{say(`status.${status}`)}</span>{' '}
        {stale && <span className="chip">{say('status.stale')}</span>}
        {decidedBy !== null && decidedAt !== null && (
          <p className="fact-quiet">
            {decidedBy.name} · {format.instant(decidedAt)}
          </p>
        )}
      </td>
      <td className="cell-end">
        <Button
          size="small"
          aria-label={say('proposals.open.one', { proposal: id })}
          onClick={() => onOpen(id)}
        >
          {say('proposals.open')}
        </Button>
      </td>
    </tr>
  );
}

/** How much a proposal changes, in words. */
function useWhat({ rules, removedRules, purposes }: ProposalSummary): string {
  const say = usePolicyWords();
  const parts = [
    ...(rules > 0 ? [say('proposals.rules', { count: rules })] : []),
    ...(removedRules > 0 ? [say('proposals.removed', { count: removedRules })] : []),
    ...(purposes > 0 ? [say('proposals.purposes', { count: purposes })] : []),
  ];
  return parts.length === 0 ? say('proposals.settings') : parts.join(say('who.or'));
}
