import Select from 'antd/es/select';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { branchesOf } from './department-tree.ts';

/** No department is chosen; ids of real ones are positive. */
const NONE = 0;

/** One of the departments that are open, each with those above it. */
export function DepartmentSelect({
  name,
  view,
  value,
  none,
  except = new Set(),
  invalid = false,
  onChange,
}: {
  name: string;
  view: OrganisationView;
  value: number | null;
  /** What choosing none means; without it, one must be chosen. */
  none?: string;
  /** Departments that are not offered. */
  except?: ReadonlySet<number>;
  invalid?: boolean;
  onChange: (department: number | null) => void;
}) {
  const label = useLabel();
  const byId = new Map(view.departments.map((each) => [each.id, each]));
  const pathOf = (id: number | null): string => {
    const department = id === null ? undefined : byId.get(id);
    if (department === undefined) return '';
    const above = pathOf(department.parent);
    return above === '' ? label(department.name) : `${above} / ${label(department.name)}`;
  };
  const offered = branchesOf(view.departments)
    .filter(({ department }) => !department.closed && !except.has(department.id))
    .map(({ department }) => ({ value: department.id, label: pathOf(department.id) }));
  return (
    <Entry name={name}>
      {(id) => (
        <Select<number>
          id={id}
          aria-label={name}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
          value={value ?? (none === undefined ? null : NONE)}
          {...(invalid ? { status: 'error' as const } : {})}
          options={none === undefined ? offered : [{ value: NONE, label: none }, ...offered]}
          onChange={(chosen) => onChange(chosen === NONE ? null : chosen)}
        />
      )}
    </Entry>
  );
}
