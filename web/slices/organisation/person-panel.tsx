import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useFormat } from '../../app/format.ts';
import { LinkOnce } from '../../app/link-once.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { CHANGES, type ChangeKind, openPosts } from './change-draft.ts';
import { type Person, useOrganisationChange, usePasswordLink } from './organisation-api.ts';
import { Posts } from './people-table.tsx';
import { useOrganisationWords } from './words.ts';

/** One person: what they hold, and what can be done about it. */
export function PersonPanel({
  view,
  person,
  onChange,
  onTraining,
  onClose,
}: {
  view: OrganisationView;
  person: Person;
  onChange: (kind: ChangeKind) => void;
  onTraining: () => void;
  onClose: () => void;
}) {
  const say = useOrganisationWords();
  const hasPosts = openPosts(person).length > 0;
  const offered = CHANGES.filter((kind) => kind === 'assign' || kind === 'leave' || hasPosts).filter(
    (kind) => person.office === null || kind === 'leave',
  );
  return (
    <SidePanel open onClose={onClose} title={person.name} size={520}>
      <div className="organisation-form">
        <p className="fact-quiet">
          {say('login')} <code>{person.login}</code>
        </p>
        <section>
          <h3>{say('posts')}</h3>
          <Posts view={view} person={person} />
        </section>
        <section>
          <h3>{say('person.changes')}</h3>
          <ul className="change-choices">
            {offered.map((kind) => (
              <li key={kind}>
                <Button danger={kind === 'leave'} onClick={() => onChange(kind)}>
                  {say(`change.${kind}`)}
                </Button>
                <span className="fact-quiet">{say(`change.${kind}.line`)}</span>
              </li>
            ))}
            {person.office === null && (
              <li>
                <Button onClick={onTraining}>{say('training')}</Button>
                <span className="fact-quiet">{say('training.line')}</span>
              </li>
            )}
          </ul>
        </section>
        <RenameForm person={person} onClose={onClose} />
        <PasswordSection person={person} />
      </div>
    </SidePanel>
  );
}

function RenameForm({ person, onClose }: { person: Person; onClose: () => void }) {
  const say = useOrganisationWords();
  const saving = useOrganisationChange(onClose);
  const [name, setName] = useState(person.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || name.trim() === person.name) return;
    saving.mutate({ kind: 'person', id: person.id, body: { name: name.trim() } });
  };
  return (
    <form className="aside" onSubmit={submit}>
      <Entry name={say('name')}>
        {(id) => (
          <span className="input-line">
            <Input id={id} maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
            <Button htmlType="submit" loading={saving.isPending}>
              {say('person.rename')}
            </Button>
          </span>
        )}
      </Entry>
      {saving.isError && <ProblemNotice error={saving.error} />}
    </form>
  );
}

/** A link by which the person chooses a password. An officer gets theirs on the server. */
function PasswordSection({ person }: { person: Person }) {
  const say = useOrganisationWords();
  const format = useFormat();
  const making = usePasswordLink();
  if (person.status !== 'active') return null;
  return (
    <section className="aside">
      <h3>{say('password')}</h3>
      <p className="fact-quiet">{say(person.office === null ? 'password.line' : 'password.office')}</p>
      {making.data && (
        <div className="password-link" role="status">
          <p>{say('password.ready', { name: person.name, until: format.instant(making.data.expiresAt) })}</p>
          <LinkOnce link={window.location.origin + making.data.path} />
        </div>
      )}
      {making.data === undefined && person.office === null && (
        <Button loading={making.isPending} onClick={() => making.mutate(person.id)}>
          {say('password.make')}
        </Button>
      )}
      {making.isError && <ProblemNotice error={making.error} />}
    </section>
  );
}

const LOGIN = /^[a-z0-9][a-z0-9._@-]{0,99}$/;

/** Somebody new, who holds nothing yet. */
export function NewPersonPanel({ view, onClose }: { view: OrganisationView; onClose: () => void }) {
  const say = useOrganisationWords();
  const saving = useOrganisationChange(onClose);
  const [name, setName] = useState('');
  const [login, setLogin] = useState('');
  const [tried, setTried] = useState(false);
  const isTaken = view.people.some((each) => each.login === login);
  const nameFault = tried && name.trim() === '';
  const loginFault = isTaken || (tried && !LOGIN.test(login));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '' || isTaken || !LOGIN.test(login)) return;
    saving.mutate({ kind: 'new-person', body: { name: name.trim(), login } });
  };
  return (
    <SidePanel open onClose={onClose} title={say('person.add')} size={480}>
      <form className="organisation-form" onSubmit={submit} noValidate>
        <p>{say('person.add.line')}</p>
        <Entry name={say('name')}>
          {(id) => (
            <>
              <Input
                id={id}
                maxLength={100}
                value={name}
                {...(nameFault ? { status: 'error' as const, 'aria-invalid': true } : {})}
                onChange={(event) => setName(event.target.value)}
              />
              {nameFault && <span className="entry-problem">{say('name.missing')}</span>}
            </>
          )}
        </Entry>
        <Entry name={say('login')}>
          {(id) => (
            <>
              <Input
                id={id}
                maxLength={100}
                spellCheck={false}
                autoComplete="off"
                value={login}
                {...(loginFault ? { status: 'error' as const, 'aria-invalid': true } : {})}
                onChange={(event) => setLogin(event.target.value)}
              />
              <span className={loginFault ? 'entry-problem' : 'fact-quiet'}>
                {say(isTaken ? 'login.taken' : 'login.line')}
              </span>
            </>
          )}
        </Entry>
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions submit={say('person.add')} pending={saving.isPending} onClose={onClose} />
      </form>
    </SidePanel>
  );
}
