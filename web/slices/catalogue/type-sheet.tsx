import Button from 'antd/es/button';
import { useState } from 'react';
import type { CatalogueView } from '../../../src/contract/catalogue-editing.ts';
import type { CatalogueField, CatalogueType } from '../../app/api/catalogue.ts';
import { useLabel } from '../../app/i18n.ts';
import { AddFieldPanel } from './add-field-panel.tsx';
import { EditFieldPanel } from './edit-field-panel.tsx';
import { EditTypePanel } from './edit-type-panel.tsx';
import { FieldTable } from './field-table.tsx';
import { OrderPanel } from './order-panel.tsx';
import { PlacePanel, waitingFields } from './place-panel.tsx';
import { useCatalogueWords } from './words.ts';

type Open = 'add' | 'type' | 'order' | 'place' | CatalogueField | null;

/** One record type: its fields, and what may be done with them. */
export function TypeSheet({
  view,
  type,
  mayEdit,
}: {
  view: CatalogueView;
  type: CatalogueType;
  mayEdit: boolean;
}) {
  const say = useCatalogueWords();
  const label = useLabel();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const waiting = waitingFields(type);
  return (
    <section className="sheet">
      <div className="type-head">
        <div className="type-name">
          <h2>{label(type.label)}</h2>
          <code>{type.name}</code>
        </div>
        {mayEdit && (
          <div className="type-tools">
            <Button size="small" onClick={() => setOpen('type')}>
              {say('type.edit')}
            </Button>
            <Button size="small" onClick={() => setOpen('order')}>
              {say('order')}
            </Button>
            <Button size="small" type="primary" onClick={() => setOpen('add')}>
              {say('field.add')}
            </Button>
          </div>
        )}
      </div>
      {waiting.length > 0 && (
        <div className="place-notice">
          <p>{say('place.notice', { count: waiting.length })}</p>
          {mayEdit && (
            <Button size="small" onClick={() => setOpen('place')}>
              {say('place')}
            </Button>
          )}
        </div>
      )}
      <FieldTable type={type} {...(mayEdit ? { onEdit: setOpen } : {})} />
      {open === 'add' && <AddFieldPanel view={view} type={type} onClose={close} />}
      {open === 'type' && <EditTypePanel type={type} onClose={close} />}
      {open === 'order' && <OrderPanel type={type} onClose={close} />}
      {open === 'place' && <PlacePanel type={type} onClose={close} />}
      {open !== null && typeof open === 'object' && (
        <EditFieldPanel view={view} type={type} field={open} onClose={close} />
      )}
    </section>
  );
}
