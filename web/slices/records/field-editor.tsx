import { useMutation, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import type { ReadAnswer } from '../../../src/contract/records.ts';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';
import { isProblem } from '../../app/api/problem.ts';
import { CUSTOMER_DATA } from '../../app/api/query-client.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { Conflict } from './conflict.tsx';
import { useRecordWrites } from './records-api.ts';
import { ValueInput } from './value-input.tsx';
import { useRecordsWords } from './words.ts';

/**
 * Edits one field in place, on the version that was read: when somebody else saved meanwhile, nothing is written, the
 * draft stays, and the newest version can be fetched to compare.
 */
export function FieldEditor({
  type,
  field,
  answer,
  disclosure,
  onDone,
}: {
  type: string;
  field: FieldView;
  answer: ReadAnswer;
  disclosure: Disclosure;
  onDone: () => void;
}) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const client = useQueryClient();
  const writes = useRecordWrites(type);
  const { record } = answer;
  const stored = record.values[field.name];
  const initial = disclosure === 'shown' && stored !== null && stored !== undefined ? String(stored) : '';
  const [draft, setDraft] = useState(initial);
  /** The answer that the draft was based on, once somebody else has overtaken it. */
  const [before, setBefore] = useState<ReadAnswer | null>(null);
  const saving = useMutation({
    mutationFn: () =>
      writes.edit(record.id, record.version, { [field.name]: draft.trim() === '' ? null : draft.trim() }),
    onSuccess: onDone,
    onError: (error) => {
      if (!isProblem(error, 'version-conflict')) return;
      setBefore((known) => known ?? answer);
      void client.invalidateQueries({ queryKey: [CUSTOMER_DATA] });
    },
  });
  const isConflict = isProblem(saving.error, 'version-conflict');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate();
  };
  const leaveOnEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onDone();
  };
  const name = label(field.label);
  return (
    <form className="field field-editing" onSubmit={submit} onKeyDown={leaveOnEscape}>
      <span className="field-name">{name}</span>
      <div className="field-editor">
        <ValueInput field={field} value={draft} onChange={setDraft} label={name} autoFocus />
        {disclosure !== 'shown' && <p className="fact-quiet">{say('edit.hidden')}</p>}
        <div className="field-editor-actions">
          <Button
            type="primary"
            size="small"
            htmlType="submit"
            loading={saving.isPending}
            disabled={draft === initial || (field.required && draft.trim() === '')}
          >
            {app('do.save')}
          </Button>
          <Button size="small" onClick={onDone}>
            {app('do.cancel')}
          </Button>
        </div>
        {saving.isError && <ProblemNotice error={saving.error} />}
        {isConflict && before !== null && (
          <Conflict
            type={type}
            field={field}
            draft={draft.trim()}
            before={before}
            now={answer}
            busy={saving.isPending}
            onKeepMine={() => saving.mutate()}
            onKeepTheirs={onDone}
          />
        )}
      </div>
    </form>
  );
}
