import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { BlankState } from '../../app/states/blank-state.tsx';
import { Loading } from '../../app/states/loading.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { columnsOf } from './columns.ts';
import { useTimeline } from './records-api.ts';
import { type TimelineEntry, type TimelineSource, timelineSources } from './timeline.ts';
import { TimelineChart } from './timeline-chart.tsx';
import { useRecordsWords } from './words.ts';

const FACTS = 4;

/** Everything about a customer in the order of time, whatever its type, as far as the reader may see it. */
export function TimelineTab({
  type,
  id,
  related,
}: {
  type: RecordTypeView;
  id: string;
  related: readonly RecordTypeView[];
}) {
  const say = useRecordsWords();
  const label = useLabel();
  const sources = useMemo(() => timelineSources(related), [related]);
  /** Types that are put aside: they are not read at all. */
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => sources.filter((source) => !aside.has(source.type.name)), [sources, aside]);
  const undated = related.filter((each) => !sources.some((source) => source.type.name === each.name));
  return (
    <div className="timeline">
      <p className="page-line tab-line">{say('timeline.line')}</p>
      {sources.length > 1 && <TypeChoice sources={sources} aside={aside} onChange={setAside} />}
      {/* Other types are another timeline: nothing of the one before is kept. */}
      <Timeline key={[...aside].join()} type={type} id={id} sources={chosen} />
      {undated.length > 0 && (
        <p className="fact-quiet">
          {say('timeline.without', {
            types: undated.map((each) => label(each.label)).join(say('filter.list-separator')),
          })}
        </p>
      )}
    </div>
  );
}

/** Which types are on the timeline. The last one stays: without any there is none. */
function TypeChoice({
  sources,
  aside,
  onChange,
}: {
  sources: readonly TimelineSource[];
  aside: ReadonlySet<string>;
  onChange: (aside: ReadonlySet<string>) => void;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  return (
    <fieldset className="timeline-types">
      <legend className="unseen">{say('timeline.types')}</legend>
      {sources.map(({ type: { name, label: words } }) => {
        const isOn = !aside.has(name);
        return (
          <button
            key={name}
            type="button"
            className="timeline-chip"
            aria-pressed={isOn}
            disabled={isOn && aside.size === sources.length - 1}
            onClick={() => {
              const next = new Set(aside);
              if (!next.delete(name)) next.add(name);
              onChange(next);
            }}
          >
            {label(words)}
          </button>
        );
      })}
    </fieldset>
  );
}

function Timeline({
  type,
  id,
  sources,
}: {
  type: RecordTypeView;
  id: string;
  sources: readonly TimelineSource[];
}) {
  const say = useRecordsWords();
  const label = useLabel();
  const timeline = useTimeline(type.name, id, sources);
  const { fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError } = timeline;
  const goOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage, isFetchNextPageError]);
  const names = (types: readonly RecordTypeView[]) =>
    [...new Set(types.map((each) => label(each.label)))].join(say('filter.list-separator'));
  if (timeline.isPending) return <Loading rows={6} />;
  if (timeline.isError && timeline.data === undefined) {
    return <ProblemNotice error={timeline.error} onRetry={() => void timeline.refetch()} />;
  }
  const pages = timeline.data?.pages ?? [];
  const entries = pages.flatMap((page) => page.entries);
  const cut = pages.flatMap((page) => page.cut);
  const narrowed = pages.flatMap((page) => page.narrowed);
  if (entries.length === 0) {
    return (
      <BlankState drawing="empty" title={say('timeline.empty.title')}>
        {say('timeline.empty.detail')}
      </BlankState>
    );
  }
  return (
    <>
      <TimelineChart
        entries={entries}
        isComplete={!hasNextPage && cut.length === 0}
        onGo={(record) => document.getElementById(anchorOf(record))?.focus()}
      />
      <ol className="timeline-years">
        {byYear(entries).map(([year, some]) => (
          <li key={year}>
            <h2>{year === '' ? say('timeline.undated') : year}</h2>
            <ol className="timeline-entries">
              {some.map((entry) => (
                <Entry key={entry.record.id} entry={entry} />
              ))}
            </ol>
          </li>
        ))}
      </ol>
      {isFetchNextPageError && <ProblemNotice error={timeline.error} />}
      {hasNextPage && <More onNear={goOn} busy={isFetchingNextPage} onAsk={() => void fetchNextPage()} />}
      {cut.length > 0 && <p className="fact-quiet">{say('timeline.cut', { types: names(cut) })}</p>}
      {narrowed.length > 0 && (
        <p className="fact-quiet">{say('timeline.narrowed', { types: names(narrowed) })}</p>
      )}
    </>
  );
}

/** Reads on when it comes into sight; a button as well, for whoever does not scroll and after a failure. */
function More({ onNear, onAsk, busy }: { onNear: () => void; onAsk: () => void; busy: boolean }) {
  const say = useRecordsWords();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (end.current === null) return;
    const watcher = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting === true) onNear();
    });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [onNear]);
  return (
    <div ref={end}>
      <Button loading={busy} onClick={onAsk}>
        {say('timeline.more')}
      </Button>
    </div>
  );
}

function anchorOf(record: string): string {
  return `timeline-${record}`;
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const label = useLabel();
  const format = useFormat();
  const { type, record, date } = entry;
  const disclosureOf = (name: string) => record.disclosures?.[name] ?? entry.disclosures[name] ?? 'withheld';
  const title = type.fields.find((field) => field.name === type.titleField);
  const facts = columnsOf(type, null)
    .filter(
      (field) =>
        field.name !== type.titleField &&
        field.type !== 'date' &&
        field.type !== 'relation' &&
        disclosureOf(field.name) !== 'withheld' &&
        (record.values[field.name] ?? null) !== null,
    )
    .slice(0, FACTS);
  return (
    <li className="timeline-entry">
      <time dateTime={date ?? undefined}>{date === null ? '—' : format.monthDay(date)}</time>
      <div className="timeline-body">
        <p className="timeline-title">
          <span className="timeline-type">{label(type.label)}</span>
          <Link id={anchorOf(record.id)} to="/records/$type/$id" params={{ type: type.name, id: record.id }}>
            {title && disclosureOf(title.name) !== 'withheld' ? (
              <FieldValue
                field={title}
                value={record.values[title.name]}
                disclosure={disclosureOf(title.name)}
                linked={false}
              />
            ) : (
              record.id.slice(-8)
            )}
          </Link>
          {title && disclosureOf(title.name) !== 'shown' && (
            <DisclosureBadge disclosure={disclosureOf(title.name)} quiet />
          )}
        </p>
        {facts.length > 0 && (
          <dl className="timeline-facts">
            {facts.map((field) => (
              <div key={field.name}>
                <dt>{label(field.label)}</dt>
                <dd>
                  <FieldValue
                    field={field}
                    value={record.values[field.name]}
                    disclosure={disclosureOf(field.name)}
                    linked={false}
                  />
                  {disclosureOf(field.name) !== 'shown' && (
                    <DisclosureBadge disclosure={disclosureOf(field.name)} quiet />
                  )}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  );
}

/** Years as they come; records without a date under the empty year. */
function byYear(entries: readonly TimelineEntry[]): readonly (readonly [string, TimelineEntry[]])[] {
  const years = new Map<string, TimelineEntry[]>();
  for (const entry of entries) {
    const year = entry.date?.slice(0, 4) ?? '';
    const known = years.get(year);
    if (known === undefined) years.set(year, [entry]);
    else known.push(entry);
  }
  return [...years];
}
