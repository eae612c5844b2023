import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { type Person, useOrganisationChange } from './organisation-api.ts';
import { useOrganisationWords } from './words.ts';

const NAMED_MAX = 12;

/** Until when the training of some people is valid: one of them, or everybody whom the list shows. */
export function TrainingPanel({ people, onClose }: { people: readonly Person[]; onClose: () => void }) {
  const say = useOrganisationWords();
  const saving = useOrganisationChange(onClose);
  const [day, setDay] = useState(inAYear);
  const names = people.slice(0, NAMED_MAX).map(({ name }) => name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (day === '') return;
    const until = endOf(day).toISOString();
    saving.mutate({ kind: 'training', body: { people: people.map(({ id }) => id), until } });
  };
  return (
    <SidePanel open onClose={onClose} title={say('training')} size={480}>
      <form className="organisation-form" onSubmit={submit} noValidate>
        <p>{say('training.line')}</p>
        <p>
          {say('training.whom', { count: people.length })}{' '}
          <strong>{names.join(say('training.comma'))}</strong>
          {people.length > NAMED_MAX && ` ${say('training.more', { count: people.length - NAMED_MAX })}`}
        </p>
        <Entry name={say('trained')}>
          {(id) => <Input id={id} type="date" value={day} onChange={(event) => setDay(event.target.value)} />}
        </Entry>
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions
          submit={say('training.do')}
          pending={saving.isPending}
          disabled={day === ''}
          onClose={onClose}
        />
      </form>
    </SidePanel>
  );
}

/** The same day a year from now, as a date control has it. */
function inAYear(): string {
  const day = new Date();
  day.setFullYear(day.getFullYear() + 1);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

/** The end of a day where the reader is. */
function endOf(day: string): Date {
  return new Date(`${day}T23:59:59`);
}
