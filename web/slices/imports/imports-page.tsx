import { Link } from '@tanstack/react-router';
import type { ImportView } from '../../../src/contract/imports.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { usePurpose } from '../../app/api/session.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { PurposeNeeded } from '../../app/states/purpose-needed.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import './imports.css';
import { useImports } from './imports-api.ts';
import { UploadForm } from './upload-form.tsx';
import { useImportsWords } from './words.ts';

/** Uploading a spreadsheet, and the imports that one has made. */
export function ImportsPage() {
  const say = useImportsWords();
  const purpose = usePurpose();
  const types = useRecordTypes();
  usePageTitle(say('title'));
  if (purpose === null) return <PurposeNeeded />;
  return (
    <div className="imports">
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
      </div>
      <Answer query={types}>
        {(known) => {
          const creatable = known.filter((type) => type.creatable);
          if (creatable.length === 0) return <BlankState drawing="locked" title={say('none')} />;
          return (
            <>
              <section className="sheet sheet-pad">
                <h2>{say('upload.title')}</h2>
                <UploadForm types={creatable} known={known} />
              </section>
              <ImportList />
            </>
          );
        }}
      </Answer>
    </div>
  );
}

function ImportList() {
  const say = useImportsWords();
  const imports = useImports(true);
  return (
    <section className="sheet">
      <h2 className="sheet-title">{say('list.title')}</h2>
      <Answer query={imports} rows={3}>
        {(known) =>
          known.length === 0 ? (
            <p className="sheet-line">{say('list.empty')}</p>
          ) : (
            <TableScroll name={say('list.title')}>
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">{say('list.file')}</th>
                    <th scope="col">{say('list.type')}</th>
                    <th scope="col">{say('list.state')}</th>
                    <th scope="col">{say('list.rows')}</th>
                    <th scope="col">{say('list.created')}</th>
                  </tr>
                </thead>
                <tbody>
                  {known.map((each) => (
                    <ImportRow key={each.id} view={each} />
                  ))}
                </tbody>
              </table>
            </TableScroll>
          )
        }
      </Answer>
    </section>
  );
}

function ImportRow({ view }: { view: ImportView }) {
  const say = useImportsWords();
  const label = useLabel();
  const format = useFormat();
  const types = useRecordTypes();
  const type = types.data?.find((each) => each.name === view.recordType);
  return (
    <tr>
      <td>
        <Link to="/imports/$id" params={{ id: view.id }}>
          {view.fileName}
        </Link>
      </td>
      <td>{type ? label(type.label) : view.recordType}</td>
      <td>
        <span className={`chip state-${view.state}`}>{say(`state.${view.state}`)}</span>
      </td>
      <td>
        {view.rowsTotal === null
          ? say('run.rows-unknown', { done: format.integer(view.rowsDone) })
          : say('run.rows', {
              done: format.integer(view.rowsDone),
              total: format.integer(view.rowsTotal),
            })}
      </td>
      <td>{format.instant(view.createdAt)}</td>
    </tr>
  );
}
