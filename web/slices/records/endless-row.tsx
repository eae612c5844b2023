import { memo } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ListAnswer } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { Cell, disclosureIn } from './record-cells.tsx';
import type { ListedRow } from './records-api.ts';
import { useRecordsWords } from './words.ts';

/** One row of an endless list. Scrolling draws the rows that come and leaves the others as they are. */
export const EndlessRow = memo(function EndlessRow({
  type,
  columns,
  row,
  first,
  index,
  isActive,
  isChosen,
  onActive,
  onChoose,
}: {
  type: RecordTypeView;
  columns: readonly FieldView[];
  row: ListedRow;
  /** The page whose disclosures the heads of the columns tell. */
  first: ListAnswer | undefined;
  index: number;
  isActive: boolean;
  isChosen: boolean;
  onActive: (index: number) => void;
  /** Null where nothing can be done with chosen rows. */
  onChoose: ((index: number, isRange: boolean) => void) | null;
}) {
  const say = useRecordsWords();
  return (
    <tr
      aria-rowindex={index + 2}
      data-row={index}
      onFocus={() => onActive(index)}
      className={isChosen ? 'chosen' : undefined}
    >
      {onChoose !== null && (
        <td className="cell-check">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={say('bulk.choose', { row: index + 1 })}
            checked={isChosen}
            onChange={(event) => onChoose(index, (event.nativeEvent as MouseEvent).shiftKey === true)}
          />
        </td>
      )}
      {columns.map((field, at) => (
        <td key={field.name} className={`cell-${field.type}`}>
          <Cell
            type={type}
            field={field}
            record={row.record}
            disclosure={disclosureIn(row.record, row.answer, field.name)}
            usual={first?.disclosures[field.name] ?? 'withheld'}
            opens={at === 0}
            tabIndex={isActive ? 0 : -1}
          />
        </td>
      ))}
    </tr>
  );
});
