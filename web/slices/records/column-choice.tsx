import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import { useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { useLabel } from '../../app/i18n.ts';
import { Popup } from '../../app/popup.tsx';
import { columnsOf } from './columns.ts';
import { useRecordsWords } from './words.ts';

/** Which fields the list reads. Fewer columns mean less data read, and less on record. */
export function ColumnChoice({
  type,
  chosen,
  onChange,
}: {
  type: RecordTypeView;
  chosen: readonly string[] | null;
  onChange: (columns: readonly string[] | null) => void;
}) {
  const say = useRecordsWords();
  const [open, setOpen] = useState(false);
  return (
    <Popup
      name={say('list.columns.title')}
      open={open}
      onOpenChange={setOpen}
      placement="bottomRight"
      content={<Choices type={type} chosen={chosen} onChange={onChange} />}
    >
      <Button aria-expanded={open}>{say('list.columns')}</Button>
    </Popup>
  );
}

function Choices({ type, chosen, onChange }: Parameters<typeof ColumnChoice>[0]) {
  const say = useRecordsWords();
  const [dragged, setDragged] = useState<string | null>(null);
  const columns = columnsOf(type, chosen);
  const names = columns.map((field) => field.name);
  const others = type.fields.filter(
    (field) => field.disclosureAtMost !== 'withheld' && !names.includes(field.name),
  );
  /** What a record is called opens it, and stays in front. */
  const choose = (next: readonly string[]) => {
    const title = next.filter((each) => each === type.titleField);
    onChange([...title, ...next.filter((each) => each !== type.titleField)]);
  };
  const move = (name: string, to: number) => {
    const rest = names.filter((each) => each !== name);
    choose([...rest.slice(0, to), name, ...rest.slice(to)]);
  };
  const first = names[0] === type.titleField ? 1 : 0;
  return (
    <div className="column-choice">
      <h2>{say('list.columns.title')}</h2>
      <p className="fact-quiet">{say('list.columns.hint')}</p>
      <ul>
        {columns.map((field, at) => (
          <li
            key={field.name}
            draggable={at >= first}
            className={dragged === field.name ? 'column-dragged' : undefined}
            onDragStart={() => setDragged(field.name)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => {
              event.preventDefault();
              if (dragged !== null && dragged !== field.name) move(dragged, at);
            }}
          >
            <Column
              field={field}
              on
              disabled={names.length === 1}
              onToggle={() => choose(names.filter((each) => each !== field.name))}
            />
            <MoveButton
              field={field}
              way="up"
              disabled={at <= first}
              onMove={() => move(field.name, at - 1)}
            />
            <MoveButton
              field={field}
              way="down"
              disabled={at < first || at === names.length - 1}
              onMove={() => move(field.name, at + 1)}
            />
          </li>
        ))}
        {others.map((field) => (
          <li key={field.name}>
            <Column
              field={field}
              on={false}
              disabled={false}
              onToggle={() => choose([...names, field.name])}
            />
          </li>
        ))}
      </ul>
      <Button type="link" size="small" disabled={chosen === null} onClick={() => onChange(null)}>
        {say('list.columns.reset')}
      </Button>
    </div>
  );
}

function Column({
  field,
  on,
  disabled,
  onToggle,
}: {
  field: FieldView;
  on: boolean;
  disabled: boolean;
  onToggle: () => void;
}) {
  const label = useLabel();
  return (
    <>
      <Checkbox checked={on} disabled={disabled} onChange={onToggle}>
        {label(field.label)}
      </Checkbox>
      <DisclosureBadge disclosure={field.disclosureAtMost} quiet />
    </>
  );
}

function MoveButton({
  field,
  way,
  disabled,
  onMove,
}: {
  field: FieldView;
  way: 'up' | 'down';
  disabled: boolean;
  onMove: () => void;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  return (
    <button
      type="button"
      className="field-edit"
      disabled={disabled}
      aria-label={say(`list.columns.${way}`, { field: label(field.label) })}
      onClick={onMove}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={way === 'up' ? 'M8 13V3M4 7l4-4 4 4' : 'M8 3v10M4 9l4 4 4-4'} />
      </svg>
    </button>
  );
}
