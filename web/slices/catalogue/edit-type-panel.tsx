import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { CatalogueType } from '../../app/api/catalogue.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { LabelEntries } from '../../app/label-entries.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useCatalogueChange } from './catalogue-api.ts';
import { trimmed } from './field-draft.ts';
import { useCatalogueWords } from './words.ts';

/** The name of a record type, and the field by which its records are titled. */
export function EditTypePanel({ type, onClose }: { type: CatalogueType; onClose: () => void }) {
  const say = useCatalogueWords();
  const words = useLabel();
  const saving = useCatalogueChange(onClose);
  const [label, setLabel] = useState(type.label);
  const [titleField, setTitleField] = useState(type.titleField);
  const [tried, setTried] = useState(false);
  const { zh, en } = trimmed(label);
  const isNamed = zh !== '' && en !== '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isNamed) return;
    saving.mutate({
      kind: 'change-type',
      type: type.name,
      version: type.version,
      body: { label: { zh, en }, titleField },
    });
  };
  return (
    <SidePanel open onClose={onClose} title={say('type.edit.one', { type: words(type.label) })} size={480}>
      <form className="catalogue-form" onSubmit={submit} noValidate>
        <div className="entries">
          <LabelEntries label={label} invalid={tried} onChange={setLabel} />
          <Entry name={say('type.title-field')} className="entry-wide">
            {(id) => (
              <>
                <Select
                  id={id}
                  aria-label={say('type.title-field')}
                  showSearch={{ optionFilterProp: 'label' }}
                  value={titleField}
                  options={type.fields.map((field) => ({ value: field.name, label: words(field.label) }))}
                  onChange={setTitleField}
                />
                <span className="fact-quiet">{say('type.title-field.line')}</span>
              </>
            )}
          </Entry>
        </div>
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions submit={say('type.save')} pending={saving.isPending} onClose={onClose} />
      </form>
    </SidePanel>
  );
}
