import { useParams } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ListAnswer } from '../../../src/contract/records.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { usePurpose } from '../../app/api/session.ts';
import { AskButton } from '../../app/asking/ask-button.tsx';
import { DisclosureLegend } from '../../app/disclosure/badge.tsx';
import { ExportButton } from '../../app/exporting/export-button.tsx';
import { changeList, rememberScroll, useListState } from '../../app/find/list-memory.ts';
import { QuickFind } from '../../app/find/quick-find.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { useNarrow } from '../../app/narrow.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Watermark } from '../../app/shell/watermark.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { Loading } from '../../app/states/loading.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { PurposeNeeded } from '../../app/states/purpose-needed.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { type Chosen, chosenRows } from './chosen.ts';
import { ColumnChoice } from './column-choice.tsx';
import { columnsOf } from './columns.ts';
import { EndlessCards } from './endless-cards.tsx';
import { EndlessTable } from './endless-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { type EndlessQuery, useEndlessList } from './records-api.ts';
import { SavedViews } from './saved-views.tsx';
import { useRecordsWords } from './words.ts';
import './records.css';
import './endless.css';

const CreateDrawer = lazy(() =>
  import('./create-drawer.tsx').then((module) => ({ default: module.CreateDrawer })),
);

const NONE_CHOSEN: Chosen = new Set();

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
  const { filters, mine, sort } = state;
  usePageTitle(label(type.label));
  const query = useMemo<EndlessQuery>(
    () => ({
      fields: names === '' ? [] : names.split(' '),
      filters: [...filters],
      ...(mine ? { mine: true } : {}),
      ...(sort ? { sort } : {}),
    }),
    [names, filters, mine, sort],
  );
  const list = useEndlessList(type.name, query, columns.length > 0);
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
          <AskButton
            type={type.name}
            choice={{ filters: [...filters], ...(mine ? { mine: true } : {}) }}
            from="list"
          />
          <ExportButton
            type={type}
            selection={{
              recordType: type.name,
              filters: [...filters],
              ...(mine ? { mine: true } : {}),
              ...(sort ? { sort } : {}),
            }}
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
          <Listed type={type} list={list} pages={list.data.pages} columns={columns} />
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

/** What is chosen in one list; in another list nothing of it is. */
function useChosenIn(list: string): readonly [Chosen, (chosen: Chosen) => void] {
  const [choice, setChoice] = useState({ list, chosen: NONE_CHOSEN });
  const chosen = choice.list === list ? choice.chosen : NONE_CHOSEN;
  return [chosen, (next) => setChoice({ list, chosen: next })];
}

function Listed({
  type,
  list,
  pages,
  columns,
}: {
  type: RecordTypeView;
  list: ReturnType<typeof useEndlessList>;
  pages: readonly ListAnswer[];
  columns: ReturnType<typeof columnsOf>;
}) {
  const say = useRecordsWords();
  const narrow = useNarrow();
  const state = useListState(type.name);
  const isNarrowed = state.mine || state.filters.length > 0;
  const rows = useMemo(
    () => pages.flatMap((answer) => answer.records.map((record) => ({ record, answer }))),
    [pages],
  );
  const listKey = JSON.stringify([state.filters, state.mine, state.sort]);
  const [chosen, setChosen] = useChosenIn(`${type.name} ${listKey}`);
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  const canReadOn = hasNextPage && !isFetching && !isError;
  const readOn = useCallback(() => {
    if (canReadOn) void fetchNextPage();
  }, [canReadOn, fetchNextPage]);
  const [first] = pages;
  if (first === undefined) return null;
  const total = first.count === undefined || first.count.atLeast ? null : first.count.value;
  const choice = { chosen, onChosen: setChosen };
  const busy = list.isPlaceholderData || (isFetching && !list.isFetchingNextPage);
  return (
    <div aria-busy={busy} className={busy ? 'busy' : undefined}>
      <Narrowed type={type} answer={first} />
      {rows.length === 0 ? (
        <BlankState drawing="empty" title={say(isNarrowed ? 'list.empty.title' : 'list.empty.none')}>
          {say(isNarrowed ? 'list.empty.filtered' : 'list.empty.detail')}
        </BlankState>
      ) : narrow ? (
        <EndlessCards type={type} columns={columns} rows={rows} onNearEnd={readOn} {...choice} />
      ) : (
        <EndlessTable
          // Another list begins at its top; the same one where its reader left it.
          key={listKey}
          type={type}
          columns={columns}
          rows={rows}
          total={total}
          sort={state.sort}
          onSort={(sort) => changeList(type.name, { sort })}
          onNearEnd={readOn}
          scrolled={state.scrolled}
          onLeave={(scrolled) => rememberScroll(type.name, state, scrolled)}
          {...choice}
        />
      )}
      {isError && <ProblemNotice error={list.error} onRetry={() => void fetchNextPage()} />}
      <BulkBar type={type} rows={chosenRows(rows, chosen)} onClear={() => setChosen(NONE_CHOSEN)} />
      <ListFoot first={first} loaded={rows.length} more={hasNextPage} reading={isFetching} />
    </div>
  );
}

function ListFoot({
  first,
  loaded,
  more,
  reading,
}: {
  first: ListAnswer;
  loaded: number;
  more: boolean;
  reading: boolean;
}) {
  const say = useRecordsWords();
  const format = useFormat();
  return (
    <p className="list-foot">
      <Count answer={first} />
      <span>{say(more ? 'list.loaded' : 'list.loaded-all', { count: format.integer(loaded) })}</span>
      <span title={first.accessRecord}>{say('list.recorded')}</span>
      <span className="list-reading" role="status">
        {reading ? say('list.reading') : ''}
      </span>
    </p>
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
