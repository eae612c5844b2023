import { useParams } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ListAnswer, ListQuery } from '../../../src/contract/records.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { usePurpose } from '../../app/api/session.ts';
import { DisclosureLegend } from '../../app/disclosure/badge.tsx';
import { changeList, PAGE_SIZES, turnPage, useListState } from '../../app/find/list-memory.ts';
import { QuickFind } from '../../app/find/quick-find.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Pager } from '../../app/pager.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Watermark } from '../../app/shell/watermark.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { Loading } from '../../app/states/loading.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { PurposeNeeded } from '../../app/states/purpose-needed.tsx';
import { ColumnChoice } from './column-choice.tsx';
import { columnsOf } from './columns.ts';
import { FilterBar } from './filter-bar.tsx';
import { RecordTable } from './record-table.tsx';
import { useList } from './records-api.ts';
import { SavedViews } from './saved-views.tsx';
import { useRecordsWords } from './words.ts';
import './records.css';

const CreateDrawer = lazy(() =>
  import('./create-drawer.tsx').then((module) => ({ default: module.CreateDrawer })),
);

/** The records of one type that the reader may see under the purpose in force. */
export function ListPage() {
  const { type: name } = useParams({ strict: false }) as { type: string };
  const purpose = usePurpose();
  const types = useRecordTypes();
  const say = useRecordsWords();
  if (purpose === null) return <PurposeNeeded />;
  return (
    <Answer query={types}>
      {(known) => {
        const type = known.find((each) => each.name === name);
        if (type === undefined) {
          return (
            <BlankState drawing="missing" title={say('list.unknown.title')}>
              {say('list.unknown.detail')}
            </BlankState>
          );
        }
        return <TypeList key={`${type.name} ${purpose.code}`} type={type} />;
      }}
    </Answer>
  );
}

function TypeList({ type }: { type: RecordTypeView }) {
  const say = useRecordsWords();
  const label = useLabel();
  const state = useListState(type.name);
  const [creating, setCreating] = useState(false);
  const columns = columnsOf(type, state.columns);
  const names = columns.map((field) => field.name).join(' ');
  const cursor = state.cursors.at(-1);
  usePageTitle(label(type.label));
  const query = useMemo<Partial<ListQuery>>(
    () => ({
      fields: names === '' ? [] : names.split(' '),
      filters: [...state.filters],
      limit: state.limit,
      ...(state.mine ? { mine: true } : {}),
      ...(state.sort ? { sort: state.sort } : {}),
      ...(cursor === undefined ? { count: true } : { cursor }),
    }),
    [names, state, cursor],
  );
  const list = useList(type.name, query, columns.length > 0);
  if (type.fields.every((field) => field.disclosureAtMost === 'withheld')) {
    return (
      <BlankState drawing="locked" title={say('list.none.title', { type: label(type.label) })}>
        {say('list.none.detail')}
      </BlankState>
    );
  }
  return (
    <>
      <Watermark />
      <div className="page-head">
        <h1>{label(type.label)}</h1>
        <QuickFind type={type} />
        <span className="page-head-end">
          <SavedViews type={type} />
          <ColumnChoice
            type={type}
            chosen={state.columns}
            onChange={(chosen) => changeList(type.name, { columns: chosen })}
          />
          {type.creatable && (
            <Button type="primary" onClick={() => setCreating(true)}>
              {say('list.create', { type: label(type.label) })}
            </Button>
          )}
        </span>
      </div>
      <div className="list-tools">
        <Checkbox
          checked={state.mine}
          onChange={(event) => changeList(type.name, { mine: event.target.checked })}
        >
          {say('list.mine')}
        </Checkbox>
        <FilterBar
          type={type}
          filters={state.filters}
          onChange={(filters) => changeList(type.name, { filters })}
        />
        <DisclosureLegend />
      </div>
      <div className="sheet">
        {list.isError && list.data === undefined ? (
          <div className="sheet-pad">
            <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
          </div>
        ) : list.data === undefined ? (
          <div className="sheet-pad">
            <Loading rows={10} />
          </div>
        ) : (
          <Listed
            type={type}
            answer={list.data}
            busy={list.isFetching}
            error={list.error}
            columns={columns}
          />
        )}
      </div>
      {creating && (
        <Suspense>
          <CreateDrawer type={type} onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  );
}

function Listed({
  type,
  answer,
  busy,
  error,
  columns,
}: {
  type: RecordTypeView;
  answer: ListAnswer;
  busy: boolean;
  error: unknown;
  columns: ReturnType<typeof columnsOf>;
}) {
  const say = useRecordsWords();
  const state = useListState(type.name);
  const isNarrowed = state.mine || state.filters.length > 0;
  return (
    <div aria-busy={busy} className={busy ? 'busy' : undefined}>
      {error !== null && <ProblemNotice error={error} />}
      <Narrowed type={type} answer={answer} />
      {answer.records.length === 0 ? (
        <BlankState drawing="empty" title={say(isNarrowed ? 'list.empty.title' : 'list.empty.none')}>
          {say(isNarrowed ? 'list.empty.filtered' : 'list.empty.detail')}
        </BlankState>
      ) : (
        <RecordTable
          type={type}
          columns={columns}
          answer={answer}
          sort={state.sort}
          onSort={(sort) => changeList(type.name, { sort })}
        />
      )}
      <Pager
        cursors={state.cursors}
        nextCursor={answer.nextCursor}
        onTurn={(cursors) => turnPage(type.name, cursors)}
        busy={busy}
        size={{
          value: state.limit,
          options: PAGE_SIZES,
          onChange: (limit) => changeList(type.name, { limit }),
        }}
      >
        <Count answer={answer} /> <span title={answer.accessRecord}>{say('list.recorded')}</span>
      </Pager>
    </div>
  );
}

function Count({ answer }: { answer: ListAnswer }) {
  const app = useAppWords();
  const format = useFormat();
  if (answer.count === undefined) return null;
  const count = format.integer(answer.count.value);
  return (
    <strong className="list-count">
      {answer.count.atLeast ? app('paging.count-at-least', { count }) : app('paging.count', { count })}
    </strong>
  );
}

function Narrowed({ type, answer }: { type: RecordTypeView; answer: ListAnswer }) {
  const say = useRecordsWords();
  const label = useLabel();
  if (!answer.narrowedBy?.length) return null;
  const fields = answer.narrowedBy
    .map((name) => type.fields.find((field) => field.name === name))
    .map((field) => (field ? label(field.label) : ''))
    .join(say('filter.list-separator'));
  return <Alert type="info" showIcon banner title={say('list.narrowed', { fields })} />;
}
