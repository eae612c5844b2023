import { useMutation, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { request } from '../api/client.ts';
import { sessionQuery } from '../api/session.ts';
import { Entry } from '../entry.tsx';
import { useAppWords } from '../locale/words.ts';
import { ProblemNotice } from '../states/problem-notice.tsx';

const EMPTY = { current: '', next: '', again: '' };

/** Changes one's own password. */
export function PasswordForm() {
  const say = useAppWords();
  const client = useQueryClient();
  const [entries, setEntries] = useState(EMPTY);
  const differs = entries.again !== '' && entries.next !== entries.again;
  const changing = useMutation({
    mutationFn: () =>
      request<void>('POST', '/session/password', { body: { current: entries.current, next: entries.next } }),
    onSuccess: async () => {
      setEntries(EMPTY);
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
  const complete = entries.current !== '' && entries.next !== '' && entries.next === entries.again;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) changing.mutate();
  };
  return (
    <form className="password-form" onSubmit={submit}>
      {(['current', 'next', 'again'] as const).map((name) => (
        <Entry key={name} name={say(`password.${name}`)}>
          {(id) => (
            <>
              <Input.Password
                id={id}
                value={entries[name]}
                autoComplete={name === 'current' ? 'current-password' : 'new-password'}
                aria-invalid={name === 'again' && differs}
                {...(name === 'again' && differs ? { status: 'error' as const } : {})}
                onChange={(event) => setEntries({ ...entries, [name]: event.target.value })}
              />
              {name === 'next' && <span className="fact-quiet">{say('password.hint')}</span>}
              {name === 'again' && differs && (
                <span className="entry-problem">{say('password.differs')}</span>
              )}
            </>
          )}
        </Entry>
      ))}
      {changing.isError && <ProblemNotice error={changing.error} />}
      <div role="status">{changing.isSuccess && <p className="done">{say('password.saved')}</p>}</div>
      <Button type="primary" htmlType="submit" disabled={!complete} loading={changing.isPending}>
        {say('password.submit')}
      </Button>
    </form>
  );
}

/** In place of every page while the password is a temporary one. */
export function PasswordNeeded() {
  const say = useAppWords();
  return (
    <section className="password-needed sheet sheet-pad">
      <h1>{say('password.title')}</h1>
      <p className="page-line">{say('password.needed')}</p>
      <PasswordForm />
    </section>
  );
}
