import Button from 'antd/es/button';
import { type FormEvent, useState } from 'react';
import type { CatalogueType } from '../../app/api/catalogue.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useCatalogueChange } from './catalogue-api.ts';
import { moved } from './moved.ts';
import { useCatalogueWords } from './words.ts';

/** The order in which forms, pages and lists show the fields: by drag, or by two buttons on each. */
export function OrderPanel({ type, onClose }: { type: CatalogueType; onClose: () => void }) {
  const say = useCatalogueWords();
  const label = useLabel();
  const saving = useCatalogueChange(onClose);
  const [order, setOrder] = useState<readonly string[]>(() => type.fields.map(({ name }) => name));
  const [said, setSaid] = useState('');
  const isChanged = type.fields.some(({ name }, index) => order[index] !== name);
  const nameOf = (name: string) => label(type.fields.find((each) => each.name === name)?.label ?? NO_LABEL);
  const move = (from: number, to: number) => {
    const name = order[from];
    if (name === undefined || to < 0 || to >= order.length) return;
    setOrder(moved(order, from, to));
    setSaid(say('order.moved', { field: nameOf(name), place: to + 1, count: order.length }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { fieldOrder: [...order] };
    saving.mutate({ kind: 'change-type', type: type.name, version: type.version, body });
  };
  return (
    <SidePanel open onClose={onClose} title={say('order.of', { type: label(type.label) })} size={480}>
      <form className="catalogue-form" onSubmit={submit}>
        <p className="notice-line">{say('order.line')}</p>
        <OrderList type={type} order={order} nameOf={nameOf} onMove={move} />
        <p className="unseen" role="status">
          {said}
        </p>
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions
          submit={say('order.save')}
          pending={saving.isPending}
          disabled={!isChanged}
          onClose={onClose}
        />
      </form>
    </SidePanel>
  );
}

const NO_LABEL = { zh: '', en: '' };

function OrderList({
  type,
  order,
  nameOf,
  onMove,
}: {
  type: CatalogueType;
  order: readonly string[];
  nameOf: (name: string) => string;
  onMove: (from: number, to: number) => void;
}) {
  const say = useCatalogueWords();
  const app = useAppWords();
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const end = () => {
    setDragged(null);
    setOver(null);
  };
  return (
    <ol className="order">
      {order.map((name, index) => (
        <li
          key={name}
          draggable
          className={`${dragged === index ? 'order-dragged' : ''} ${over === index ? 'order-over' : ''}`.trim()}
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
          <span className="order-name">
            {nameOf(name)}
            <span className="quiet-line">
              {app.code('category', type.fields.find((each) => each.name === name)?.category ?? '')}
            </span>
          </span>
          <Button
            size="small"
            aria-label={say('order.up', { field: nameOf(name) })}
            disabled={index === 0}
            onClick={() => onMove(index, index - 1)}
          >
            ↑
          </Button>
          <Button
            size="small"
            aria-label={say('order.down', { field: nameOf(name) })}
            disabled={index === order.length - 1}
            onClick={() => onMove(index, index + 1)}
          >
            ↓
          </Button>
        </li>
      ))}
    </ol>
  );
}
