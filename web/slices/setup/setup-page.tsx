import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import type { SetupAnswer } from '../../../src/contract/setup.ts';
import { request } from '../../app/api/client.ts';
import { isProblem } from '../../app/api/problem.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { LanguageSwitch } from '../../app/shell/language-switch.tsx';
import { Mark } from '../../app/shell/mark.tsx';
import { OfflineNotice } from '../../app/shell/offline-notice.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import './setup.css';
import { SetupDone } from './setup-done.tsx';
import { type OwnAccount, SetupForm } from './setup-form.tsx';
import { useSetupWords } from './words.ts';

/** Where the link of an empty store leads: its secret stands in the fragment, and leaves the address at once. */
export function SetupPage() {
  const say = useSetupWords();
  const app = useAppWords();
  const [secret] = useState(() => window.location.hash.slice(1));
  usePageTitle(say('title'));
  useEffect(() => window.history.replaceState(window.history.state, '', window.location.pathname), []);
  return (
    <div className="setup">
      <OfflineNotice />
      <header className="setup-head">
        <LanguageSwitch />
      </header>
      <main className="setup-sheet">
        <p className="setup-brand">
          <Mark size={40} />
          <span>{app('product.name')}</span>
        </p>
        {secret === '' ? (
          <NoSetup title={say('no-link.title')}>{say('no-link.line')}</NoSetup>
        ) : (
          <CompanySetup secret={secret} />
        )}
      </main>
    </div>
  );
}

function NoSetup({ title, children }: { title: string; children: ReactNode }) {
  const say = useSetupWords();
  const goSignIn = (
    <Link to="/sign-in" search={{}}>
      {say('sign-in')}
    </Link>
  );
  return (
    <BlankState drawing="missing" title={title} action={goSignIn}>
      {children}
    </BlankState>
  );
}

type Done = Readonly<{ answer: SetupAnswer; account: OwnAccount }>;

function CompanySetup({ secret }: { secret: string }) {
  const say = useSetupWords();
  const [done, setDone] = useState<Done | null>(null);
  const [isDead, setDead] = useState(false);
  const link = useQuery({
    queryKey: ['setup-link'],
    queryFn: async () => {
      await request<void>('POST', '/setup/read', { body: { secret } });
      return true;
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (done !== null) return <SetupDone answer={done.answer} account={done.account} />;
  if (isDead || isProblem(link.error, 'link-not-valid')) {
    return <NoSetup title={say('dead.title')}>{say('dead.line')}</NoSetup>;
  }
  return (
    <Answer query={link} rows={8}>
      {() => (
        <SetupForm
          secret={secret}
          onDone={(answer, account) => setDone({ answer, account })}
          onDead={() => setDead(true)}
        />
      )}
    </Answer>
  );
}
