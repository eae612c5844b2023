import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { type Chosen, choose } from './chosen.ts';
import { CardBody } from './record-cells.tsx';
import type { ListedRow } from './records-api.ts';
import { useRecordsWords } from './words.ts';

const USUAL_CARD_PX = 190;
const AHEAD = 15;

/** The same list on a phone, where the page itself scrolls and every card is as high as it needs. */
export function EndlessCards({
  type,
  columns,
  rows,
  onNearEnd,
  chosen,
  onChosen,
}: {
  type: RecordTypeView;
  columns: readonly FieldView[];
  rows: readonly ListedRow[];
  onNearEnd: () => void;
  chosen: Chosen;
  onChosen?: (chosen: Chosen) => void;
}) {
  const say = useRecordsWords();
  const list = useRef<HTMLUListElement>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => USUAL_CARD_PX,
    overscan: 4,
    scrollMargin: list.current?.offsetTop ?? 0,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  return (
    <ul ref={list} className="cards endless-cards" style={{ height: virtual.getTotalSize() }}>
      {items.map((item) => {
        const row = rows[item.index];
        return (
          <li
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            className="card"
            aria-setsize={-1}
            aria-posinset={item.index + 1}
            style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
          >
            {row && onChosen && (
              <input
                type="checkbox"
                className="card-check"
                aria-label={say('bulk.choose', { row: item.index + 1 })}
                checked={chosen.has(row.record.id)}
                onChange={() => onChosen(choose(rows, chosen, item.index))}
              />
            )}
            {row && <CardBody type={type} columns={columns} record={row.record} answer={row.answer} />}
          </li>
        );
      })}
    </ul>
  );
}
