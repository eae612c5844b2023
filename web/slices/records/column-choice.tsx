import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import { useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
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
  const label = useLabel();
  const names = columnsOf(type, chosen).map((field) => field.name);
  const toggle = (name: string, on: boolean) => {
    // Columns keep the order of the record type, so that taking one away and back leaves the table as it was.
    const next = type.fields
      .map((field) => field.name)
      .filter((each) => (each === name ? on : names.includes(each)));
    const title = next.filter((each) => each === type.titleField);
    onChange([...title, ...next.filter((each) => each !== type.titleField)]);
  };
  return (
    <div className="column-choice">
      <h2>{say('list.columns.title')}</h2>
      <p className="fact-quiet">{say('list.columns.hint')}</p>
      <ul>
        {type.fields
          .filter((field) => field.disclosureAtMost !== 'withheld')
          .map((field) => {
            const on = names.includes(field.name);
            return (
              <li key={field.name}>
                <Checkbox
                  checked={on}
                  disabled={on && names.length === 1}
                  onChange={(event) => toggle(field.name, event.target.checked)}
                >
                  {label(field.label)}
                </Checkbox>
                <DisclosureBadge disclosure={field.disclosureAtMost} quiet />
              </li>
            );
          })}
      </ul>
      <Button type="link" size="small" disabled={chosen === null} onClick={() => onChange(null)}>
        {say('list.columns.reset')}
      </Button>
    </div>
  );
}
