import Button from 'antd/es/button';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { TableScroll } from '../../app/table-scroll.tsx';
import type { Person, Post } from './organisation-api.ts';
import { useOrganisationWords } from './words.ts';

export function PeopleTable({
  view,
  people,
  onOpen,
}: {
  view: OrganisationView;
  people: readonly Person[];
  onOpen?: (person: number) => void;
}) {
  const say = useOrganisationWords();
  const app = useAppWords();
  const format = useFormat();
  return (
    <TableScroll name={say('people')}>
      <table className="table table-wrap">
        <thead>
          <tr>
            <th scope="col">{say('name')}</th>
            <th scope="col">{say('login')}</th>
            <th scope="col">{say('posts')}</th>
            <th scope="col">{say('trained')}</th>
            <th scope="col">{say('status')}</th>
            {onOpen && (
              <th scope="col">
                <span className="unseen">{say('person.open')}</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <tr key={person.id}>
              <td className="nowrap">{person.name}</td>
              <td className="nowrap">
                <code>{person.login}</code>
              </td>
              <td>
                {person.office !== null && <span className="chip">{app(`office.${person.office}`)}</span>}
                <Posts view={view} person={person} />
              </td>
              <td className="nowrap">
                {person.trainedUntil === null ? say('trained.none') : format.day(person.trainedUntil)}
              </td>
              <td className="nowrap">{say(`status.${person.status}`)}</td>
              {onOpen && (
                <td className="cell-end">
                  {person.status === 'active' && (
                    <Button
                      size="small"
                      aria-label={say('person.open.one', { person: person.name })}
                      onClick={() => onOpen(person.id)}
                    >
                      {say('person.open')}
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

export function Posts({ view, person }: { view: OrganisationView; person: Person }) {
  const say = useOrganisationWords();
  if (person.assignments.length === 0) {
    return person.office === null ? <span className="fact-quiet">{say('post.none')}</span> : null;
  }
  return (
    <ul className="posts">
      {person.assignments.map((post) => (
        <PostLine key={post.id} view={view} post={post} />
      ))}
    </ul>
  );
}

function PostLine({ view, post }: { view: OrganisationView; post: Post }) {
  const say = useOrganisationWords();
  const label = useLabel();
  const format = useFormat();
  const department = view.departments.find((each) => each.id === post.department);
  const position = view.positions.find((each) => each.code === post.position);
  const now = Date.now();
  const ended = post.until !== null && Date.parse(post.until) <= now;
  const future = Date.parse(post.from) > now;
  return (
    <li className={ended ? 'post-ended' : undefined}>
      {department ? label(department.name) : post.department} ·{' '}
      {position ? label(position.name) : post.position}
      {post.capacity === 'acting' && <span className="chip">{say('post.acting')}</span>}
      <span className="fact-quiet">
        {' '}
        {ended && say('post.ended')}
        {future && say('post.future', { from: format.day(post.from) })}
        {!ended && post.until !== null && say('post.until', { until: format.day(post.until) })}
      </span>
    </li>
  );
}
