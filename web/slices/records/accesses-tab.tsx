import { useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { useMe } from '../../app/api/session.ts';
import { LogTable } from '../../app/log/log-table.tsx';
import { Pager } from '../../app/pager.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { useAccesses } from './records-api.ts';
import { useRecordsWords } from './words.ts';

/** Who saw this record's customer, when and for what. */
export function AccessesTab({ type, id }: { type: RecordTypeView; id: string }) {
  const say = useRecordsWords();
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const accesses = useAccesses(type.name, id, cursors.at(-1) ?? null);
  const types = useRecordTypes();
  const me = useMe();
  return (
    <>
      <p className="page-line tab-line">{say('accesses.line')}</p>
      <Answer query={accesses}>
        {(answer) =>
          answer.entries.length === 0 ? (
            <BlankState drawing="empty" title={say('accesses.empty.title')}>
              {say('accesses.empty.detail')}
            </BlankState>
          ) : (
            <div className="sheet">
              <LogTable entries={answer.entries} recordTypes={types.data ?? []} purposes={me.purposes} />
              <Pager
                cursors={cursors}
                nextCursor={answer.nextCursor}
                onTurn={setCursors}
                busy={accesses.isFetching}
              />
            </div>
          )
        }
      </Answer>
    </>
  );
}
