import { useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { useLabel } from '../../app/i18n.ts';
import { Pager } from '../../app/pager.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { columnsOf } from './columns.ts';
import { RecordTable } from './record-table.tsx';
import { useRelated } from './records-api.ts';
import { useRecordsWords } from './words.ts';

/** The records of another type that are about this customer. */
export function RelatedTab({
  customerType,
  id,
  type,
}: {
  customerType: string;
  id: string;
  type: RecordTypeView;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const related = useRelated(customerType, id, type.name, cursors.at(-1) ?? null);
  return (
    <Answer query={related}>
      {(answer) => (
        <div className="sheet">
          {answer.records.length === 0 ? (
            <BlankState drawing="empty" title={say('list.empty.none')}>
              {say('list.empty.detail')}
            </BlankState>
          ) : (
            <RecordTable type={type} columns={columnsOf(type, null)} answer={answer} />
          )}
          <Pager
            cursors={cursors}
            nextCursor={answer.nextCursor}
            onTurn={setCursors}
            busy={related.isFetching}
          >
            <span title={answer.accessRecord}>
              {label(type.label)} · {say('list.recorded')}
            </span>
          </Pager>
        </div>
      )}
    </Answer>
  );
}
