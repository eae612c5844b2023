import Button from 'antd/es/button';
import type { LogQuery } from '../../../src/contract/access-log.ts';
import { useCatalogue } from '../../app/api/catalogue.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import type { LogFilters } from '../../app/log/log-filters.ts';
import { useLogWords } from '../../app/log/words.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useLogPages } from './access-log-api.ts';
import { type DayLine, daysOf, type PersonDay } from './person-days.ts';
import { useAccessLogWords } from './words.ts';

/** What one person did, day by day; each line leads to the entries behind it. Every page read is on record. */
export function PersonTimeline({
  filters,
  onNarrow,
}: {
  filters: LogFilters;
  onNarrow: (filters: LogFilters) => void;
}) {
  const say = useAccessLogWords();
  const log = useLogPages(filters);
  return (
    <Answer query={log} rows={8}>
      {({ pages }) => {
        const days = daysOf(pages.flatMap((page) => page.entries));
        if (days.length === 0 && !log.hasNextPage) {
          return (
            <BlankState drawing="empty" title={say('empty')}>
              {say('empty.line')}
            </BlankState>
          );
        }
        return (
          <div className="person-days">
            <ol>
              {days.map((day) => (
                <Day key={day.from} day={day} filters={filters} onNarrow={onNarrow} />
              ))}
            </ol>
            {log.isFetchNextPageError && <ProblemNotice error={log.error} />}
            {log.hasNextPage && (
              <p className="person-more">
                <Button loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                  {say('days.more')}
                </Button>
                <span className="fact-quiet">{say('days.begun')}</span>
              </p>
            )}
          </div>
        );
      }}
    </Answer>
  );
}

function Day({
  day,
  filters,
  onNarrow,
}: {
  day: PersonDay;
  filters: LogFilters;
  onNarrow: (filters: LogFilters) => void;
}) {
  const say = useAccessLogWords();
  const format = useFormat();
  return (
    <li className="person-day">
      <div className="person-day-head">
        <h2>{format.weekday(day.from)}</h2>
        <span className="fact-quiet">{say('days.entries', { count: format.integer(day.entries) })}</span>
      </div>
      <Hours day={day} />
      <ul className="day-lines">
        {day.lines.map((line) => (
          <Line
            key={`${line.door} ${line.action} ${line.outcome} ${line.recordType}`}
            line={line}
            onOpen={() => onNarrow(narrowedTo(filters, day, line))}
          />
        ))}
      </ul>
    </li>
  );
}

function narrowedTo(
  filters: LogFilters,
  { from, until }: PersonDay,
  { door, action, outcome, recordType }: DayLine,
): LogFilters {
  return {
    ...filters,
    // A day is whole here: what was narrowed to a part of it stays narrowed.
    from: later(filters.from, from),
    until: earlier(filters.until, until),
    door: door as LogQuery['door'],
    action,
    outcome: outcome as LogQuery['outcome'],
    ...(recordType === null ? {} : { recordType }),
  };
}

const later = (given: string | undefined, own: string) => (given !== undefined && given > own ? given : own);
const earlier = (given: string | undefined, own: string) =>
  given !== undefined && given < own ? given : own;

const STEP = 10;
const HEIGHT = 24;
const LEAST = 4;

/** The hours of a day from left to right; taller is more, and what was refused or failed stands out. */
function Hours({ day: { hours } }: { day: PersonDay }) {
  const say = useAccessLogWords();
  const most = Math.max(...hours.map(({ released, other }) => released + other));
  const busy = hours.flatMap(({ released, other }, hour) => (released + other > 0 ? [hour] : []));
  const name = say('days.hours', { from: hourOf(busy[0]), until: hourOf((busy.at(-1) ?? 0) + 1) });
  return (
    <div className="day-hours">
      <svg
        viewBox={`0 0 ${hours.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={name}
      >
        {hours.map(({ released, other }, hour) => {
          const all = released + other;
          if (all === 0) return null;
          const height = LEAST + ((HEIGHT - LEAST) * all) / most;
          const bad = (height * other) / all;
          const x = hour * STEP + 1;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour is its place in the day
            <g key={hour}>
              <rect
                className="hour-released"
                x={x}
                y={HEIGHT - height}
                width={STEP - 2}
                height={height - bad}
              />
              <rect className="hour-other" x={x} y={HEIGHT - bad} width={STEP - 2} height={bad} />
            </g>
          );
        })}
      </svg>
      <p className="day-scale" aria-hidden="true">
        {[0, 6, 12, 18, 24].map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </p>
    </div>
  );
}

function hourOf(hour: number | undefined): string {
  return `${String(hour ?? 0).padStart(2, '0')}:00`;
}

function Line({ line, onOpen }: { line: DayLine; onOpen: () => void }) {
  const say = useAccessLogWords();
  const log = useLogWords();
  const label = useLabel();
  const format = useFormat();
  const types = useCatalogue().data?.recordTypes ?? [];
  const type = types.find(({ name }) => name === line.recordType);
  const times =
    format.time(line.first) === format.time(line.last)
      ? format.time(line.first)
      : `${format.time(line.first)}–${format.time(line.last)}`;
  const what = log.code('action', line.action);
  return (
    <li className={`day-line log-${line.outcome}`}>
      <span className="day-times">{times}</span>
      <div>
        <button
          type="button"
          className="day-open"
          aria-label={say('days.open', { what, times })}
          onClick={onOpen}
        >
          {what}
        </button>
        <span className="day-count">{say('days.times', { count: format.integer(line.entries) })}</span>
        <span className="log-quiet">
          {log.code('door', line.door)} ·{' '}
          <span className={`outcome outcome-${line.outcome}`}>{log.code('outcome', line.outcome)}</span>
          {line.recordType !== null &&
            ` · ${log('records', {
              type: type ? label(type.label) : line.recordType,
              count: format.integer(line.records),
            })}`}
        </span>
      </div>
    </li>
  );
}
