import { Link } from '@tanstack/react-router';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { ListAnswer, ReleasedRecord } from '../../../src/contract/records.ts';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useRecordsWords } from './words.ts';

/** The cells of released records, drawn alike in every list. A column's sign says its disclosure; a cell only differs from it. */

export type Sort = Readonly<{ field: string; descending: boolean }>;

export function disclosureIn(record: ReleasedRecord, answer: ListAnswer, field: string): Disclosure {
  return record.disclosures?.[field] ?? answer.disclosures[field] ?? 'withheld';
}

export function HeadCell({
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

/** @param usual the disclosure that the column's head tells of */
export function Cell({
  type,
  field,
  record,
  disclosure,
  usual,
  opens,
  tabIndex,
}: {
  type: RecordTypeView;
  field: FieldView;
  record: ReleasedRecord;
  disclosure: Disclosure;
  usual: Disclosure;
  opens: boolean;
  tabIndex?: number;
}) {
  const value = (
    <FieldValue field={field} value={record.values[field.name]} disclosure={disclosure} linked={!opens} />
  );
  return (
    <>
      {opens ? (
        <Link
          className="row-link"
          to="/records/$type/$id"
          params={{ type: type.name, id: record.id }}
          tabIndex={tabIndex}
        >
          {value}
        </Link>
      ) : (
        value
      )}
      {disclosure !== usual && (
        <>
          {' '}
          <DisclosureBadge disclosure={disclosure} quiet />
        </>
      )}
    </>
  );
}

/** On a phone a record is a card: its title, and the other fields below. */
export function CardBody({
  type,
  columns: [title, ...rest],
  record,
  answer,
}: {
  type: RecordTypeView;
  columns: readonly FieldView[];
  record: ReleasedRecord;
  answer: ListAnswer;
}) {
  const label = useLabel();
  const disclosureOf = (field: FieldView) => disclosureIn(record, answer, field.name);
  return (
    <>
      {title && (
        <h2>
          <Cell
            type={type}
            field={title}
            record={record}
            disclosure={disclosureOf(title)}
            usual={disclosureOf(title)}
            opens
          />
          <DisclosureBadge disclosure={disclosureOf(title)} quiet />
        </h2>
      )}
      <dl>
        {rest.map((field) => (
          <div key={field.name}>
            <dt>{label(field.label)}</dt>
            <dd>
              <FieldValue field={field} value={record.values[field.name]} disclosure={disclosureOf(field)} />
              <DisclosureBadge disclosure={disclosureOf(field)} quiet />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
