import { useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import { useEffect, useRef } from 'react';
import type { RosterAnswer } from '../../../src/contract/roster.ts';
import { useFormat } from '../../app/format.ts';
import { LinkOnce } from '../../app/link-once.tsx';
import { saveCsv } from '../../app/save-csv.ts';
import { useRosterWords } from './words.ts';

/** What was done, and the links of those who are new, shown this once. */
export function RosterDone({ answer }: { answer: RosterAnswer }) {
  const say = useRosterWords();
  const navigate = useNavigate();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, []);
  const { departments, people, begun, ended, invitations } = answer;
  return (
    <>
      <section className="sheet sheet-pad roster-done">
        <h2 ref={heading} tabIndex={-1}>
          {say('done.title')}
        </h2>
        <p>{say('done.line', { departments, people, begun, ended })}</p>
        <Button
          {...(invitations.length === 0 ? { type: 'primary' as const } : {})}
          onClick={() => void navigate({ to: '/organisation' })}
        >
          {say('done.go')}
        </Button>
      </section>
      {invitations.length > 0 && <Links invitations={invitations} />}
    </>
  );
}

function Links({ invitations }: Pick<RosterAnswer, 'invitations'>) {
  const say = useRosterWords();
  const format = useFormat();
  const linkOf = (path: string) => window.location.origin + path;
  const until = format.instant(invitations[0]?.expiresAt ?? '');
  const save = () =>
    saveCsv(say('links.file'), [
      [say('people.name'), say('people.login'), say('links.link')],
      ...invitations.map(({ name, login, path }) => [name, login, linkOf(path)]),
    ]);
  return (
    <section className="sheet sheet-pad">
      <div className="roster-head">
        <h2>{say('links.title')}</h2>
        <Button type="primary" onClick={save}>
          {say('links.download')}
        </Button>
      </div>
      <p>{say('links.line', { until })}</p>
      <ul className="roster-links">
        {invitations.map(({ person, name, login, path }) => (
          <li key={person}>
            <strong>{name}</strong> <code>{login}</code>
            <span className="roster-link">
              <LinkOnce link={linkOf(path)} name={name} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
