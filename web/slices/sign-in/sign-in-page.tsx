import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate, useRouter } from '@tanstack/react-router';
import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import type { SingleSignOnOffer } from '../../../src/contract/single-sign-on.ts';
import { request } from '../../app/api/client.ts';
import { signIn } from '../../app/api/session.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { LanguageSwitch } from '../../app/shell/language-switch.tsx';
import { Mark } from '../../app/shell/mark.tsx';
import { OfflineNotice } from '../../app/shell/offline-notice.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import './sign-in.css';
import { useSignInWords } from './words.ts';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const say = useSignInWords();
  const app = useAppWords();
  usePageTitle(say('title'));
  return (
    <div className="sign-in">
      <OfflineNotice />
      <header className="sign-in-head">
        <LanguageSwitch />
      </header>
      <main className="sign-in-sheet">
        <p className="sign-in-brand">
          <Mark size={40} />
          <span>{app('product.name')}</span>
        </p>
        <p className="sign-in-line">{say('line')}</p>
        <ProviderFault />
        <SignInForm />
        <ProviderButton />
        <p className="sign-in-notice">{say('notice')}</p>
      </main>
    </div>
  );
}

function SignInForm() {
  const say = useSignInWords();
  const navigate = useNavigate();
  const router = useRouter();
  const { next } = route.useSearch();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const entering = useMutation({
    mutationFn: () => signIn(login.trim(), password),
    onSuccess: async () => {
      await navigate({ to: next ?? '/', search: {} });
      await router.invalidate();
    },
    onError: () => setPassword(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (login.trim() !== '' && password !== '') entering.mutate();
  };
  const loginMissing = tried && login.trim() === '';
  const passwordMissing = tried && password === '' && !entering.isError;
  return (
    <form className="sign-in-form" onSubmit={submit} noValidate>
      <h1>{say('title')}</h1>
      <Entry name={say('login')}>
        {(id) => (
          <>
            <Input
              id={id}
              size="large"
              name="login"
              autoComplete="username"
              autoCapitalize="none"
              spellCheck={false}
              autoFocus
              value={login}
              aria-invalid={loginMissing}
              {...(loginMissing ? { status: 'error' as const } : {})}
              onChange={(event) => setLogin(event.target.value)}
            />
            {loginMissing && <span className="entry-problem">{say('login.missing')}</span>}
          </>
        )}
      </Entry>
      <Entry name={say('password')}>
        {(id) => (
          <>
            <Input.Password
              id={id}
              size="large"
              name="password"
              autoComplete="current-password"
              value={password}
              aria-invalid={passwordMissing}
              {...(passwordMissing ? { status: 'error' as const } : {})}
              onChange={(event) => setPassword(event.target.value)}
            />
            {passwordMissing && <span className="entry-problem">{say('password.missing')}</span>}
          </>
        )}
      </Entry>
      {entering.isError && <ProblemNotice error={entering.error} />}
      <Button type="primary" size="large" htmlType="submit" block loading={entering.isPending}>
        {say('submit')}
      </Button>
    </form>
  );
}

/** Why the identity provider signed nobody in, to whoever comes back from it. */
function ProviderFault() {
  const say = useSignInWords();
  const { sso } = route.useSearch();
  if (sso === undefined) return null;
  return (
    <Alert
      className="sign-in-fault"
      type="warning"
      showIcon
      role="alert"
      title={say(`sso.${sso}`)}
      description={say(`sso.${sso}.line`)}
    />
  );
}

/** The company's own identity provider, where there is one; without an answer the page is as if there were none. */
function ProviderButton() {
  const say = useSignInWords();
  const label = useLabel();
  const { next } = route.useSearch();
  const offer = useQuery({
    queryKey: ['sso'],
    queryFn: () => request<SingleSignOnOffer>('GET', '/sso'),
  });
  const provider = offer.data?.provider ?? null;
  if (provider === null) return null;
  return (
    <Button
      className="sign-in-provider"
      size="large"
      block
      href={`/api/v1/sso/start?next=${encodeURIComponent(next ?? '/')}`}
    >
      {say('sso', { name: label(provider) })}
    </Button>
  );
}
