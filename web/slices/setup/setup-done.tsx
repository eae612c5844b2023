import { useMutation } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { useEffect, useRef } from 'react';
import type { SetupAnswer } from '../../../src/contract/setup.ts';
import { signIn } from '../../app/api/session.ts';
import { useFormat } from '../../app/format.ts';
import { LinkOnce } from '../../app/link-once.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import type { OwnAccount } from './setup-form.tsx';
import { useSetupWords } from './words.ts';

/** The two invitations, shown this once; then signing in, which leads to the second factor by itself. */
export function SetupDone({ answer, account }: { answer: SetupAnswer; account: OwnAccount }) {
  const say = useSetupWords();
  const app = useAppWords();
  const format = useFormat();
  const navigate = useNavigate();
  const router = useRouter();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, []);
  const entering = useMutation({
    mutationFn: () => signIn(account.login, account.password),
    onSuccess: async () => {
      await navigate({ to: '/', search: {} });
      await router.invalidate();
    },
  });
  const [first] = answer.invitations;
  return (
    <section className="setup-card">
      <h1 ref={heading} tabIndex={-1}>
        {say('done.title')}
      </h1>
      {first && <p>{say('done.line', { until: format.instant(first.expiresAt) })}</p>}
      <ul className="setup-links">
        {answer.invitations.map(({ office, name, login, path }) => (
          <li key={office}>
            <h2>
              {app(`office.${office}`)} · {name}
            </h2>
            <LinkOnce link={window.location.origin + path} name={name} />
            <span className="fact-quiet">{say('done.lost', { login })}</span>
          </li>
        ))}
      </ul>
      <p>{say('done.next')}</p>
      {entering.isError && <ProblemNotice error={entering.error} />}
      <Button
        type="primary"
        size="large"
        block
        loading={entering.isPending}
        onClick={() => entering.mutate()}
      >
        {say('go')}
      </Button>
    </section>
  );
}
