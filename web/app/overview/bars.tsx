import type { ReactNode } from 'react';
import { useFormat } from '../format.ts';
import { useOverviewWords } from './words.ts';

export type Bar = Readonly<{
  key: string;
  name: ReactNode;
  count: number;
  onOpen?: () => void;
  openName?: string;
}>;

/** A table whose numbers are drawn as well: one reads it or looks at it, and it is the same to a screen reader. */
export function Bars({ title, line, bars }: { title: string; line?: string; bars: readonly Bar[] }) {
  const say = useOverviewWords();
  const format = useFormat();
  const most = Math.max(1, ...bars.map(({ count }) => count));
  return (
    <section className="sheet sheet-pad bars">
      <h2>{title}</h2>
      {line !== undefined && <p className="fact-quiet">{line}</p>}
      {bars.length === 0 ? (
        <p className="fact-quiet">{say('none')}</p>
      ) : (
        <table>
          <thead className="unseen">
            <tr>
              <th scope="col">{say('what')}</th>
              <th scope="col">{say('count')}</th>
            </tr>
          </thead>
          <tbody>
            {bars.map(({ key, name, count, onOpen, openName }) => (
              <tr key={key}>
                <th scope="row">
                  {onOpen ? (
                    <button type="button" className="bar-open" aria-label={openName} onClick={onOpen}>
                      {name}
                    </button>
                  ) : (
                    name
                  )}
                </th>
                <td>
                  <svg className="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                    <rect width={(100 * count) / most} height="8" />
                  </svg>
                  <span>{format.integer(count)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
