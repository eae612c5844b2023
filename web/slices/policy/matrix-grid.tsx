import { Fragment, type KeyboardEvent, useRef, useState } from 'react';
import type { MatrixCell } from '../../../src/kernel/policy/matrix.ts';
import type { CatalogueField, CatalogueType } from '../../app/api/catalogue.ts';
import { DisclosureGlyph } from '../../app/disclosure/glyph.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Sensitivity } from '../../app/sensitivity.tsx';
import { byCategory } from './by-category.ts';
import { useCellWords } from './matrix-words.ts';
import { usePolicyWords } from './words.ts';
import type { NamedGroup } from './world.ts';

export type CellPlace = Readonly<{ field: CatalogueField; group: NamedGroup; cell: MatrixCell }>;
export type MatrixProps = {
  type: CatalogueType;
  groups: readonly NamedGroup[];
  cells: ReadonlyMap<string, readonly MatrixCell[]>;
  onOpen: (place: CellPlace) => void;
};

/** A grid by the WAI-ARIA pattern: one stop for Tab, arrows within, Enter opens a cell. */
export function MatrixGrid({ type, groups, cells, onOpen }: MatrixProps) {
  const say = usePolicyWords();
  const app = useAppWords();
  const label = useLabel();
  const words = useCellWords();
  const table = useRef<HTMLTableElement>(null);
  const [active, setActive] = useState<readonly [row: number, column: number]>([0, 0]);
  const [said, setSaid] = useState<string | null>(null);
  const blocks = byCategory(type.fields);
  const order = blocks.flatMap(({ fields }) => fields);
  const sentence = (field: CatalogueField, group: NamedGroup, cell: MatrixCell) =>
    say('matrix.cell', { group: label(group.name), field: label(field.label), what: words(cell) });
  const go = (event: KeyboardEvent) => {
    const next = nextPlace(event, active, order.length, groups.length);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    table.current?.querySelector<HTMLElement>(`[data-place="${next.join(' ')}"]`)?.focus();
  };
  const cellAt = (field: CatalogueField, column: number) => {
    const group = groups[column];
    const cell = cells.get(field.name)?.[column];
    if (group === undefined || cell === undefined) return null;
    const row = order.indexOf(field);
    const text = sentence(field, group, cell);
    return (
      <td key={group.key}>
        <button
          type="button"
          className={`cell cell-${cell.disclosure}`}
          data-place={`${row} ${column}`}
          tabIndex={active[0] === row && active[1] === column ? 0 : -1}
          aria-label={text}
          onFocus={() => {
            setActive([row, column]);
            setSaid(text);
          }}
          onMouseEnter={() => setSaid(text)}
          onClick={() => onOpen({ field, group, cell })}
        >
          <DisclosureGlyph disclosure={cell.disclosure} />
          {cell.conditional && <span className="matrix-mark mark-conditional" />}
          {cell.partial && <span className="matrix-mark mark-partial" />}
        </button>
      </td>
    );
  };
  return (
    <>
      <div className="matrix-scroll">
        <table
          ref={table}
          className="matrix"
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the WAI-ARIA grid pattern on a real table
          role="grid"
          aria-label={say('matrix.title', { type: label(type.label) })}
          onKeyDown={go}
        >
          <thead>
            <tr>
              <th scope="col" className="matrix-corner">
                {say('rule.fields')}
              </th>
              {groups.map(({ key, name, posts }) => (
                <th key={key} scope="col" className="matrix-group">
                  <span>
                    {label(name)} <span className="matrix-count">{posts.length}</span>
                  </span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {blocks.map(({ category, fields }) => (
              <Fragment key={category}>
                <tr className="matrix-category">
                  <th scope="rowgroup">{app.code('category', category)}</th>
                  <td colSpan={groups.length} />
                </tr>
                {fields.map((field) => (
                  <tr key={field.name}>
                    <th scope="row">
                      <span className="matrix-field">{label(field.label)}</span>
                      <Sensitivity value={field.sensitivity} quiet />
                    </th>
                    {groups.map((_, column) => cellAt(field, column))}
                  </tr>
                ))}
              </Fragment>
            ))}
          </tbody>
        </table>
      </div>
      <p className="matrix-said" aria-hidden="true">
        {said ?? say('matrix.hint')}
      </p>
    </>
  );
}

/** Where a key leads to, or null for a key that moves nothing. */
function nextPlace(
  { key, ctrlKey }: KeyboardEvent,
  [row, column]: readonly [number, number],
  rows: number,
  columns: number,
): readonly [number, number] | null {
  switch (key) {
    case 'ArrowUp':
      return [Math.max(0, row - 1), column];
    case 'ArrowDown':
      return [Math.min(rows - 1, row + 1), column];
    case 'ArrowLeft':
      return [row, Math.max(0, column - 1)];
    case 'ArrowRight':
      return [row, Math.min(columns - 1, column + 1)];
    case 'Home':
      return [ctrlKey ? 0 : row, 0];
    case 'End':
      return [ctrlKey ? rows - 1 : row, columns - 1];
    default:
      return null;
  }
}
