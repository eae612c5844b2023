import type { LogOverviewAnswer } from '../../../src/contract/access-log.ts';
import { useFormat } from '../format.ts';
import { TableScroll } from '../table-scroll.tsx';
import { useOverviewWords } from './words.ts';

type Day = LogOverviewAnswer['days'][number];

const DAY_MS = 86_400_000;
const HEIGHT = 100;
const STEP = 10;
const OUTCOMES = ['released', 'refused', 'failed'] as const;

/** Every day of the period, those without an access too. */
export function everyDay(days: readonly Day[], count: number, today: string): readonly Day[] {
  const last = Date.parse(`${today}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(last - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return days.find((each) => each.day === day) ?? { day, released: 0, refused: 0, failed: 0 };
  });
}

/** Columns by day and outcome, and the same as a table. */
export function DayChart({ days, onOpen }: { days: readonly Day[]; onOpen: (day: string) => void }) {
  const say = useOverviewWords();
  const format = useFormat();
  const total = (day: Day) => day.released + day.refused + day.failed;
  const most = Math.max(1, ...days.map(total));
  const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
  const line = say('by-day.line', {
    from: format.monthDay(first),
    until: format.monthDay(last),
    most: format.integer(most),
  });
  return (
    <section className="sheet sheet-pad day-chart">
      <h2>{say('by-day')}</h2>
      <ul className="day-legend">
        {OUTCOMES.map((outcome) => (
          <li key={outcome}>
            <span className={`day-key day-${outcome}`} aria-hidden="true" /> {say(outcome)}
          </li>
        ))}
      </ul>
      <svg
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={line}
      >
        {days.map((day, index) => {
          let bottom = HEIGHT;
          return OUTCOMES.map((outcome) => {
            const height = (HEIGHT * day[outcome]) / most;
            bottom -= height;
            return (
              <rect
                key={`${day.day} ${outcome}`}
                className={`day-${outcome}`}
                x={index * STEP + 1}
                y={bottom}
                width={STEP - 2}
                height={height}
              />
            );
          });
        })}
      </svg>
      <p className="fact-quiet">{line}</p>
      <details>
        <summary>{say('by-day.table')}</summary>
        <TableScroll name={say('by-day')}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{say('day')}</th>
                {OUTCOMES.map((outcome) => (
                  <th key={outcome} scope="col">
                    {say(outcome)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days
                .filter((day) => total(day) > 0)
                .map((day) => (
                  <tr key={day.day}>
                    <td>
                      <button
                        type="button"
                        className="bar-open"
                        aria-label={say('entries.of', { what: format.monthDay(day.day) })}
                        onClick={() => onOpen(day.day)}
                      >
                        {format.monthDay(day.day)}
                      </button>
                    </td>
                    {OUTCOMES.map((outcome) => (
                      <td key={outcome}>{format.integer(day[outcome])}</td>
                    ))}
                  </tr>
                ))}
            </tbody>
          </table>
        </TableScroll>
      </details>
    </section>
  );
}
