import Button from 'antd/es/button';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import { type FormEvent, useState } from 'react';
import { useMe } from '../../app/api/session.ts';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useDeputies, useDeputyActs } from './sharing-api.ts';
import { useSharingWords } from './words.ts';

const DAYS_USUAL = 7;
const DAYS_MAX = 90;

/** Who decides while one is away. */
export function Deputies() {
  const say = useSharingWords();
  const format = useFormat();
  const me = useMe();
  const deputies = useDeputies();
  const acts = useDeputyActs();
  const [login, setLogin] = useState('');
  const [days, setDays] = useState(DAYS_USUAL);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (login.trim() !== '') acts.mutate({ login: login.trim(), days }, { onSuccess: () => setLogin('') });
  };
  return (
    <section className="sheet sheet-pad">
      <h2>{say('deputies.title')}</h2>
      <p className="fact-quiet">{say('deputies.line')}</p>
      <Answer query={deputies} rows={1}>
        {(known) => (
          <ul className="sharing-deputies">
            {known.map(({ id, person, deputy, until }) => (
              <li key={id}>
                {person.id === me.person.id
                  ? say('deputies.for-me', { name: deputy.name, until: format.instant(until) })
                  : say('deputies.for-them', { name: person.name, until: format.instant(until) })}{' '}
                {person.id === me.person.id && (
                  <Button size="small" onClick={() => acts.mutate({ end: id })}>
                    {say('deputies.end')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
      <form className="sharing-inline" onSubmit={submit}>
        <Entry name={say('deputies.login')}>
          {(id) => (
            <Input
              id={id}
              value={login}
              maxLength={100}
              autoComplete="off"
              onChange={(event) => setLogin(event.target.value)}
            />
          )}
        </Entry>
        <Entry name={say('deputies.days')}>
          {(id) => (
            <InputNumber
              id={id}
              min={1}
              max={DAYS_MAX}
              precision={0}
              value={days}
              onChange={(value) => setDays(value ?? DAYS_USUAL)}
            />
          )}
        </Entry>
        <Button htmlType="submit" loading={acts.isPending} disabled={login.trim() === ''}>
          {say('deputies.name')}
        </Button>
      </form>
      {acts.isError && <ProblemNotice error={acts.error} />}
    </section>
  );
}
