import { Link } from '@tanstack/react-router';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ListAnswer, ReleasedRecord } from '../../../src/contract/records.ts';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useNarrow } from '../../app/narrow.ts';
import { TableScroll } from '../../app/table-scroll.tsx';
import { isSortable } from './columns.ts';
import { useRecordsWords } from './words.ts';

type Sort = Readonly<{ field: string; descending: boolean }>;
type Props = {
  type: RecordTypeView;
  columns: readonly FieldView[];
  answer: ListAnswer;
  sort?: Sort | null;
  onSort?: (sort: Sort | null) => void;
};

/** Released records in rows; on a phone, in cards. A column's sign says its disclosure; a cell only differs from it. */
export function RecordTable(props: Props) {
  const narrow = useNarrow();
  return narrow ? <Cards {...props} /> : <Rows {...props} />;
}

function disclosureIn(record: ReleasedRecord, answer: ListAnswer, field: string): Disclosure {
  return record.disclosures?.[field] ?? answer.disclosures[field] ?? 'withheld';
}

function Rows({ type, columns, answer, sort, onSort }: Props) {
  const label = useLabel();
  return (
    <TableScroll name={label(type.label)}>
      <table className="table">
        <caption className="unseen">{label(type.label)}</caption>
        <thead>
          <tr>
            {columns.map((field) => (
              <HeadCell
                key={field.name}
                field={field}
                disclosure={answer.disclosures[field.name] ?? 'withheld'}
                sort={sort ?? null}
                {...(onSort && isSortable(field) ? { onSort } : {})}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.records.map((record) => (
            <tr key={record.id}>
              {columns.map((field, index) => (
                <td key={field.name} className={`cell-${field.type}`}>
                  <Cell type={type} field={field} record={record} answer={answer} opens={index === 0} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function HeadCell({
  field,
  disclosure,
  sort,
  onSort,
}: {
  field: FieldView;
  disclosure: Disclosure;
  sort: Sort | null;
  onSort?: (sort: Sort | null) => void;
}) {
  const label = useLabel();
  const say = useRecordsWords();
  const direction = sort?.field === field.name ? (sort.descending ? 'descending' : 'ascending') : 'none';
  const next = {
    none: { field: field.name, descending: false },
    ascending: { field: field.name, descending: true },
  };
  return (
    <th scope="col" className={`cell-${field.type}`} aria-sort={onSort ? direction : undefined}>
      <span className="head-cell">
        {onSort ? (
          <button
            type="button"
            className="sort"
            title={say(`sort.${direction}`)}
            onClick={() => onSort(direction === 'descending' ? null : next[direction])}
          >
            {label(field.label)}
            <svg
              viewBox="0 0 8 12"
              className={`sort-sign sort-${direction}`}
              aria-hidden="true"
              focusable="false"
            >
              <path className="sort-up" d="M4 1l3 4H1z" />
              <path className="sort-down" d="M4 11L1 7h6z" />
            </svg>
          </button>
        ) : (
          label(field.label)
        )}
        <DisclosureBadge disclosure={disclosure} quiet />
      </span>
    </th>
  );
}

function Cell({
  type,
  field,
  record,
  answer,
  opens,
}: {
  type: RecordTypeView;
  field: FieldView;
  record: ReleasedRecord;
  answer: ListAnswer;
  opens: boolean;
}) {
  const disclosure = disclosureIn(record, answer, field.name);
  const differs = disclosure !== (answer.disclosures[field.name] ?? 'withheld');
  const value = (
    <FieldValue field={field} value={record.values[field.name]} disclosure={disclosure} linked={!opens} />
  );
  return (
    <>
      {opens ? (
        <Link className="row-link" to="/records/$type/$id" params={{ type: type.name, id: record.id }}>
          {value}
        </Link>
      ) : (
        value
      )}
      {differs && (
        <>
          {' '}
          <DisclosureBadge disclosure={disclosure} quiet />
        </>
      )}
    </>
  );
}

function Cards({ type, columns, answer }: Props) {
  const label = useLabel();
  const [title, ...rest] = columns;
  return (
    <ul className="cards">
      {answer.records.map((record) => (
        <li key={record.id} className="card">
          {title && (
            <h2>
              <Cell type={type} field={title} record={record} answer={answer} opens />
              <DisclosureBadge disclosure={disclosureIn(record, answer, title.name)} quiet />
            </h2>
          )}
          <dl>
            {rest.map((field) => (
              <div key={field.name}>
                <dt>{label(field.label)}</dt>
                <dd>
                  <FieldValue
                    field={field}
                    value={record.values[field.name]}
                    disclosure={disclosureIn(record, answer, field.name)}
                  />
                  <DisclosureBadge disclosure={disclosureIn(record, answer, field.name)} quiet />
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
