import { useQuery } from '@tanstack/react-query';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import { useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { request } from '../../app/api/client.ts';
import { useMe } from '../../app/api/session.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { branchesOf, treeOf } from './department-tree.ts';
import './organisation.css';
import { PeopleTable } from './people-table.tsx';
import { useOrganisationWords } from './words.ts';

/** Departments, and who holds which assignment in them. */
export function OrganisationPage() {
  const say = useOrganisationWords();
  const me = useMe();
  const organisation = useQuery({
    queryKey: ['organisation'],
    queryFn: () => request<OrganisationView>('GET', '/organisation'),
    enabled: me.office !== null,
  });
  usePageTitle(say('title'));
  if (me.office === null) return <BlankState drawing="locked" title={say('denied')} />;
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
      </div>
      <Answer query={organisation} rows={10}>
        {(view) => <Organisation view={view} />}
      </Answer>
    </>
  );
}

function Organisation({ view }: { view: OrganisationView }) {
  const say = useOrganisationWords();
  const format = useFormat();
  const [department, setDepartment] = useState<number | null>(null);
  const [text, setText] = useState('');
  const [withLeft, setWithLeft] = useState(false);
  const within = department === null ? null : treeOf(view.departments, department);
  const wanted = text.trim().toLowerCase();
  const people = view.people.filter(
    (person) =>
      (withLeft || person.status === 'active') &&
      (within === null || person.assignments.some((each) => within.has(each.department))) &&
      `${person.name} ${person.login}`.toLowerCase().includes(wanted),
  );
  return (
    <div className="organisation">
      <DepartmentList view={view} chosen={department} onChoose={setDepartment} />
      <section className="sheet">
        <div className="people-tools">
          <Input
            allowClear
            aria-label={say('search')}
            placeholder={say('search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <Checkbox checked={withLeft} onChange={(event) => setWithLeft(event.target.checked)}>
            {say('show-left')}
          </Checkbox>
          <span className="fact-quiet" role="status">
            {say('count', { count: format.integer(people.length) })}
          </span>
        </div>
        {people.length === 0 ? (
          <BlankState drawing="empty" title={say('search.none')} />
        ) : (
          <PeopleTable view={view} people={people} />
        )}
      </section>
    </div>
  );
}

function DepartmentList({
  view,
  chosen,
  onChoose,
}: {
  view: OrganisationView;
  chosen: number | null;
  onChoose: (department: number | null) => void;
}) {
  const say = useOrganisationWords();
  const label = useLabel();
  return (
    <section className="sheet departments" aria-label={say('departments')}>
      <h2>{say('departments')}</h2>
      <ul>
        <li>
          <button type="button" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
            {say('departments.all')}
          </button>
        </li>
        {branchesOf(view.departments).map(({ department, depth }) => (
          <li key={department.id} className={`depth-${Math.min(depth, 5)}`}>
            <button
              type="button"
              aria-pressed={chosen === department.id}
              onClick={() => onChoose(department.id)}
            >
              {label(department.name)}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
