import { Fragment, useState } from 'react';
import type { LogEntry } from '../../../src/contract/access-log.ts';
import type { PurposeView } from '../../../src/contract/session.ts';
import { useFormat } from '../format.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';
import { TableScroll } from '../table-scroll.tsx';
import { LogFacts } from './log-facts.tsx';
import { LogFields, type NamedType } from './log-fields.tsx';
import './log.css';
import type { LogFilters } from './log-filters.ts';
import { useLogWords } from './words.ts';

const COLUMNS = 6;

/** Entries of the access log: in a table, or stacked on a phone. */
export function LogTable({
  entries,
  recordTypes,
  purposes,
  onNarrow,
}: {
  entries: readonly LogEntry[];
  recordTypes: readonly NamedType[];
  /** Names of purposes; one that is not among them is shown by its code. */
  purposes: readonly Pick<PurposeView, 'code' | 'label'>[];
  /** Shows all about one person or customer; absent where the entries are of one already. */
  onNarrow?: (filters: LogFilters) => void;
}) {
  const say = useLogWords();
  const [open, setOpen] = useState<string | null>(null);
  return (
    <TableScroll name={say('title')}>
      <table className="table table-wrap log">
        <thead>
          <tr>
            <th scope="col">{say('at')}</th>
            <th scope="col">{say('who')}</th>
            <th scope="col">{say('purpose')}</th>
            <th scope="col">{say('what')}</th>
            <th scope="col">{say('fields')}</th>
            <th scope="col">
              <span className="unseen">{say('details')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Fragment key={`${entry.index} ${entry.id}`}>
              <EntryRow
                entry={entry}
                recordTypes={recordTypes}
                purposes={purposes}
                open={open === entry.id}
                onToggle={() => setOpen(open === entry.id ? null : entry.id)}
              />
              {open === entry.id && (
                <tr className="log-details">
                  <td colSpan={COLUMNS}>
                    <LogFacts entry={entry} {...(onNarrow ? { onNarrow } : {})} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function EntryRow({
  entry,
  recordTypes,
  purposes,
  open,
  onToggle,
}: {
  entry: LogEntry;
  recordTypes: readonly NamedType[];
  purposes: readonly Pick<PurposeView, 'code' | 'label'>[];
  open: boolean;
  onToggle: () => void;
}) {
  const say = useLogWords();
  const app = useAppWords();
  const label = useLabel();
  const format = useFormat();
  const type = recordTypes.find((each) => each.name === entry.recordType);
  const purpose = purposes.find((each) => each.code === entry.purpose);
  return (
    <tr className={`log-${entry.outcome}`}>
      <td className="nowrap">{format.exactInstant(entry.at)}</td>
      <td>
        {entry.person?.name ?? say('nobody')}
        <span className="log-quiet">
          {entry.office === null ? entry.assignments.join(' / ') : app.code('office', entry.office)}
        </span>
      </td>
      <td>{purpose ? label(purpose.label) : (entry.purpose ?? say('no-purpose'))}</td>
      <td>
        <strong>{say.code('action', entry.action)}</strong>
        <span className="log-quiet">
          <span className={`outcome outcome-${entry.outcome}`}>{say.code('outcome', entry.outcome)}</span>
          {entry.recordType !== null &&
            ` · ${say('records', {
              type: type ? label(type.label) : entry.recordType,
              count: format.integer(entry.recordCount),
            })}`}
        </span>
      </td>
      <td>
        <LogFields entry={entry} type={type} />
      </td>
      <td>
        <button
          type="button"
          className="log-open"
          aria-expanded={open}
          aria-label={say('details.show', { index: entry.index })}
          onClick={onToggle}
        >
          <svg viewBox="0 0 12 12" aria-hidden="true" focusable="false">
            <path d={open ? 'M2 8l4-4 4 4' : 'M2 4l4 4 4-4'} />
          </svg>
        </button>
      </td>
    </tr>
  );
}
