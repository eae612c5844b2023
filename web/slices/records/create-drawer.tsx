import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { type FormEvent, useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useRecordWrites } from './records-api.ts';
import { ValueInput } from './value-input.tsx';
import { useRecordsWords } from './words.ts';

/** A form of the fields that the reader may fill in. */
export function CreateDrawer({ type, onClose }: { type: RecordTypeView; onClose: () => void }) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const navigate = useNavigate();
  const writes = useRecordWrites(type.name);
  const fields = type.fields.filter((field) => field.creatable && !field.derived);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [tried, setTried] = useState(false);
  const missing = fields.filter((field) => field.required && (values[field.name] ?? '').trim() === '');
  const creating = useMutation({
    mutationFn: () => {
      const given = Object.entries(values).filter(([, value]) => value.trim() !== '');
      return writes.create(Object.fromEntries(given.map(([name, value]) => [name, value.trim()])));
    },
    onSuccess: async (answer) => {
      onClose();
      const id = answer.records[0]?.id;
      if (id !== undefined) await navigate({ to: '/records/$type/$id', params: { type: type.name, id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (missing.length === 0) creating.mutate();
  };
  return (
    <SidePanel open onClose={onClose} title={say('create.title', { type: label(type.label) })} size={480}>
      <form className="create" onSubmit={submit} noValidate>
        {fields.map((field) => {
          const invalid = tried && missing.includes(field);
          return (
            <Entry
              key={field.name}
              name={label(field.label)}
              mark={field.required && <span className="required"> {say('create.required')}</span>}
            >
              {(id) => (
                <ValueInput
                  id={id}
                  field={field}
                  value={values[field.name] ?? ''}
                  label={label(field.label)}
                  invalid={invalid}
                  onChange={(value) => setValues({ ...values, [field.name]: value })}
                />
              )}
            </Entry>
          );
        })}
        {tried && missing.length > 0 && (
          <p className="entry-problem" role="alert">
            {say('create.missing')}
          </p>
        )}
        {creating.isError && <ProblemNotice error={creating.error} />}
        <div className="create-actions">
          <Button type="primary" htmlType="submit" loading={creating.isPending}>
            {say('create.submit')}
          </Button>
          <Button onClick={onClose}>{app('do.cancel')}</Button>
        </div>
      </form>
    </SidePanel>
  );
}
