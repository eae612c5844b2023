import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { HistoryAnswer } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { TableScroll } from '../../app/table-scroll.tsx';
import { useHistory } from './records-api.ts';
import { useWhoChanged } from './who-changed.ts';
import { useRecordsWords } from './words.ts';

type Change = HistoryAnswer['changes'][number];

/** What was changed, as far as the reader may see the fields concerned. */
export function ChangesTab({ type, id }: { type: RecordTypeView; id: string }) {
  const say = useRecordsWords();
  const history = useHistory(type.name, id);
  return (
    <Answer query={history}>
      {({ changes }) =>
        changes.length === 0 ? (
          <BlankState drawing="empty" title={say('changes.empty.title')}>
            {say('changes.empty.detail')}
          </BlankState>
        ) : (
          <div className="sheet">
            <ChangeTable type={type} changes={changes} />
          </div>
        )
      }
    </Answer>
  );
}

function ChangeTable({ type, changes }: { type: RecordTypeView; changes: readonly Change[] }) {
  const say = useRecordsWords();
  return (
    <TableScroll name={say('record.tab.changes')}>
      <table className="table table-wrap changes">
        <thead>
          <tr>
            <th scope="col">{say('changes.at')}</th>
            <th scope="col">{say('changes.who')}</th>
            <th scope="col">{say('changes.action')}</th>
            <th scope="col">{say('changes.field')}</th>
            <th scope="col">{say('changes.before')}</th>
            <th scope="col">{say('changes.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <ChangeRow
              key={`${change.at} ${change.field} ${change.action}`}
              change={change}
              field={type.fields.find((each) => each.name === change.field)}
            />
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function ChangeRow({ change, field }: { change: Change; field: FieldView | undefined }) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const format = useFormat();
  const who = useWhoChanged()(change);
  return (
    <tr>
      <td className="nowrap">{format.instant(change.at)}</td>
      <td className="nowrap">{who}</td>
      <td className="nowrap">{app.code('action', change.action)}</td>
      <td className="nowrap">
        {field ? label(field.label) : change.field} <DisclosureBadge disclosure={change.disclosure} quiet />
      </td>
      {[change.before, change.after].map((value, index) => (
        <td
          key={index === 0 ? 'before' : 'after'}
          data-name={say(index === 0 ? 'changes.before' : 'changes.after')}
        >
          {field ? <FieldValue field={field} value={value} disclosure={change.disclosure} /> : value}
        </td>
      ))}
    </tr>
  );
}
