import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import Segmented from 'antd/es/segmented';
import { useState } from 'react';
import type { LogOverviewAnswer } from '../../../src/contract/access-log.ts';
import { PROBLEMS } from '../../../src/contract/problem.ts';
import { useAuthority } from '../api/authority.ts';
import { useCatalogue } from '../api/catalogue.ts';
import { request } from '../api/client.ts';
import { DisclosureBadge } from '../disclosure/badge.tsx';
import { useFormat } from '../format.ts';
import { useLabel, useLanguage } from '../i18n.ts';
import { type LogFilters, setLogFilters } from '../log/log-filters.ts';
import { Sensitivity } from '../sensitivity.tsx';
import { Answer } from '../states/answer.tsx';
import { BlankState } from '../states/blank-state.tsx';
import { Bars } from './bars.tsx';
import { bySensitivity } from './by-sensitivity.ts';
import { DayChart, everyDay } from './day-chart.tsx';
import './overview.css';
import { useOverviewWords } from './words.ts';

const PERIODS = [7, 30, 90] as const;
type Period = (typeof PERIODS)[number];
const DISCLOSED = ['shown', 'masked', 'summary'] as const;
const DAY_MS = 86_400_000;

function useLogOverview(days: Period) {
  return useQuery({
    queryKey: ['log-overview', days],
    queryFn: ({ signal }) =>
      request<LogOverviewAnswer>('POST', '/log/overview', {
        body: { days, utcOffsetMinutes: -new Date().getTimezoneOffset() },
        signal,
      }),
    staleTime: 60_000,
  });
}

/** What happened lately, for those who watch over it; every figure leads to the entries behind it. */
export function LogOverview() {
  const say = useOverviewWords();
  const [days, setDays] = useState<Period>(30);
  const overview = useLogOverview(days);
  return (
    <section className="overview" aria-label={say('title')}>
      <div className="overview-head">
        <div>
          <h2>{say('title')}</h2>
          <p className="fact-quiet">{say('line')}</p>
        </div>
        <Segmented<Period>
          aria-label={say('period')}
          value={days}
          options={PERIODS.map((value) => ({ value, label: say('period.days', { days: value }) }))}
          onChange={setDays}
        />
      </div>
      <Answer query={overview} rows={10}>
        {(answer) =>
          answer.accesses === 0 ? (
            <BlankState drawing="empty" title={say('empty')} />
          ) : (
            <Figures overview={answer} days={days} />
          )
        }
      </Answer>
    </section>
  );
}

function Figures({ overview, days }: { overview: LogOverviewAnswer; days: Period }) {
  const say = useOverviewWords();
  const format = useFormat();
  const navigate = useNavigate();
  const types = useCatalogue().data?.recordTypes ?? [];
  const levels = bySensitivity(overview.fields, types);
  const refused = overview.days.reduce((sum, day) => sum + day.refused, 0);
  const open = (filters: LogFilters) => {
    setLogFilters({ from: overview.from, ...filters });
    void navigate({ to: '/log' });
  };
  const today = localDay(Date.now());
  const facts = [
    [say('accesses'), overview.accesses],
    [say('refusals'), refused],
    [say('sensitive'), levels.find(({ level }) => level === 4)?.shown ?? 0],
    [say('people'), overview.peopleCount],
  ] as const;
  return (
    <>
      {!overview.complete && <p className="fact-quiet">{say('incomplete')}</p>}
      <dl className="figures">
        {facts.map(([name, count]) => (
          <div key={name} className="sheet sheet-pad">
            <dt>{name}</dt>
            <dd>{format.integer(count)}</dd>
          </div>
        ))}
        <UnusedRights />
      </dl>
      <DayChart
        days={everyDay(overview.days, days, today)}
        onOpen={(day) => {
          const from = new Date(`${day}T00:00`);
          open({ from: from.toISOString(), until: new Date(from.getTime() + DAY_MS).toISOString() });
        }}
      />
      <Breakdowns overview={overview} levels={levels} onOpen={open} />
    </>
  );
}

/** How much authority nobody uses, and the way to what it is. */
function UnusedRights() {
  const say = useOverviewWords();
  const format = useFormat();
  const unused = useAuthority().data?.use?.unused;
  return (
    <div className="sheet sheet-pad">
      <dt>{say('unused')}</dt>
      <dd>
        <Link to="/authority">
          {unused === undefined ? '…' : format.integer(unused)}
          <span className="unseen"> {say('unused.open')}</span>
        </Link>
      </dd>
    </div>
  );
}

function Breakdowns({
  overview,
  levels,
  onOpen,
}: {
  overview: LogOverviewAnswer;
  levels: ReturnType<typeof bySensitivity>;
  onOpen: (filters: LogFilters) => void;
}) {
  const say = useOverviewWords();
  const label = useLabel();
  const language = useLanguage();
  const known = useCatalogue().data?.purposes ?? [];
  const opening = (name: string, filters: LogFilters) => ({
    openName: say('entries.of', { what: name }),
    onOpen: () => onOpen(filters),
  });
  const purposeName = (code: string | null) => {
    if (code === null) return say('no-purpose');
    const purpose = known.find((each) => each.code === code);
    return purpose ? label(purpose.label) : code;
  };
  return (
    <div className="overview-grid">
      <Bars
        title={say('by-sensitivity')}
        line={say('by-sensitivity.line')}
        bars={levels.flatMap((counts) =>
          DISCLOSED.filter((disclosure) => counts[disclosure] > 0).map((disclosure) => ({
            key: `${counts.level} ${disclosure}`,
            name: (
              <span className="level-name">
                {counts.level === null ? say('unclassified') : <Sensitivity value={counts.level} />}
                <DisclosureBadge disclosure={disclosure} />
              </span>
            ),
            count: counts[disclosure],
          })),
        )}
      />
      <Bars
        title={say('by-purpose')}
        bars={overview.purposes.map(({ purpose, count }) => {
          const name = purposeName(purpose);
          const key = purpose ?? '';
          return { key, name, count, ...(purpose === null ? {} : opening(name, { purpose })) };
        })}
      />
      <Bars
        title={say('by-post')}
        bars={overview.posts.slice(0, 10).map(({ post, count }) => ({ key: post, name: post, count }))}
      />
      <Bars
        title={say('by-person')}
        bars={overview.people.slice(0, 10).map(({ person, count }) => ({
          key: String(person.id),
          name: person.name,
          count,
          ...opening(person.name, { person: person.id }),
        }))}
      />
      <Bars
        title={say('by-problem')}
        bars={overview.problems.map(({ problem, count }) => {
          const words = Object.entries(PROBLEMS).find(([code]) => code === problem)?.[1];
          return { key: problem, name: words?.[language][0] ?? problem, count };
        })}
      />
    </div>
  );
}

/** The date here, as ISO writes it. */
function localDay(at: number): string {
  return new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
