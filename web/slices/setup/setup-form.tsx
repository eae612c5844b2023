import { useMutation } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useRef, useState } from 'react';
import type { Office } from '../../../src/contract/session.ts';
import type { SetupAnswer } from '../../../src/contract/setup.ts';
import { request } from '../../app/api/client.ts';
import { isProblem } from '../../app/api/problem.ts';
import { Entry } from '../../app/entry.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { type Draft, EMPTY_DRAFT, faultsOf, OFFICES_IN_ORDER } from './setup-draft.ts';
import { useSetupWords } from './words.ts';

/** Kept in memory until signing in, and nowhere else. */
export type OwnAccount = Readonly<{ login: string; password: string }>;

export function SetupForm({
  secret,
  onDone,
  onDead,
}: {
  secret: string;
  onDone: (answer: SetupAnswer, account: OwnAccount) => void;
  onDead: () => void;
}) {
  const say = useSetupWords();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const faults = faultsOf(draft);
  const { own, password } = draft;
  const saving = useMutation({
    mutationFn: () => {
      const officers = OFFICES_IN_ORDER.map((office) => {
        const { name, login } = draft[office];
        return { office, name: name.trim(), login };
      });
      return request<SetupAnswer>('POST', '/setup', { body: { secret, officers, own, password } });
    },
    onSuccess: (answer) => {
      if (own !== null) onDone(answer, { login: draft[own].login, password });
    },
    onError: (error) => {
      if (isProblem(error, 'link-not-valid')) onDead();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.size === 0) {
      if (!saving.isPending) saving.mutate();
      return;
    }
    // After the faults are shown: the first of them is where to go on.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  const shown = tried ? faults : new Set([...faults].filter((fault) => fault.endsWith('.taken')));
  return (
    <form ref={form} className="setup-card" onSubmit={submit} noValidate autoComplete="off">
      <h1>{say('title')}</h1>
      <p>{say('line')}</p>
      {OFFICES_IN_ORDER.map((office) => (
        <OfficerEntries
          key={office}
          office={office}
          draft={draft}
          faults={shown}
          onChange={(change) => setDraft({ ...draft, [office]: { ...draft[office], ...change } })}
        />
      ))}
      <OwnEntries draft={draft} faults={shown} onChange={(change) => setDraft({ ...draft, ...change })} />
      {saving.isError && <ProblemNotice error={saving.error} />}
      <Button type="primary" size="large" block htmlType="submit" loading={saving.isPending}>
        {say('submit')}
      </Button>
    </form>
  );
}

function OfficerEntries({
  office,
  draft,
  faults,
  onChange,
}: {
  office: Office;
  draft: Draft;
  faults: ReadonlySet<string>;
  onChange: (change: Partial<Draft[Office]>) => void;
}) {
  const say = useSetupWords();
  const app = useAppWords();
  const { name, login } = draft[office];
  const nameMissing = faults.has(`${office}.name`);
  const isTaken = faults.has(`${office}.login.taken`);
  const loginFault = faults.has(`${office}.login`) || isTaken;
  return (
    <fieldset className="setup-office">
      <legend>{app(`office.${office}`)}</legend>
      <p className="fact-quiet">{say(`${office}.line`)}</p>
      <div className="setup-pair">
        <Entry name={say('name')}>
          {(id) => (
            <>
              <Input
                id={id}
                maxLength={100}
                value={name}
                aria-invalid={nameMissing}
                {...(nameMissing ? { status: 'error' as const } : {})}
                onChange={(event) => onChange({ name: event.target.value })}
              />
              {nameMissing && <span className="entry-problem">{say('name.missing')}</span>}
            </>
          )}
        </Entry>
        <Entry name={say('login')}>
          {(id) => (
            <>
              <Input
                id={id}
                maxLength={100}
                value={login}
                autoCapitalize="none"
                spellCheck={false}
                aria-invalid={loginFault}
                {...(loginFault ? { status: 'error' as const } : {})}
                onChange={(event) => onChange({ login: event.target.value.trim().toLowerCase() })}
              />
              {loginFault ? (
                <span className="entry-problem">{say(isTaken ? 'login.taken' : 'login.fault')}</span>
              ) : (
                <span className="fact-quiet">{say('login.line')}</span>
              )}
            </>
          )}
        </Entry>
      </div>
    </fieldset>
  );
}

function OwnEntries({
  draft,
  faults,
  onChange,
}: {
  draft: Draft;
  faults: ReadonlySet<string>;
  onChange: (change: Partial<Pick<Draft, 'own' | 'password' | 'again'>>) => void;
}) {
  const say = useSetupWords();
  const app = useAppWords();
  const { own } = draft;
  const ownMissing = faults.has('own');
  return (
    <>
      <fieldset className="setup-office">
        <legend>{say('own')}</legend>
        <p className="fact-quiet">{say('own.line')}</p>
        <div className="setup-own">
          {OFFICES_IN_ORDER.map((office) => (
            <label key={office}>
              <input
                type="radio"
                name="own"
                checked={own === office}
                aria-invalid={ownMissing}
                onChange={() => onChange({ own: office })}
              />
              {app(`office.${office}`)}
              {draft[office].name.trim() !== '' && <span className="fact-quiet">{draft[office].name}</span>}
            </label>
          ))}
        </div>
        {ownMissing && <span className="entry-problem">{say('own.missing')}</span>}
      </fieldset>
      {own !== null && (
        <fieldset className="setup-office">
          <legend>{say('password.of', { office: app(`office.${own}`) })}</legend>
          <p className="fact-quiet">{app('password.hint')}</p>
          <input type="hidden" name="username" autoComplete="username" value={draft[own].login} readOnly />
          <div className="setup-pair">
            {(['password', 'again'] as const).map((name) => (
              <Entry key={name} name={say(name)}>
                {(id) => (
                  <>
                    <Input.Password
                      id={id}
                      autoComplete="new-password"
                      value={draft[name]}
                      aria-invalid={faults.has(name)}
                      {...(faults.has(name) ? { status: 'error' as const } : {})}
                      onChange={(event) => onChange({ [name]: event.target.value })}
                    />
                    {name === 'again' && faults.has('again') && (
                      <span className="entry-problem">{app('password.differs')}</span>
                    )}
                  </>
                )}
              </Entry>
            ))}
          </div>
        </fieldset>
      )}
    </>
  );
}
