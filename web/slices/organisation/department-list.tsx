import { useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { useLabel } from '../../app/i18n.ts';
import { branchesOf, type Department, treeOf } from './department-tree.ts';
import { useOrganisationWords } from './words.ts';

/** The tree of departments. Who may, drags one onto another; the keyboard's way is the button “move to…”. */
export function DepartmentList({
  view,
  chosen,
  onChoose,
  onDrop,
}: {
  view: OrganisationView;
  chosen: number | null;
  onChoose: (department: number | null) => void;
  onDrop?: (department: Department, onto: number) => void;
}) {
  const say = useOrganisationWords();
  const label = useLabel();
  const [dragged, setDragged] = useState<Department | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const own = dragged === null ? new Set<number>() : treeOf(view.departments, dragged.id);
  const end = () => {
    setDragged(null);
    setOver(null);
  };
  const mayDrop = (department: Department) =>
    dragged !== null && !own.has(department.id) && !department.closed && dragged.parent !== department.id;
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
              draggable={onDrop !== undefined}
              className={`${department.closed ? 'department-closed' : ''} ${over === department.id ? 'department-over' : ''}`.trim()}
              onClick={() => onChoose(department.id)}
              onDragStart={() => setDragged(department)}
              onDragEnd={end}
              onDragOver={(event) => {
                if (!mayDrop(department)) return;
                event.preventDefault();
                setOver(department.id);
              }}
              onDragLeave={() => setOver(null)}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== null && mayDrop(department)) onDrop?.(dragged, department.id);
                end();
              }}
            >
              {label(department.name)}
              {department.closed && <span className="fact-quiet"> {say('department.closed')}</span>}
            </button>
          </li>
        ))}
      </ul>
      {onDrop && <p className="fact-quiet departments-line">{say('departments.line')}</p>}
    </section>
  );
}
