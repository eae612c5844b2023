import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useEffect, useState } from 'react';
import type { PasswordLinkView } from '../../../src/contract/session.ts';
import { request } from '../../app/api/client.ts';
import { Entry } from '../../app/entry.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { LanguageSwitch } from '../../app/shell/language-switch.tsx';
import { Mark } from '../../app/shell/mark.tsx';
import { OfflineNotice } from '../../app/shell/offline-notice.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import './welcome.css';
import { useWelcomeWords } from './words.ts';

/** Where an invitation or reset link leads: its secret stands in the fragment, and leaves the address at once. */
export function WelcomePage() {
  const say = useWelcomeWords();
  const app = useAppWords();
  const [secret] = useState(() => window.location.hash.slice(1));
  usePageTitle(say('title'));
  useEffect(() => window.history.replaceState(window.history.state, '', window.location.pathname), []);
  return (
    <div className="welcome">
      <OfflineNotice />
      <header className="welcome-head">
        <LanguageSwitch />
      </header>
      <main className="welcome-sheet">
        <p className="welcome-brand">
          <Mark size={40} />
          <span>{app('product.name')}</span>
        </p>
        {secret === '' ? (
          <BlankState drawing="missing" title={say('no-link.title')}>
            {say('no-link.line')}
          </BlankState>
        ) : (
          <Welcome secret={secret} />
        )}
      </main>
    </div>
  );
}

function Welcome({ secret }: { secret: string }) {
  const say = useWelcomeWords();
  const [done, setDone] = useState<string | null>(null);
  const link = useQuery({
    queryKey: ['password-link'],
    queryFn: () => request<PasswordLinkView>('POST', '/password-links/read', { body: { secret } }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (done !== null) {
    return (
      <section className="welcome-card" role="status">
        <h1>{say('done.title')}</h1>
        <p>{say('done.line', { login: done })}</p>
        <Link className="welcome-go" to="/sign-in" search={{}}>
          {say('sign-in')}
        </Link>
      </section>
    );
  }
  return (
    <Answer query={link} rows={4}>
      {(known) => <PasswordChoice secret={secret} known={known} onDone={() => setDone(known.login)} />}
    </Answer>
  );
}

function PasswordChoice({
  secret,
  known,
  onDone,
}: {
  secret: string;
  known: PasswordLinkView;
  onDone: () => void;
}) {
  const say = useWelcomeWords();
  const app = useAppWords();
  const [entries, setEntries] = useState({ next: '', again: '' });
  const saving = useMutation({
    mutationFn: () =>
      request<void>('POST', '/password-links/redeem', { body: { secret, password: entries.next } }),
    onSuccess: onDone,
  });
  const differs = entries.again !== '' && entries.next !== entries.again;
  const complete = entries.next !== '' && entries.next === entries.again;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !saving.isPending) saving.mutate();
  };
  return (
    <form className="welcome-card" onSubmit={submit} noValidate>
      <h1>{say('title')}</h1>
      <p>{say(`for.${known.kind}`, { name: known.name, login: known.login })}</p>
      {known.kind === 'reset' && <p className="fact-quiet">{say('reset.line')}</p>}
      <input type="hidden" name="username" autoComplete="username" value={known.login} readOnly />
      {(['next', 'again'] as const).map((name) => (
        <Entry key={name} name={say(name)}>
          {(id) => (
            <>
              <Input.Password
                id={id}
                size="large"
                autoComplete="new-password"
                autoFocus={name === 'next'}
                value={entries[name]}
                aria-invalid={name === 'again' && differs}
                {...(name === 'again' && differs ? { status: 'error' as const } : {})}
                onChange={(event) => setEntries({ ...entries, [name]: event.target.value })}
              />
              {name === 'next' && <span className="fact-quiet">{app('password.hint')}</span>}
              {name === 'again' && differs && (
                <span className="entry-problem">{app('password.differs')}</span>
              )}
            </>
          )}
        </Entry>
      ))}
      {saving.isError && <ProblemNotice error={saving.error} />}
      <Button
        type="primary"
        size="large"
        block
        htmlType="submit"
        disabled={!complete}
        loading={saving.isPending}
      >
        {say('submit')}
      </Button>
    </form>
  );
}
