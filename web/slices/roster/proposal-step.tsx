import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import { useState } from 'react';
import type { RosterAnswer, RosterProposal } from '../../../src/contract/roster.ts';
import { isProblem } from '../../app/api/problem.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { PeopleChanges } from './people-changes.tsx';
import { type RosterFile, useRosterApplication } from './roster-api.ts';
import { useRosterWords } from './words.ts';

/** What a file would change, and the button that lets it. */
export function ProposalStep({
  file,
  proposal,
  onAgain,
  onAnother,
  onDone,
}: {
  file: RosterFile;
  proposal: RosterProposal;
  onAgain: () => void;
  onAnother: () => void;
  onDone: (answer: RosterAnswer) => void;
}) {
  const say = useRosterWords();
  const changes = proposal.people.length + proposal.departments.length;
  return (
    <>
      <section className="sheet sheet-pad">
        <div className="roster-head">
          <h2>{say('plan.title')}</h2>
          <Button onClick={onAnother}>{say('file.another')}</Button>
        </div>
        <p className="fact-quiet">{say('plan.file', { file: file.file.name, rows: proposal.counts.rows })}</p>
        <Figures proposal={proposal} />
        {changes === 0 && (
          <p role="status">
            {say(proposal.counts.unusableRows > 0 ? 'plan.nothing.usable' : 'plan.nothing')}
          </p>
        )}
        {changes > 0 && <Decision file={file} proposal={proposal} onAgain={onAgain} onDone={onDone} />}
      </section>
      <Unusable proposal={proposal} />
      <NewDepartments proposal={proposal} />
      {proposal.people.length > 0 && <PeopleChanges people={proposal.people} />}
      <Columns proposal={proposal} />
    </>
  );
}

const FIGURES = [
  ['plan.departments', 'departments'],
  ['plan.new', 'newPeople'],
  ['plan.changed', 'changedPeople'],
  ['plan.same', 'samePeople'],
  ['plan.begins', 'begins'],
  ['plan.ends', 'ends'],
  ['plan.unusable', 'unusableRows'],
] as const;

function Figures({ proposal: { counts } }: { proposal: RosterProposal }) {
  const say = useRosterWords();
  const format = useFormat();
  return (
    <dl className="roster-figures">
      {FIGURES.map(([word, count]) => (
        <div key={count} className={counts[count] === 0 ? 'roster-zero' : undefined}>
          <dt>{say(word)}</dt>
          <dd>{format.integer(counts[count])}</dd>
        </div>
      ))}
    </dl>
  );
}

function Decision({
  file,
  proposal,
  onAgain,
  onDone,
}: {
  file: RosterFile;
  proposal: RosterProposal;
  onAgain: () => void;
  onDone: (answer: RosterAnswer) => void;
}) {
  const say = useRosterWords();
  const applying = useRosterApplication();
  const [confirmed, setConfirmed] = useState(false);
  const [invite, setInvite] = useState(true);
  const { counts, halted, digest } = proposal;
  const isOutdated = isProblem(applying.error, 'version-conflict');
  return (
    <div className="roster-decision">
      {halted && (
        <div className="roster-halted">
          <h3>{say('halted.title')}</h3>
          <p>
            {say('halted.line', {
              assignments: counts.assignments,
              ends: counts.ends,
              emptied: counts.emptied,
            })}
          </p>
          <Checkbox checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)}>
            {say('halted.confirm')}
          </Checkbox>
        </div>
      )}
      {counts.newPeople > 0 && (
        <Checkbox checked={invite} onChange={(event) => setInvite(event.target.checked)}>
          {say('apply.invite', { count: counts.newPeople })}
        </Checkbox>
      )}
      {applying.isError && !isOutdated && <ProblemNotice error={applying.error} />}
      {isOutdated && (
        <p className="roster-warning" role="alert">
          {say('apply.changed')} <Button onClick={onAgain}>{say('apply.again')}</Button>
        </p>
      )}
      <Button
        type="primary"
        disabled={(halted && !confirmed) || isOutdated}
        loading={applying.isPending}
        onClick={() =>
          applying.mutate(
            { ...file, digest, confirmed, invite: invite && counts.newPeople > 0 },
            { onSuccess: onDone },
          )
        }
      >
        {say('apply.do')}
      </Button>
    </div>
  );
}

function Unusable({ proposal: { unusable } }: { proposal: RosterProposal }) {
  const say = useRosterWords();
  const label = useLabel();
  if (unusable.length === 0) return null;
  return (
    <section className="sheet">
      <div className="roster-title">
        <h2>{say('unusable.title')}</h2>
        <p className="fact-quiet">{say('unusable.line')}</p>
      </div>
      <TableScroll name={say('unusable.title')}>
        <table className="table table-wrap">
          <thead>
            <tr>
              <th scope="col">{say('unusable.row')}</th>
              <th scope="col">{say('unusable.login')}</th>
              <th scope="col">{say('unusable.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {unusable.slice(0, 500).map(({ line, login, reason }) => (
              <tr key={line}>
                <td>{line}</td>
                <td>
                  <code>{login}</code>
                </td>
                <td>{label(reason)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </section>
  );
}

function NewDepartments({ proposal: { departments } }: { proposal: RosterProposal }) {
  const say = useRosterWords();
  const label = useLabel();
  if (departments.length === 0) return null;
  return (
    <section className="sheet sheet-pad">
      <h2>{say('departments.title')}</h2>
      <ul className="roster-departments">
        {departments.map((path) => (
          <li key={path.map(({ zh }) => zh).join('/')}>
            {path.length > 1 && (
              <span className="fact-quiet">{path.slice(0, -1).map(label).join(' / ')} / </span>
            )}
            {path.slice(-1).map(label)}
            {path.length === 1 && <span className="chip">{say('departments.root')}</span>}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Columns({ proposal: { columns } }: { proposal: RosterProposal }) {
  const say = useRosterWords();
  return (
    <details className="sheet sheet-pad">
      <summary>{say('columns.title')}</summary>
      <ul className="roster-columns">
        {columns.map(({ header, column }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may stand twice in a file
          <li key={index}>
            <span>{header}</span> →{' '}
            {column === null ? (
              <span className="fact-quiet">{say('columns.unused')}</span>
            ) : (
              <strong>{say(`column.${column}`)}</strong>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
