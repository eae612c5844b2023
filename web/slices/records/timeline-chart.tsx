import { useFormat } from '../../app/format.ts';
import type { TimelineEntry } from './timeline.ts';
import { type Density, densityOf, isWithin } from './timeline-density.ts';
import { useRecordsWords } from './words.ts';

const HEIGHT = 60;
const STEP = 10;
/** So that the columns of a short time are no broader than others. */
const COLUMNS_MIN = 24;

/** How closely what has been read follows one another; each column goes to its first record on the page. */
export function TimelineChart({
  entries,
  isComplete,
  onGo,
}: {
  entries: readonly TimelineEntry[];
  /** Whether there is nothing older to read: else the oldest column may be only begun. */
  isComplete: boolean;
  onGo: (record: string) => void;
}) {
  const say = useRecordsWords();
  const format = useFormat();
  const density = densityOf(entries.map(({ date }) => date));
  if (density === null) return null;
  const { unit, spans } = density;
  const most = Math.max(...spans.map(({ count }) => count));
  const name = (start: string) => (unit === 'month' ? format.month(start) : start.slice(0, 4));
  const [first, last] = [spans[0]?.start ?? '', spans.at(-1)?.start ?? ''];
  const line = say(isComplete ? 'timeline.density' : 'timeline.density-so-far', {
    from: name(first),
    until: name(last),
    most: format.integer(most),
  });
  return (
    <figure className="timeline-density">
      <Columns density={density} most={most} isComplete={isComplete} line={line} />
      <figcaption className="fact-quiet">{line}</figcaption>
      <details>
        <summary>{say(unit === 'month' ? 'timeline.months' : 'timeline.years')}</summary>
        <ul className="timeline-spans">
          {spans
            .filter(({ count }) => count > 0)
            .toReversed()
            .map(({ start, count }) => (
              <li key={start}>
                <button
                  type="button"
                  onClick={() => {
                    const entry = entries.find(({ date }) => isWithin(unit, start, date));
                    if (entry !== undefined) onGo(entry.record.id);
                  }}
                >
                  {say('timeline.span', { span: name(start), count: format.integer(count) })}
                </button>
              </li>
            ))}
        </ul>
      </details>
    </figure>
  );
}

function Columns({
  density: { spans },
  most,
  isComplete,
  line,
}: {
  density: Density;
  most: number;
  isComplete: boolean;
  line: string;
}) {
  return (
    <svg
      viewBox={`0 0 ${Math.max(COLUMNS_MIN, spans.length) * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={line}
    >
      {spans.map(({ start, count }, index) => {
        const height = (HEIGHT * count) / most;
        return (
          <rect
            key={start}
            className={index === 0 && !isComplete ? 'density-begun' : 'density-column'}
            x={index * STEP + 1}
            y={HEIGHT - height}
            width={STEP - 2}
            height={height}
          />
        );
      })}
    </svg>
  );
}
