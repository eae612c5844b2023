import { useMutation } from '@tanstack/react-query';
import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { EditPreviewAnswer } from '../../../src/contract/records.ts';
import { randomId } from '../../app/api/client.ts';
import { isProblem } from '../../app/api/problem.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { EditFates } from './edit-fates.tsx';
import { type ListedRow, type RowEdit, useRecordWrites } from './records-api.ts';
import { ValueInput } from './value-input.tsx';
import { useRecordsWords } from './words.ts';

type Preview = Readonly<{
  answer: EditPreviewAnswer;
  /** Exactly what will be sent: the edits that change something, under a key that makes sending them twice harmless. */
  edits: readonly RowEdit[];
  key: string;
}>;

/**
 * One field of several records. What becomes of each is seen before anything is written; then all that were
 * announced are changed, or none.
 */
export function BulkEdit({
  type,
  rows,
  onDone,
  onClose,
}: {
  type: RecordTypeView;
  rows: readonly ListedRow[];
  onDone: (changed: number) => void;
  onClose: () => void;
}) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const format = useFormat();
  const writes = useRecordWrites(type.name);
  const fields = type.fields.filter((field) => field.editable);
  const [name, setName] = useState(fields[0]?.name ?? '');
  const [value, setValue] = useState('');
  const [preview, setPreview] = useState<Preview | null>(null);
  const field = fields.find((each) => each.name === name);
  const looking = useMutation({
    mutationFn: async (): Promise<Preview> => {
      const text = value.trim();
      const edits = rows.map(({ record }) => ({
        id: record.id,
        version: record.version,
        values: { [name]: text === '' ? null : text },
      }));
      const answer = await writes.previewEdits(edits);
      const changing = new Set(answer.records.filter(({ fate }) => fate === 'changes').map(({ id }) => id));
      return { answer, edits: edits.filter(({ id }) => changing.has(id)), key: randomId() };
    },
    onSuccess: (made) => {
      setPreview(made);
      // What was overtaken is read again, so that a second look can include it.
      if (made.answer.records.some(({ fate }) => fate === 'changed-meanwhile')) void writes.renew();
    },
  });
  const applying = useMutation({
    mutationFn: ({ edits, key }: Preview) => writes.editSeveral(edits, key),
    onSuccess: (_, { edits }) => onDone(edits.length),
    onError: (error) => {
      if (isProblem(error, 'version-conflict')) void writes.renew();
    },
  });
  const change = (what: () => void) => {
    what();
    setPreview(null);
    applying.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    applying.reset();
    looking.mutate();
  };
  return (
    <SidePanel
      open
      onClose={onClose}
      title={say('bulk.title', { count: format.integer(rows.length), type: label(type.label) })}
      size={520}
    >
      <form className="bulk" onSubmit={submit}>
        <Entry name={say('bulk.field')}>
          {(id) => (
            <Select
              id={id}
              aria-label={say('bulk.field')}
              showSearch={{ optionFilterProp: 'label' }}
              value={name}
              options={fields.map((each) => ({ value: each.name, label: label(each.label) }))}
              onChange={(chosen) =>
                change(() => {
                  setName(chosen);
                  setValue('');
                })
              }
            />
          )}
        </Entry>
        {field && (
          <Entry name={say('bulk.value')}>
            {(id) => (
              <ValueInput
                id={id}
                field={field}
                value={value}
                label={say('bulk.value')}
                onChange={(entered) => change(() => setValue(entered))}
              />
            )}
          </Entry>
        )}
        {field && value.trim() === '' && (
          <p className="fact-quiet">{say(field.required ? 'bulk.required' : 'bulk.empties')}</p>
        )}
        <div className="form-actions">
          <Button
            htmlType="submit"
            type={preview === null ? 'primary' : 'default'}
            loading={looking.isPending}
            disabled={field === undefined || (field.required && value.trim() === '')}
          >
            {say('bulk.preview')}
          </Button>
          <Button onClick={onClose}>{app('do.cancel')}</Button>
        </div>
        {looking.isError && <ProblemNotice error={looking.error} />}
      </form>
      {preview !== null && (
        <section className="bulk-preview" aria-label={say('bulk.preview.title')}>
          <EditFates type={type} rows={rows} answer={preview.answer} />
          {applying.isError && (
            <>
              <Alert type="warning" showIcon title={say('bulk.nothing-written')} />
              <ProblemNotice error={applying.error} />
            </>
          )}
          <Button
            type="primary"
            disabled={preview.edits.length === 0 || applying.isError}
            loading={applying.isPending}
            onClick={() => applying.mutate(preview)}
          >
            {say('bulk.apply', { count: format.integer(preview.edits.length) })}
          </Button>
          <p className="fact-quiet">{say('bulk.all-or-none')}</p>
        </section>
      )}
    </SidePanel>
  );
}
