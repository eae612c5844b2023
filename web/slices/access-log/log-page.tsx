import Segmented from 'antd/es/segmented';
import { useState } from 'react';
import { useCatalogue } from '../../app/api/catalogue.ts';
import { useMe } from '../../app/api/session.ts';
import { type LogFilters, setLogFilters, useLogFilters } from '../../app/log/log-filters.ts';
import { LogTable } from '../../app/log/log-table.tsx';
import { Pager } from '../../app/pager.tsx';
import { mayReadLog } from '../../app/shell/nav.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import './access-log.css';
import { useLog } from './access-log-api.ts';
import { EvidenceButton } from './evidence-button.tsx';
import { LogFilterBar } from './log-filter-bar.tsx';
import { PersonTimeline } from './person-timeline.tsx';
import { SavedQueries } from './saved-queries.tsx';
import { VerifyPanel } from './verify-panel.tsx';
import { useAccessLogWords } from './words.ts';

/** The access log for those who watch over it. */
export function LogPage() {
  const say = useAccessLogWords();
  const me = useMe();
  usePageTitle(say('title'));
  if (!mayReadLog(me)) return <BlankState drawing="locked" title={say('denied')} />;
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
      </div>
      <VerifyPanel />
      <Entries />
    </>
  );
}

function Entries() {
  const say = useAccessLogWords();
  const filters = useLogFilters();
  /** Counts what was narrowed by clicks in the table, so that the form begins anew with it. */
  const [narrowed, setNarrowed] = useState(0);
  /** Of one person there is a second way to look: day by day. */
  const [view, setView] = useState<'entries' | 'days'>('entries');
  const isByDay = view === 'days' && filters.person !== undefined;
  /** From elsewhere than the form, which then begins anew with it. */
  const narrow = (next: LogFilters) => {
    setLogFilters(next);
    setView('entries');
    setNarrowed(narrowed + 1);
    window.scrollTo({ top: 0 });
  };
  return (
    <section className="sheet">
      <LogFilterBar key={narrowed} initial={filters} onChange={setLogFilters} />
      <div className="log-tools">
        <SavedQueries filters={filters} onUse={narrow} />
        {filters.person !== undefined && (
          <Segmented<'entries' | 'days'>
            aria-label={say('view')}
            value={view}
            onChange={setView}
            options={(['entries', 'days'] as const).map((value) => ({ value, label: say(`view.${value}`) }))}
          />
        )}
        <EvidenceButton filters={filters} />
      </div>
      {isByDay ? (
        <PersonTimeline filters={filters} onNarrow={narrow} />
      ) : (
        // Other conditions begin at the newest again.
        <EntryPages key={JSON.stringify(filters)} filters={filters} onNarrow={narrow} />
      )}
    </section>
  );
}

function EntryPages({ filters, onNarrow }: { filters: LogFilters; onNarrow: (filters: LogFilters) => void }) {
  const say = useAccessLogWords();
  const catalogue = useCatalogue().data;
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const log = useLog({ ...filters, limit: 50, ...(cursor === undefined ? {} : { cursor }) });
  return (
    <Answer query={log} rows={10}>
      {(answer) =>
        answer.entries.length === 0 ? (
          <BlankState drawing="empty" title={say('empty')}>
            {say('empty.line')}
          </BlankState>
        ) : (
          <div className={log.isFetching ? 'busy' : undefined} aria-busy={log.isFetching}>
            <LogTable
              entries={answer.entries}
              recordTypes={catalogue?.recordTypes ?? []}
              purposes={catalogue?.purposes ?? []}
              onNarrow={onNarrow}
            />
            <Pager
              cursors={cursors}
              nextCursor={answer.nextCursor}
              onTurn={setCursors}
              busy={log.isFetching}
            />
          </div>
        )
      }
    </Answer>
  );
}
