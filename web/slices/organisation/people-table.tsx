import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { TableScroll } from '../../app/table-scroll.tsx';
import { useOrganisationWords } from './words.ts';

type Person = OrganisationView['people'][number];
type Post = Person['assignments'][number];

export function PeopleTable({ view, people }: { view: OrganisationView; people: readonly Person[] }) {
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
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
}

function Posts({ view, person }: { view: OrganisationView; person: Person }) {
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
      <span className="fact-quiet">
        {' '}
        {ended && say('post.ended')}
        {future && say('post.future', { from: format.day(post.from) })}
        {!ended && post.until !== null && say('post.until', { until: format.day(post.until) })}
      </span>
    </li>
  );
}
