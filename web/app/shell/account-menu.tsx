import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { useState } from 'react';
import { signOut, useMe } from '../api/session.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';
import { Popup } from '../popup.tsx';
import { ProblemNotice } from '../states/problem-notice.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

/** Who is signed in, in which positions; own credentials, appearance, signing out. */
export function AccountMenu() {
  const say = useAppWords();
  const me = useMe();
  const [open, setOpen] = useState(false);
  return (
    <Popup
      name={say('me.menu')}
      open={open}
      onOpenChange={setOpen}
      placement="bottomRight"
      content={<AccountPanel onLeave={() => setOpen(false)} />}
    >
      <Button type="text" className="account-button" aria-expanded={open}>
        <span className="account-initial" aria-hidden="true">
          {Array.from(me.person.name)[0]}
        </span>
        <span className="account-name">{me.person.name}</span>
        <span className="unseen">{say('me.menu')}</span>
      </Button>
    </Popup>
  );
}

function AccountPanel({ onLeave }: { onLeave: () => void }) {
  const say = useAppWords();
  const label = useLabel();
  const me = useMe();
  const navigate = useNavigate();
  const leaving = useMutation({
    mutationFn: () => signOut(() => navigate({ to: '/sign-in' })),
  });
  return (
    <div className="account-panel">
      <p className="account-who">
        <strong>{me.person.name}</strong> <span className="fact-quiet">{me.person.login}</span>
      </p>
      {me.office !== null && <p className="chip chip-office">{say(`office.${me.office}`)}</p>}
      <ul className="account-assignments">
        {me.assignments.map((assignment) => (
          <li key={assignment.id}>
            {label(assignment.department.name)}
            <span className="fact-quiet"> · {label(assignment.position.name)}</span>
          </li>
        ))}
      </ul>
      <ThemeSwitch />
      <Link className="account-link" to="/credentials" onClick={onLeave}>
        {say('nav.credentials')}
      </Link>
      <Button block loading={leaving.isPending} onClick={() => leaving.mutate()}>
        {say('do.sign-out')}
      </Button>
      {leaving.isError && <ProblemNotice error={leaving.error} />}
    </div>
  );
}
