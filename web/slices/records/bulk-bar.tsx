import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { ExportButton } from '../../app/exporting/export-button.tsx';
import { useFormat } from '../../app/format.ts';
import './bulk.css';
import { CHOSEN_MAX } from './chosen.ts';
import type { ListedRow } from './records-api.ts';
import { useRecordsWords } from './words.ts';

const BulkEdit = lazy(() => import('./bulk-edit.tsx').then((module) => ({ default: module.BulkEdit })));

/** What can be done with the chosen rows. It stands below them, so that choosing one moves none. */
export function BulkBar({
  type,
  rows,
  onClear,
}: {
  type: RecordTypeView;
  rows: readonly ListedRow[];
  onClear: () => void;
}) {
  const say = useRecordsWords();
  const format = useFormat();
  const [editing, setEditing] = useState(false);
  const [done, setDone] = useState(0);
  if (rows.length === 0) {
    return (
      <p className={done === 0 ? 'unseen' : 'bulk-bar'} role="status">
        {done === 0 ? '' : say('bulk.done', { count: format.integer(done) })}
      </p>
    );
  }
  const isMost = rows.length >= CHOSEN_MAX;
  return (
    <div className="bulk-bar">
      <strong role="status">
        {say(isMost ? 'bulk.chosen-most' : 'bulk.chosen', { count: format.integer(rows.length) })}
      </strong>
      {type.fields.some((field) => field.editable) && (
        <Button size="small" type="primary" onClick={() => setEditing(true)}>
          {say('bulk.open')}
        </Button>
      )}
      <ExportButton
        type={type}
        size="small"
        selection={{ recordType: type.name, filters: [], ids: rows.map(({ record }) => record.id) }}
      />
      <Button
        size="small"
        onClick={() => {
          setDone(0);
          onClear();
        }}
      >
        {say('bulk.clear')}
      </Button>
      {editing && (
        <Suspense>
          <BulkEdit
            type={type}
            rows={rows}
            onDone={(count) => {
              setDone(count);
              setEditing(false);
              onClear();
            }}
            onClose={() => setEditing(false)}
          />
        </Suspense>
      )}
    </div>
  );
}
