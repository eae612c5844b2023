import type { ReactNode } from 'react';
import { TableScroll } from '../../app/table-scroll.tsx';

export type Finding = Readonly<{ key: string; cells: readonly ReactNode[] }>;

/** What was found of one kind, or that nothing was. */
export function Findings({
  title,
  line,
  empty,
  columns,
  rows,
  more,
}: {
  title: string;
  line: string;
  empty: string;
  columns: readonly string[];
  rows: readonly Finding[];
  more?: string;
}) {
  return (
    <section className="sheet findings">
      <h2 className="sheet-title">
        {title}
        {rows.length > 0 && <span className="nav-count">{rows.length}</span>}
      </h2>
      <p className="sheet-line">{line}</p>
      {rows.length === 0 ? (
        <p className="sheet-line fact-quiet">{empty}</p>
      ) : (
        <TableScroll name={title}>
          <table className="table">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ key, cells }) => (
                <tr key={key}>
                  {cells.map((cell, index) => (
                    <td key={columns[index]}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
      {more !== undefined && <p className="sheet-line fact-quiet">{more}</p>}
    </section>
  );
}
