import { useMutation } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { type FormEvent, useState } from 'react';
import type { FieldView } from '../../app/api/record-types.ts';
import { Dialog } from '../../app/dialog.tsx';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useRecordWrites } from './records-api.ts';
import { ValueInput } from './value-input.tsx';
import { useRecordsWords } from './words.ts';

/** "Is this the number?": compares what somebody says with what is stored, without showing what is stored. */
export function MatchDialog({
  type,
  id,
  field,
  onClose,
}: {
  type: string;
  id: string;
  field: FieldView;
  onClose: () => void;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  const writes = useRecordWrites(type);
  const [value, setValue] = useState('');
  const check = useMutation({ mutationFn: () => writes.match(id, field.name, value.trim()) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value.trim() !== '') check.mutate();
  };
  return (
    <Dialog
      open
      title={say('match.title', { field: label(field.label) })}
      onCancel={onClose}
      footer={null}
      width={420}
    >
      <form className="match" onSubmit={submit}>
        <p>{say('match.line')}</p>
        <div className="match-entry">
          <ValueInput
            field={field}
            value={value}
            label={say('match.value')}
            autoFocus
            onChange={(next) => {
              setValue(next);
              check.reset();
            }}
          />
          <Button type="primary" htmlType="submit" loading={check.isPending} disabled={value.trim() === ''}>
            {say('match.check')}
          </Button>
        </div>
        <div role="status">{check.data && <MatchResult matches={check.data.matches} />}</div>
        {check.isError && <ProblemNotice error={check.error} />}
      </form>
    </Dialog>
  );
}

function MatchResult({ matches }: { matches: boolean }) {
  const say = useRecordsWords();
  return (
    <p className={`match-result match-${matches ? 'yes' : 'no'}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={matches ? 'M3 8.5l3.3 3.3L13 4.6' : 'M4 4l8 8M12 4l-8 8'} />
      </svg>
      {say(matches ? 'match.yes' : 'match.no')}
    </p>
  );
}
