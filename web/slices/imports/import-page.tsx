import { Link, useParams } from '@tanstack/react-router';
import type { ImportView } from '../../../src/contract/imports.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { usePurpose } from '../../app/api/session.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { PurposeNeeded } from '../../app/states/purpose-needed.tsx';
import { DiscardButton } from './discard-button.tsx';
import './imports.css';
import { useImport } from './imports-api.ts';
import { ProposalForm } from './proposal-form.tsx';
import { RunPanel } from './run-panel.tsx';
import { useImportsWords } from './words.ts';

const STEPS = ['upload', 'check', 'run', 'result'] as const;
const STEP_OF: Readonly<Record<ImportView['state'], (typeof STEPS)[number]>> = {
  proposed: 'check',
  running: 'run',
  paused: 'run',
  finished: 'result',
  failed: 'result',
};

/** One import from its proposal to its result. */
export function ImportPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const say = useImportsWords();
  const purpose = usePurpose();
  const one = useImport(id);
  usePageTitle(say('title'));
  if (purpose === null) return <PurposeNeeded />;
  return (
    <>
      <p className="crumb">
        <Link to="/imports">← {say('back')}</Link>
      </p>
      <Answer query={one} rows={10}>
        {(view) => (
          <>
            <ImportHead view={view} />
            {view.state === 'proposed' ? (
              <ProposalForm key={`${view.id} ${view.sheet}`} view={view} />
            ) : (
              <RunPanel view={view} />
            )}
          </>
        )}
      </Answer>
    </>
  );
}

function ImportHead({ view }: { view: ImportView }) {
  const say = useImportsWords();
  const label = useLabel();
  const format = useFormat();
  const types = useRecordTypes();
  const type = types.data?.find((each) => each.name === view.recordType);
  const facts = [
    type ? label(type.label) : view.recordType,
    say('facts', { format: view.format, columns: format.integer(view.columns.length) }),
    view.rowsTotal === null ? null : say('facts.rows', { count: format.integer(view.rowsTotal) }),
    view.encoding,
  ].filter((fact) => fact !== null);
  const at = STEPS.indexOf(STEP_OF[view.state]);
  return (
    <div className="import-head">
      <div className="page-head">
        <div className="page-head-text">
          <h1 className="import-name">{view.fileName}</h1>
          <p className="page-line">{facts.join(' · ')}</p>
        </div>
        <ol className="import-steps">
          {STEPS.map((step, index) => (
            <li
              key={step}
              className={index < at ? 'step-done' : index === at ? 'step-here' : undefined}
              aria-current={index === at ? 'step' : undefined}
            >
              <span aria-hidden="true">{index < at ? '✓' : index + 1}</span>
              {say(`step.${step}`)}
            </li>
          ))}
        </ol>
        {view.state !== 'running' && <DiscardButton id={view.id} />}
      </div>
    </div>
  );
}
