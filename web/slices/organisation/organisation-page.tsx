import { useNavigate } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import { useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { useMe } from '../../app/api/session.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import type { ChangeKind } from './change-draft.ts';
import { ChangePanel } from './change-panel.tsx';
import { DepartmentList } from './department-list.tsx';
import { EditDepartmentPanel, NewDepartmentPanel } from './department-panel.tsx';
import { type Department, treeOf } from './department-tree.ts';
import { MovePanel } from './move-panel.tsx';
import './organisation.css';
import { HaltNotice } from './halt-notice.tsx';
import { useOrganisation } from './organisation-api.ts';
import { PeopleTable } from './people-table.tsx';
import { NewPersonPanel, PersonPanel } from './person-panel.tsx';
import { NewPositionPanel } from './position-panel.tsx';
import { SsoPanel } from './sso-panel.tsx';
import { useSync } from './sync-api.ts';
import { SyncPanel } from './sync-panel.tsx';
import { TrainingPanel } from './training-panel.tsx';
import { useOrganisationWords } from './words.ts';

/** What is open beside the page. */
type Open =
  | Readonly<{ kind: 'new-department'; below: number | null }>
  | Readonly<{ kind: 'department'; id: number }>
  | Readonly<{ kind: 'move'; id: number; to?: number }>
  | Readonly<{ kind: 'sync' | 'sso' }>
  | Readonly<{ kind: 'new-person' }>
  | Readonly<{ kind: 'new-position' }>
  | Readonly<{ kind: 'training'; people: readonly number[] }>
  | Readonly<{ kind: 'person'; id: number }>
  | Readonly<{ kind: 'change'; id: number; change: ChangeKind }>;

/** Departments, and who holds which assignment in them. */
export function OrganisationPage() {
  const say = useOrganisationWords();
  const me = useMe();
  const navigate = useNavigate();
  const organisation = useOrganisation(me.office !== null);
  const mayEdit = me.office === 'system-administrator';
  const sync = useSync(mayEdit);
  const [open, setOpen] = useState<Open | null>(null);
  usePageTitle(say('title'));
  if (me.office === null) return <BlankState drawing="locked" title={say('denied')} />;
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
        {mayEdit && organisation.data && (
          <div className="page-tools">
            <Button onClick={() => void navigate({ to: '/organisation/import' })}>{say('import')}</Button>
            <Button onClick={() => setOpen({ kind: 'sync' })}>{say('sync')}</Button>
            <Button onClick={() => setOpen({ kind: 'sso' })}>{say('sso')}</Button>
            <Button onClick={() => setOpen({ kind: 'new-position' })}>{say('position.add')}</Button>
            <Button onClick={() => setOpen({ kind: 'new-department', below: null })}>
              {say('department.add')}
            </Button>
            <Button type="primary" onClick={() => setOpen({ kind: 'new-person' })}>
              {say('person.add')}
            </Button>
          </div>
        )}
      </div>
      {sync.data?.halt && open?.kind !== 'sync' && <HaltNotice halt={sync.data.halt} />}
      <Answer query={organisation} rows={10}>
        {(view) => (
          <>
            <Organisation view={view} {...(mayEdit ? { onOpen: setOpen } : {})} />
            {open !== null && <Opened view={view} open={open} onOpen={setOpen} />}
          </>
        )}
      </Answer>
    </>
  );
}

function Opened({
  view,
  open,
  onOpen,
}: {
  view: OrganisationView;
  open: Open;
  onOpen: (open: Open | null) => void;
}) {
  const onClose = () => onOpen(null);
  const department =
    open.kind === 'department' || open.kind === 'move'
      ? view.departments.find(({ id }) => id === open.id)
      : undefined;
  const person =
    open.kind === 'person' || open.kind === 'change'
      ? view.people.find(({ id }) => id === open.id)
      : undefined;
  switch (open.kind) {
    case 'new-department':
      return <NewDepartmentPanel view={view} below={open.below} onClose={onClose} />;
    case 'sync':
      return <SyncPanel view={view} onClose={onClose} />;
    case 'sso':
      return <SsoPanel onClose={onClose} />;
    case 'new-position':
      return <NewPositionPanel view={view} onClose={onClose} />;
    case 'new-person':
      return <NewPersonPanel view={view} onClose={onClose} />;
    case 'department':
      return department ? <EditDepartmentPanel department={department} onClose={onClose} /> : null;
    case 'move': {
      const to = open.to === undefined ? {} : { to: open.to };
      return department ? <MovePanel view={view} department={department} {...to} onClose={onClose} /> : null;
    }
    case 'training':
      return (
        <TrainingPanel people={view.people.filter(({ id }) => open.people.includes(id))} onClose={onClose} />
      );
    case 'person':
      return person ? (
        <PersonPanel
          view={view}
          person={person}
          onChange={(change) => onOpen({ kind: 'change', id: person.id, change })}
          onTraining={() => onOpen({ kind: 'training', people: [person.id] })}
          onClose={onClose}
        />
      ) : null;
    case 'change':
      return person ? <ChangePanel view={view} person={person} kind={open.change} onClose={onClose} /> : null;
  }
}

function Organisation({ view, onOpen }: { view: OrganisationView; onOpen?: (open: Open) => void }) {
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
  const learners = people
    .filter(({ status, office }) => status === 'active' && office === null)
    .map(({ id }) => id);
  const chosen = view.departments.find(({ id }) => id === department);
  return (
    <div className="organisation">
      <DepartmentList
        view={view}
        chosen={department}
        onChoose={setDepartment}
        {...(onOpen
          ? { onDrop: (moved: Department, to: number) => onOpen({ kind: 'move', id: moved.id, to }) }
          : {})}
      />
      <section className="sheet">
        {chosen && onOpen && <DepartmentHead department={chosen} onOpen={onOpen} />}
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
          {onOpen && learners.length > 0 && (
            <Button onClick={() => onOpen({ kind: 'training', people: learners })}>
              {say('training.for', { count: learners.length })}
            </Button>
          )}
          <span className="fact-quiet" role="status">
            {say('count', { count: format.integer(people.length) })}
          </span>
        </div>
        {people.length === 0 ? (
          <BlankState drawing="empty" title={say('search.none')} />
        ) : (
          <PeopleTable
            view={view}
            people={people}
            {...(onOpen ? { onOpen: (id: number) => onOpen({ kind: 'person', id }) } : {})}
          />
        )}
      </section>
    </div>
  );
}

function DepartmentHead({ department, onOpen }: { department: Department; onOpen: (open: Open) => void }) {
  const say = useOrganisationWords();
  const label = useLabel();
  return (
    <div className="department-head">
      <h2>{label(department.name)}</h2>
      <code>{department.code}</code>
      <div className="department-tools">
        <Button size="small" onClick={() => onOpen({ kind: 'department', id: department.id })}>
          {say('department.edit')}
        </Button>
        <Button size="small" onClick={() => onOpen({ kind: 'move', id: department.id })}>
          {say('move')}
        </Button>
        <Button
          size="small"
          disabled={department.closed}
          onClick={() => onOpen({ kind: 'new-department', below: department.id })}
        >
          {say('department.add-below')}
        </Button>
      </div>
    </div>
  );
}
