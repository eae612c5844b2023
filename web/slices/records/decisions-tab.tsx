import Button from 'antd/es/button';
import { useState } from 'react';
import type { Decision, DecisionsAnswer } from '../../../src/contract/decisions.ts';
import { useFormat } from '../../app/format.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { useDecisions } from './decisions-api.ts';
import { NoteDecisionDialog } from './note-decision-dialog.tsx';
import { useSubjectWords } from './subject-words.ts';
import { useRecordsWords } from './words.ts';

/** What the customer decided about the use of their data: what is in force, what was before, and how it is known. */
export function DecisionsTab({ customer }: { customer: string }) {
  const say = useRecordsWords();
  const decisions = useDecisions(customer);
  const [noting, setNoting] = useState(false);
  return (
    <Answer query={decisions}>
      {(answer) => (
        <>
          <div className="decisions-head">
            <p className="page-line">{say('decisions.line')}</p>
            <Button type="primary" onClick={() => setNoting(true)}>
              {say('decisions.note')}
            </Button>
          </div>
          {answer.decisions.length === 0 ? (
            <BlankState drawing="empty" title={say('decisions.empty.title')}>
              {say('decisions.empty.detail')}
            </BlankState>
          ) : (
            <div className="sheet">
              <DecisionTable answer={answer} />
            </div>
          )}
          {noting && (
            <NoteDecisionDialog
              customer={customer}
              purposes={answer.purposes}
              onClose={() => setNoting(false)}
            />
          )}
        </>
      )}
    </Answer>
  );
}

function DecisionTable({ answer }: { answer: DecisionsAnswer }) {
  const say = useRecordsWords();
  const format = useFormat();
  const subject = useSubjectWords(answer.purposes);
  return (
    <TableScroll name={say('record.tab.decisions')}>
      <table className="table table-wrap">
        <thead>
          <tr>
            <th scope="col">{say('decisions.subject')}</th>
            <th scope="col">{say('decisions.holds')}</th>
            <th scope="col">{say('decisions.at')}</th>
            <th scope="col">{say('decisions.form')}</th>
            <th scope="col">{say('decisions.evidence')}</th>
          </tr>
        </thead>
        <tbody>
          {answer.decisions.map((decision) => (
            <tr key={decision.id} className={decision.isLatest ? undefined : 'decision-past'}>
              <td data-name={say('decisions.subject')}>{subject(decision.subject)}</td>
              <td className="nowrap">
                <HoldsBadge decision={decision} />
              </td>
              <td className="nowrap">{format.instant(decision.decidedAt)}</td>
              <td className="nowrap">
                {say(`decisions.form.${decision.form}`)}
                {decision.byGuardian && ` · ${say('decisions.guardian')}`}
              </td>
              <td data-name={say('decisions.evidence')}>{decision.evidence ?? '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

/** Readable without colour: the words differ, and what was overtaken says so. */
function HoldsBadge({ decision: { subject, holds, isLatest } }: { decision: Decision }) {
  const say = useRecordsWords();
  const kind = subject.kind === 'state' ? 'state' : 'consent';
  const word = holds ? say(`decisions.holds.${kind}`) : say(`decisions.ended.${kind}`);
  return isLatest ? <strong>{word}</strong> : say('decisions.overtaken', { word });
}
