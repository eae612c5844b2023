import Select from 'antd/es/select';
import { useState } from 'react';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Sensitivity } from '../../app/sensitivity.tsx';
import { byCategory } from './by-category.ts';
import type { MatrixProps } from './matrix-grid.tsx';
import { usePolicyWords } from './words.ts';

/** The matrix on a phone: one column of it at a time. */
export function MatrixList({ type, groups, cells, onOpen }: MatrixProps) {
  const say = usePolicyWords();
  const app = useAppWords();
  const label = useLabel();
  const [chosen, setChosen] = useState<string | null>(null);
  const column = Math.max(
    0,
    groups.findIndex(({ key }) => key === chosen),
  );
  const group = groups[column];
  if (group === undefined) return null;
  return (
    <div className="matrix-list">
      <Entry name={say('rule.who')}>
        {(id) => (
          <Select
            id={id}
            aria-label={say('rule.who')}
            showSearch={{ optionFilterProp: 'label' }}
            value={group.key}
            options={groups.map((each) => ({ value: each.key, label: label(each.name) }))}
            onChange={setChosen}
          />
        )}
      </Entry>
      {byCategory(type.fields).map(({ category, fields }) => (
        <section key={category}>
          <h3>{app.code('category', category)}</h3>
          <ul>
            {fields.map((field) => {
              const cell = cells.get(field.name)?.[column];
              if (cell === undefined) return null;
              return (
                <li key={field.name}>
                  <button type="button" onClick={() => onOpen({ field, group, cell })}>
                    <Sensitivity value={field.sensitivity} quiet />
                    <span className="matrix-field">{label(field.label)}</span>
                    <DisclosureBadge disclosure={cell.disclosure} />
                    <span className="fact-quiet">
                      {[
                        cell.scopes.map((scope) => say(`scope.${scope}`)).join(say('who.or')),
                        cell.conditional ? say('matrix.conditional') : '',
                        cell.partial ? say('matrix.partial') : '',
                      ]
                        .filter((part) => part !== '')
                        .join(' · ')}
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}
