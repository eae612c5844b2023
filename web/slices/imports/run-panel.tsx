import { Link } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Progress from 'antd/es/progress';
import type { ImportView } from '../../../src/contract/imports.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useImportStep, useRejectedDownload } from './imports-api.ts';
import { useImportsWords } from './words.ts';

const COUNTS = ['created', 'updated', 'unchanged', 'rejected'] as const;

/** An import while it is written, and what came of it. */
export function RunPanel({ view }: { view: ImportView }) {
  const say = useImportsWords();
  const label = useLabel();
  const format = useFormat();
  const { rowsDone, rowsTotal, state } = view;
  const share = rowsTotal === null || rowsTotal === 0 ? null : (rowsDone / rowsTotal) * 100;
  const done = format.integer(rowsDone);
  return (
    <section className="sheet sheet-pad run">
      <h2 role="status">
        {state !== 'finished'
          ? say(`state.${state}`)
          : view.rejected > 0
            ? say('result.done-but', { count: format.integer(view.rejected) })
            : say('result.done')}
      </h2>
      {view.problem !== null && <Alert type="error" showIcon title={label(view.problem)} />}
      {state !== 'finished' && (
        <>
          <Progress
            percent={Math.floor(share ?? 0)}
            status={state === 'failed' ? 'exception' : state === 'running' ? 'active' : 'normal'}
            showInfo={share !== null}
          />
          <p className="run-rows">
            {rowsTotal === null
              ? say('run.rows-unknown', { done })
              : say('run.rows', { done, total: format.integer(rowsTotal) })}
          </p>
        </>
      )}
      <dl className="counts">
        {COUNTS.map((count) => (
          <div key={count} className={`count-${count}${view[count] > 0 ? ' count-some' : ''}`}>
            <dt>{say(`count.${count}`)}</dt>
            <dd>{format.integer(view[count])}</dd>
          </div>
        ))}
      </dl>
      {view.unplacedFields > 0 && (
        <Alert
          type="info"
          showIcon
          title={say('result.unplaced')}
          description={say('result.unplaced.line')}
        />
      )}
      {(state === 'running' || state === 'paused') && <RunControls view={view} />}
      <ResultActions view={view} />
    </section>
  );
}

function RunControls({ view }: { view: ImportView }) {
  const say = useImportsWords();
  const step = useImportStep(view.id);
  const kind = view.state === 'running' ? 'pause' : 'resume';
  return (
    <>
      <p className="fact-quiet">{say('run.safe')}</p>
      <Button loading={step.isPending} onClick={() => step.mutate({ kind })}>
        {say(`run.${kind}`)}
      </Button>
      {step.isError && <ProblemNotice error={step.error} />}
    </>
  );
}

function ResultActions({ view }: { view: ImportView }) {
  const say = useImportsWords();
  const label = useLabel();
  const types = useRecordTypes();
  const download = useRejectedDownload(view);
  const type = types.data?.find((each) => each.name === view.recordType);
  if (view.state === 'running') return null;
  return (
    <>
      {view.rejected > 0 && (
        <div className="run-rejected">
          <Button loading={download.isPending} onClick={() => download.mutate()}>
            {say('result.rejected')}
          </Button>
          <span className="fact-quiet">{say('result.rejected.line')}</span>
        </div>
      )}
      {download.isError && <ProblemNotice error={download.error} />}
      {view.state === 'finished' && type && (
        <p>
          <Link to="/records/$type" params={{ type: type.name }}>
            {say('result.open', { type: label(type.label) })} →
          </Link>
        </p>
      )}
    </>
  );
}
