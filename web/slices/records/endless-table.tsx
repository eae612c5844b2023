import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { useLabel } from '../../app/i18n.ts';
import { CHOSEN_MAX, type Chosen, choose, chooseAll, chosenRows } from './chosen.ts';
import { isSortable, widthOf } from './columns.ts';
import { EndlessRow } from './endless-row.tsx';
import { HeadCell, type Sort } from './record-cells.tsx';
import type { ListedRow } from './records-api.ts';
import { rowAfterKey } from './row-keys.ts';
import { useRecordsWords } from './words.ts';

/** Every row is as high as every other, so that nothing moves when more arrive. In step with records.css. */
const ROW_PX = 40;
const CHECK_PX = 44;
/** So many rows before the end of what is loaded, more is asked for. */
const AHEAD = 40;

/**
 * A list without an end: only the rows in sight are drawn, and the next page is read when the reader comes near it.
 * What is not scrolled to is not read, and not on record.
 */
export function EndlessTable({
  type,
  columns,
  rows,
  total,
  sort,
  onSort,
  onNearEnd,
  scrolled,
  onLeave,
  chosen,
  onChosen,
}: {
  type: RecordTypeView;
  columns: readonly FieldView[];
  rows: readonly ListedRow[];
  /** How many there are in all; null where that is not known exactly. */
  total: number | null;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
  onNearEnd: () => void;
  scrolled: number;
  onLeave: (scrolled: number) => void;
  chosen: Chosen;
  /** Absent where nothing can be done with chosen rows. */
  onChosen?: (chosen: Chosen) => void;
}) {
  const label = useLabel();
  const box = useRef<HTMLElement>(null);
  const [active, setActive] = useState(0);
  const wanted = useRef<number | null>(null);
  const lastChosen = useRef<number | null>(null);
  const current = Math.min(active, rows.length - 1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 10,
    initialOffset: scrolled,
    // The row that holds the focus stays, wherever the others are scrolled to.
    rangeExtractor: useCallback(
      (range: Range) => [...new Set([...defaultRangeExtractor(range), current])].sort((a, b) => a - b),
      [current],
    ),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  useEffect(() => {
    const link = box.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"] .row-link`);
    if (wanted.current === null || !link) return;
    wanted.current = null;
    link.focus({ preventScroll: true });
  });
  // By then the box is gone from the page, and knows nothing of its position any more.
  const leave = useRef(() => {});
  leave.current = () => onLeave(virtual.scrollOffset ?? 0);
  useEffect(() => () => leave.current(), []);
  const chooseAt = (index: number, isRange: boolean) => {
    onChosen?.(choose(rows, chosen, index, isRange ? lastChosen.current : null));
    lastChosen.current = index;
  };
  // The same function for good, so that rows which did not change are not drawn anew.
  const choosing = useRef(chooseAt);
  choosing.current = chooseAt;
  const chooseRow = useCallback((index: number, isRange: boolean) => choosing.current(index, isRange), []);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey || !isAmongRows(event.target)) return;
    if (event.key === ' ' && onChosen && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      chooseAt(current, event.shiftKey);
      return;
    }
    const next = rowAfterKey(event.key, current, rows.length);
    if (next === null) return;
    event.preventDefault();
    wanted.current = next;
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const first = rows[0]?.answer;
  const usualOf = (field: FieldView) => first?.disclosures[field.name] ?? 'withheld';
  const tableWidth = columns.reduce((sum, field) => sum + widthOf(field), onChosen ? CHECK_PX : 0);
  const span = columns.length + (onChosen ? 1 : 0);
  return (
    <section
      ref={box}
      className="table-scroll endless"
      aria-label={label(type.label)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <table
        className="table"
        aria-rowcount={total === null ? -1 : total + 1}
        style={{ minWidth: tableWidth }}
      >
        <caption className="unseen">{label(type.label)}</caption>
        <colgroup>
          {onChosen && <col style={{ width: CHECK_PX }} />}
          {columns.map((field) => (
            <col key={field.name} style={{ width: widthOf(field) }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {onChosen && (
              <th scope="col" className="cell-check">
                <ChooseAll rows={rows} chosen={chosen} onChosen={onChosen} />
              </th>
            )}
            {columns.map((field) => (
              <HeadCell
                key={field.name}
                field={field}
                disclosure={usualOf(field)}
                sort={sort}
                {...(isSortable(field) ? { onSort } : {})}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item, at) => {
            const row = rows[item.index];
            const gap = item.start - (items[at - 1]?.end ?? 0);
            return (
              <Fragment key={item.key}>
                <Gap height={gap} columns={span} />
                {row && (
                  <EndlessRow
                    type={type}
                    columns={columns}
                    row={row}
                    first={first}
                    index={item.index}
                    isActive={item.index === current}
                    isChosen={chosen.has(row.record.id)}
                    onActive={setActive}
                    onChoose={onChosen ? chooseRow : null}
                  />
                )}
              </Fragment>
            );
          })}
          <Gap height={virtual.getTotalSize() - (items.at(-1)?.end ?? 0)} columns={span} />
        </tbody>
      </table>
    </section>
  );
}

function ChooseAll({
  rows,
  chosen,
  onChosen,
}: {
  rows: readonly ListedRow[];
  chosen: Chosen;
  onChosen: (chosen: Chosen) => void;
}) {
  const say = useRecordsWords();
  const count = chosenRows(rows, chosen).length;
  const isAll = count > 0 && count >= Math.min(rows.length, CHOSEN_MAX);
  return (
    <input
      type="checkbox"
      aria-label={say('bulk.choose-all')}
      checked={isAll}
      ref={(box) => {
        if (box) box.indeterminate = count > 0 && !isAll;
      }}
      onChange={() => onChosen(chooseAll(rows, chosen))}
    />
  );
}

/** The room of rows that are not drawn. */
function Gap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr className="gap">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

/** Keys move among rows from a row or from the list itself, not from the heads of columns. */
function isAmongRows(target: EventTarget): boolean {
  return target instanceof Element && target.closest('thead') === null;
}
