import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { CatalogueType } from '../../app/api/catalogue.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useCatalogueChange } from './catalogue-api.ts';
import { changeOf, groupItem, isNamed, type LayoutItem, layoutOf } from './layout.ts';
import { moved } from './moved.ts';
import { useCatalogueWords } from './words.ts';

/** The order and groups in which forms and pages show the fields: by drag, or by two buttons on each. */
export function LayoutPanel({ type, onClose }: { type: CatalogueType; onClose: () => void }) {
  const say = useCatalogueWords();
  const label = useLabel();
  const nameOf = useItemName(type);
  const saving = useCatalogueChange(onClose);
  const [items, setItems] = useState(() => layoutOf(type));
  const [added, setAdded] = useState(0);
  const [said, setSaid] = useState('');
  const body = changeOf(items);
  const isChanged = JSON.stringify(body) !== JSON.stringify(changeOf(layoutOf(type)));
  const move = (from: number, to: number) => {
    const item = items[from];
    if (item === undefined || to < 0 || to >= items.length) return;
    setItems(moved(items, from, to));
    setSaid(say('order.moved', { field: nameOf(item), place: to + 1, count: items.length }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isNamed(items)) return;
    saving.mutate({ kind: 'change-type', type: type.name, version: type.version, body });
  };
  return (
    <SidePanel open onClose={onClose} title={say('order.of', { type: label(type.label) })} size={560}>
      <form className="catalogue-form" onSubmit={submit}>
        <p className="notice-line">{say('order.line')}</p>
        <div>
          <Button
            size="small"
            onClick={() => {
              setItems([groupItem(`new ${added}`), ...items]);
              setAdded(added + 1);
            }}
          >
            {say('order.add')}
          </Button>
        </div>
        <Items type={type} items={items} onMove={move} onChange={setItems} />
        <p className="unseen" role="status">
          {said}
        </p>
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions
          submit={say('order.save')}
          pending={saving.isPending}
          disabled={!isChanged || !isNamed(items)}
          onClose={onClose}
        />
      </form>
    </SidePanel>
  );
}

function useItemName(type: CatalogueType): (item: LayoutItem) => string {
  const say = useCatalogueWords();
  const label = useLabel();
  return (item) => {
    if (item.kind === 'group') return label(item.label) || say('order.group.unnamed');
    const field = type.fields.find(({ name }) => name === item.name);
    return field === undefined ? item.name : label(field.label);
  };
}

function Items({
  type,
  items,
  onMove,
  onChange,
}: {
  type: CatalogueType;
  items: readonly LayoutItem[];
  onMove: (from: number, to: number) => void;
  onChange: (items: readonly LayoutItem[]) => void;
}) {
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const end = () => {
    setDragged(null);
    setOver(null);
  };
  return (
    <ol className="order">
      {items.map((item, index) => (
        <li
          key={item.key}
          draggable
          className={[
            item.kind === 'group' ? 'order-group' : '',
            dragged === index ? 'order-dragged' : '',
            over === index ? 'order-over' : '',
          ]
            .filter((each) => each !== '')
            .join(' ')}
          onDragStart={() => setDragged(index)}
          onDragEnter={() => setOver(index)}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            if (dragged !== null && dragged !== index) onMove(dragged, index);
            end();
          }}
          onDragEnd={end}
        >
          <svg viewBox="0 0 8 14" aria-hidden="true" focusable="false" className="grip">
            <path d="M2 2h0M6 2h0M2 7h0M6 7h0M2 12h0M6 12h0" />
          </svg>
          {item.kind === 'field' ? (
            <FieldName type={type} item={item} />
          ) : (
            <GroupName
              item={item}
              onChange={(changed) => onChange(items.with(index, changed))}
              onRemove={() => onChange(items.toSpliced(index, 1))}
            />
          )}
          <Arrows type={type} item={item} index={index} count={items.length} onMove={onMove} />
        </li>
      ))}
    </ol>
  );
}

function FieldName({ type, item }: { type: CatalogueType; item: LayoutItem & { kind: 'field' } }): ReactNode {
  const app = useAppWords();
  const nameOf = useItemName(type);
  const category = type.fields.find(({ name }) => name === item.name)?.category ?? '';
  return (
    <span className="order-name">
      {nameOf(item)}
      <span className="quiet-line">{app.code('category', category)}</span>
    </span>
  );
}

function GroupName({
  item,
  onChange,
  onRemove,
}: {
  item: LayoutItem & { kind: 'group' };
  onChange: (item: LayoutItem) => void;
  onRemove: () => void;
}) {
  const say = useCatalogueWords();
  const app = useAppWords();
  const label = useLabel();
  return (
    <>
      <span className="order-name">
        {(['zh', 'en'] as const).map((language) => (
          <Input
            key={language}
            size="small"
            maxLength={200}
            aria-label={`${say('order.group')} · ${app(`label.${language}`)}`}
            placeholder={app(`label.${language}`)}
            value={item.label[language]}
            {...(item.label[language].trim() === '' ? { status: 'error' as const } : {})}
            onChange={({ target }) =>
              onChange({ ...item, label: { ...item.label, [language]: target.value } })
            }
          />
        ))}
      </span>
      <Button
        size="small"
        aria-label={say('order.group.remove', { group: label(item.label) || say('order.group.unnamed') })}
        onClick={onRemove}
      >
        ×
      </Button>
    </>
  );
}

function Arrows({
  type,
  item,
  index,
  count,
  onMove,
}: {
  type: CatalogueType;
  item: LayoutItem;
  index: number;
  count: number;
  onMove: (from: number, to: number) => void;
}) {
  const say = useCatalogueWords();
  const field = useItemName(type)(item);
  return (
    <>
      <Button
        size="small"
        aria-label={say('order.up', { field })}
        disabled={index === 0}
        onClick={() => onMove(index, index - 1)}
      >
        ↑
      </Button>
      <Button
        size="small"
        aria-label={say('order.down', { field })}
        disabled={index === count - 1}
        onClick={() => onMove(index, index + 1)}
      >
        ↓
      </Button>
    </>
  );
}
