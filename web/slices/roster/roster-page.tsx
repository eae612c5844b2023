import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { RosterAnswer } from '../../../src/contract/roster.ts';
import { useMe } from '../../app/api/session.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { BlankState } from '../../app/states/blank-state.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { FileStep } from './file-step.tsx';
import { ProposalStep } from './proposal-step.tsx';
import './roster.css';
import { type RosterFile, useRosterPreview } from './roster-api.ts';
import { RosterDone } from './roster-done.tsx';
import { useRosterWords } from './words.ts';

/** The organisation out of a spreadsheet: choose a file, see what it would change, let it happen. */
export function RosterPage() {
  const say = useRosterWords();
  const me = useMe();
  usePageTitle(say('title'));
  if (me.office !== 'system-administrator') return <BlankState drawing="locked" title={say('denied')} />;
  return (
    <div className="roster">
      <p className="crumb">
        <Link to="/organisation">{say('back')}</Link>
      </p>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
      </div>
      <Steps />
    </div>
  );
}

function Steps() {
  const [file, setFile] = useState<RosterFile | null>(null);
  const [answer, setAnswer] = useState<RosterAnswer | null>(null);
  const preview = useRosterPreview();
  const look = (wanted: RosterFile) => {
    setFile(wanted);
    preview.mutate(wanted);
  };
  const startAnew = () => {
    setFile(null);
    preview.reset();
  };
  if (answer !== null) return <RosterDone answer={answer} />;
  return (
    <>
      {(file === null || preview.data === undefined) && <FileStep busy={preview.isPending} onFile={look} />}
      {preview.isError && <ProblemNotice error={preview.error} />}
      {file !== null && preview.data && (
        <ProposalStep
          key={preview.data.digest}
          file={file}
          proposal={preview.data}
          onAgain={() => look(file)}
          onAnother={startAnew}
          onDone={setAnswer}
        />
      )}
    </>
  );
}
