import Button from 'antd/es/button';
import { useState } from 'react';
import type { RosterProposal } from '../../../src/contract/roster.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { TableScroll } from '../../app/table-scroll.tsx';
import { useRosterWords } from './words.ts';

type Person = RosterProposal['people'][number];

const AT_ONCE = 100;

/** Who changes, and how; a long list is shown by and by. */
export function PeopleChanges({ people }: { people: readonly Person[] }) {
  const say = useRosterWords();
  const [shown, setShown] = useState(AT_ONCE);
  const rest = people.length - shown;
  return (
    <section className="sheet">
      <h2 className="roster-title">{say('people.title')}</h2>
      <TableScroll name={say('people.title')}>
        <table className="table table-wrap">
          <thead>
            <tr>
              <th scope="col">{say('people.name')}</th>
              <th scope="col">{say('people.login')}</th>
              <th scope="col">{say('people.changes')}</th>
            </tr>
          </thead>
          <tbody>
            {people.slice(0, shown).map((person) => (
              <tr key={person.login}>
                <td className="nowrap">
                  {person.name}
                  {person.isNew && <span className="chip">{say('people.new')}</span>}
                </td>
                <td className="nowrap">
                  <code>{person.login}</code>
                </td>
                <td>
                  <Changes person={person} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {rest > 0 && (
        <p className="roster-more">
          <Button onClick={() => setShown(shown + AT_ONCE)}>
            {say('people.more', { count: Math.min(rest, AT_ONCE) })}
          </Button>
        </p>
      )}
    </section>
  );
}

function Changes({ person: { nameBefore, begins, ends, prolonged } }: { person: Person }) {
  const say = useRosterWords();
  const format = useFormat();
  const from = (at: string | null) => (at === null ? '' : say('post.from', { from: format.day(at) }));
  const until = (at: string | null) => (at === null ? '' : say('post.until', { until: format.instant(at) }));
  return (
    <ul className="posts">
      {nameBefore !== null && <li>{say('people.renamed', { name: nameBefore })}</li>}
      {ends.map((post) => (
        <Change key={keyOf(post)} kind="ends" post={post} when={from(post.at)} />
      ))}
      {prolonged.map((post) => (
        <Change key={keyOf(post)} kind="prolonged" post={post} when={until(post.until)} />
      ))}
      {begins.map((post) => (
        <Change
          key={keyOf(post)}
          kind="begins"
          post={post}
          when={[from(post.from), until(post.until)].join(' ').trim()}
        />
      ))}
    </ul>
  );
}

type Post = Pick<Person['ends'][number], 'department' | 'position'>;

function keyOf({ department, position }: Post): string {
  return [...department, position].map(({ zh }) => zh).join('/');
}

function Change({ kind, post, when }: { kind: 'begins' | 'ends' | 'prolonged'; post: Post; when: string }) {
  const say = useRosterWords();
  const label = useLabel();
  return (
    <li>
      <span className={`roster-change roster-${kind}`}>{say(`people.${kind}`)}</span>{' '}
      {post.department.map(label).join(' / ')} · {label(post.position)}
      {when !== '' && <span className="fact-quiet"> {when}</span>}
    </li>
  );
}
