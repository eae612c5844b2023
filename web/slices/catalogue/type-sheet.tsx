import Button from 'antd/es/button';
import { useState } from 'react';
import type { CatalogueView } from '../../../src/contract/catalogue-editing.ts';
import type { CatalogueField, CatalogueType } from '../../app/api/catalogue.ts';
import { useLabel } from '../../app/i18n.ts';
import { AddFieldPanel } from './add-field-panel.tsx';
import { ConversionNotice } from './conversion-notice.tsx';
import { EditFieldPanel } from './edit-field-panel.tsx';
import { EditTypePanel } from './edit-type-panel.tsx';
import { FieldTable } from './field-table.tsx';
import { LayoutPanel } from './layout-panel.tsx';
import { PlacePanel, waitingFields } from './place-panel.tsx';
import { StoragePanel } from './storage-panel.tsx';
import { useCatalogueWords } from './words.ts';

type Open =
  | 'add'
  | 'type'
  | 'order'
  | 'place'
  | Readonly<{ panel: 'edit' | 'storage'; field: CatalogueField }>
  | null;

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
  const tools = {
    onEdit: (field: CatalogueField) => setOpen({ panel: 'edit', field }),
    onStorage: (field: CatalogueField) => setOpen({ panel: 'storage', field }),
  };
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
      <ConversionNotice type={type} mayStop={mayEdit} />
      <FieldTable view={view} type={type} {...(mayEdit ? { tools } : {})} />
      {open === 'add' && <AddFieldPanel view={view} type={type} onClose={close} />}
      {open === 'type' && <EditTypePanel type={type} onClose={close} />}
      {open === 'order' && <LayoutPanel type={type} onClose={close} />}
      {open === 'place' && <PlacePanel type={type} onClose={close} />}
      {open !== null && typeof open === 'object' && open.panel === 'edit' && (
        <EditFieldPanel view={view} type={type} field={open.field} onClose={close} />
      )}
      {open !== null && typeof open === 'object' && open.panel === 'storage' && (
        <StoragePanel type={type} field={open.field} onClose={close} />
      )}
    </section>
  );
}
