import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import { useState } from 'react';
import type { ExportView } from '../../../src/contract/exports.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { useMe } from '../../app/api/session.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { mayReadLog } from '../../app/shell/places.ts';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import './exports.css';
import { useAllExports, useDownload, useExportStep, useMyExports } from './exports-api.ts';
import { useExportsWords } from './words.ts';

/** The reader's files, those of them that are called back first; and everybody's, for who answers for them. */
export function ExportsPage() {
  const say = useExportsWords();
  const me = useMe();
  const isOfficer = me.office !== null;
  usePageTitle(say(isOfficer ? 'all.title' : 'title'));
  return (
    <div className="exports">
      {!isOfficer && <MyExports />}
      {mayReadLog(me) && <AllExports asPage={isOfficer} />}
    </div>
  );
}

function MyExports() {
  const say = useExportsWords();
  const exports = useMyExports(true);
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
      </div>
      <Answer query={exports} rows={4}>
        {(known) => (
          <>
            {known
              .filter(({ recall }) => recall !== null && recall.confirmedAt === null)
              .map((each) => (
                <RecallNotice key={each.id} view={each} />
              ))}
            <section className="sheet">
              <h2 className="sheet-title">{say('list.title')}</h2>
              {known.length === 0 ? (
                <p className="sheet-line">{say('empty')}</p>
              ) : (
                <ExportTable exports={known} own />
              )}
            </section>
          </>
        )}
      </Answer>
    </>
  );
}

function AllExports({ asPage }: { asPage: boolean }) {
  const say = useExportsWords();
  const [onlyRecalled, setOnlyRecalled] = useState(false);
  const exports = useAllExports(onlyRecalled);
  const Title = asPage ? 'h1' : 'h2';
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <Title className="exports-all-title">{say('all.title')}</Title>
          <p className="page-line">{say('all.line')}</p>
        </div>
        <span className="page-head-end">
          <Checkbox checked={onlyRecalled} onChange={(event) => setOnlyRecalled(event.target.checked)}>
            {say('all.recalled')}
          </Checkbox>
        </span>
      </div>
      <section className="sheet" aria-label={say('all.title')}>
        <Answer query={exports} rows={4}>
          {(known) =>
            known.length === 0 ? (
              <p className="sheet-line">{say('all.empty')}</p>
            ) : (
              <ExportTable exports={known} own={false} />
            )
          }
        </Answer>
      </section>
    </>
  );
}

function RecallNotice({ view }: { view: ExportView }) {
  const say = useExportsWords();
  const format = useFormat();
  const step = useExportStep();
  return (
    <>
      <Alert
        type="warning"
        showIcon
        role="alert"
        title={say('recall.title', { number: format.integer(view.number) })}
        description={say('recall.line', { rows: format.integer(view.recall?.rows ?? 0) })}
        action={
          <Button
            size="small"
            loading={step.isPending}
            onClick={() => step.mutate({ id: view.id, step: 'recall/confirm' })}
          >
            {say('recall.confirm')}
          </Button>
        }
      />
      {step.isError && <ProblemNotice error={step.error} />}
    </>
  );
}

function ExportTable({ exports, own }: { exports: readonly ExportView[]; own: boolean }) {
  const say = useExportsWords();
  const columns = [
    'number',
    'what',
    ...(own ? [] : (['who'] as const)),
    'state',
    'rows',
    'asked',
    'reason',
    ...(own ? (['does'] as const) : []),
  ] as const;
  return (
    <TableScroll name={say(own ? 'list.title' : 'all.title')}>
      <table className="table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {say(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {exports.map((each) => (
            <ExportRow key={each.id} view={each} own={own} />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function ExportRow({ view, own }: { view: ExportView; own: boolean }) {
  const say = useExportsWords();
  const label = useLabel();
  const format = useFormat();
  const types = useRecordTypes();
  const type = types.data?.find((each) => each.name === view.recordType);
  const [done, total] = [view.rowsDone, view.rowsExpected].map(format.integer);
  const isOnItsWay = view.state === 'queued' || view.state === 'running';
  return (
    <tr>
      <td>{format.integer(view.number)}</td>
      <td>
        {type ? label(type.label) : view.recordType}
        <span className="exports-more">
          {say('fields', { count: format.integer(view.fields.length) })} · {view.format.toUpperCase()}
        </span>
      </td>
      {!own && <td>{view.person.name}</td>}
      <td>
        <State view={view} />
      </td>
      <td>{isOnItsWay ? say('rows.of', { done: done ?? '', total: total ?? '' }) : done}</td>
      <td>{format.instant(view.askedAt)}</td>
      <td className="exports-reason">{view.reason}</td>
      {own && (
        <td>
          <Actions view={view} />
        </td>
      )}
    </tr>
  );
}

function State({ view }: { view: ExportView }) {
  const say = useExportsWords();
  const label = useLabel();
  const format = useFormat();
  const lost = view.downloads.at(-1)?.rowsLost ?? 0;
  const notes = [
    view.state === 'queued' && view.ahead > 0 ? say('ahead', { count: format.integer(view.ahead) }) : '',
    view.state === 'ready' && view.expiresAt !== null
      ? say('expires', { at: format.instant(view.expiresAt) })
      : '',
    view.problem === null ? '' : label(view.problem),
    view.downloads.length === 0 ? '' : say('downloads', { count: format.integer(view.downloads.length) }),
    lost === 0 ? '' : say('lost', { count: format.integer(lost) }),
    view.recall === null ? '' : say(view.recall.confirmedAt === null ? 'recall.open' : 'recall.done'),
  ].filter((note) => note !== '');
  return (
    <>
      <span className={`chip state-${view.state}`}>{say(`state.${view.state}`)}</span>
      {notes.map((note) => (
        <span key={note} className="exports-more">
          {note}
        </span>
      ))}
    </>
  );
}

function Actions({ view }: { view: ExportView }) {
  const say = useExportsWords();
  const format = useFormat();
  const step = useExportStep();
  const download = useDownload();
  const number = format.integer(view.number);
  return (
    <>
      {view.state === 'ready' && (
        <Button
          size="small"
          type="primary"
          aria-label={say('download.name', { number })}
          loading={download.isPending}
          onClick={() => download.mutate(view)}
        >
          {say('download')}
        </Button>
      )}
      {(view.state === 'queued' || view.state === 'running') && (
        <Button
          size="small"
          aria-label={say('cancel.name', { number })}
          loading={step.isPending}
          onClick={() => step.mutate({ id: view.id, step: 'cancel' })}
        >
          {say('cancel')}
        </Button>
      )}
      {download.isError && <ProblemNotice error={download.error} />}
      {step.isError && <ProblemNotice error={step.error} />}
    </>
  );
}
