import { useMutation } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { request } from '../../app/api/client.ts';
import { Dialog } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useSecurityWords } from './words.ts';

type Person = OrganisationView['people'][number];

/** Removes the second factors of somebody who lost theirs. */
export function LostFactor({ people }: { people: readonly Person[] }) {
  const say = useSecurityWords();
  const [chosen, setChosen] = useState<Person | null>(null);
  const [asking, setAsking] = useState(false);
  const [done, setDone] = useState<Person | null>(null);
  const known = people.filter((person) => person.status === 'active' && person.office === null);
  return (
    <section className="sheet sheet-pad security-form">
      <div>
        <h2>{say('lost')}</h2>
        <p className="security-line">{say('lost.line')}</p>
        <p className="security-line">{say('lost.officers')}</p>
      </div>
      <Entry name={say('person')}>
        {(id) => (
          <Select<number>
            id={id}
            showSearch
            allowClear
            aria-label={say('person')}
            placeholder={say('person.choose')}
            optionFilterProp="label"
            {...(chosen === null ? {} : { value: chosen.id })}
            options={known.map((person) => ({ value: person.id, label: `${person.name} ${person.login}` }))}
            onChange={(value) => setChosen(known.find((person) => person.id === value) ?? null)}
          />
        )}
      </Entry>
      <div>
        <Button danger disabled={chosen === null} onClick={() => setAsking(true)}>
          {say('lost.open')}
        </Button>
      </div>
      <div role="status">{done && <p className="done">{say('lost.done', { name: done.name })}</p>}</div>
      {asking && chosen && (
        <ConfirmDialog
          person={chosen}
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            setDone(chosen);
            setChosen(null);
          }}
        />
      )}
    </section>
  );
}

function ConfirmDialog({
  person,
  onClose,
  onDone,
}: {
  person: Person;
  onClose: () => void;
  onDone: () => void;
}) {
  const say = useSecurityWords();
  const app = useAppWords();
  const removing = useMutation({
    mutationFn: () => request<void>('DELETE', `/people/${person.id}/second-factors`),
    onSuccess: onDone,
  });
  return (
    <Dialog
      open
      title={say('lost.open')}
      onCancel={onClose}
      onOk={() => removing.mutate()}
      okText={say('lost.confirm')}
      cancelText={app('do.cancel')}
      okButtonProps={{ danger: true, loading: removing.isPending }}
      width={440}
    >
      <p>{say('lost.question', { name: person.name, login: person.login })}</p>
      {removing.isError && <ProblemNotice error={removing.error} />}
    </Dialog>
  );
}
