import Checkbox from 'antd/es/checkbox';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { CatalogueView, FieldChange } from '../../../src/contract/catalogue-editing.ts';
import type { Sensitivity } from '../../../src/kernel/record-type.ts';
import { hasOptions } from '../../../src/kernel/record-type.ts';
import type { CatalogueField, CatalogueType } from '../../app/api/catalogue.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { LabelEntries } from '../../app/label-entries.tsx';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useCatalogueChange } from './catalogue-api.ts';
import { categoriesOf } from './categories.ts';
import { type FieldEdit, faultsOfEdit, fieldChangeOf, fieldEditOf } from './field-edit.ts';
import { CategoryEntry, SummaryEntry } from './field-entries.tsx';
import { OptionEntries } from './option-entries.tsx';
import { ShiftPreview } from './shift-preview.tsx';
import { useCatalogueWords } from './words.ts';

const LEVELS: readonly Sensitivity[] = [1, 2, 3, 4];

/** How a field is described and classified. */
export function EditFieldPanel({
  view,
  type,
  field,
  onClose,
}: {
  view: CatalogueView;
  type: CatalogueType;
  field: CatalogueField;
  onClose: () => void;
}) {
  const say = useCatalogueWords();
  const label = useLabel();
  const saving = useCatalogueChange(onClose);
  const [edit, setEdit] = useState<FieldEdit>(() => fieldEditOf(field));
  const [tried, setTried] = useState(false);
  const faults = faultsOfEdit(edit, field);
  const change: FieldChange = fieldChangeOf(edit, field);
  const isChanged = Object.keys(change).length > 0;
  const { category, sensitivity, placed } = change;
  const shifts = category !== undefined || sensitivity !== undefined || placed !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length > 0 || !isChanged) return;
    saving.mutate({
      kind: 'change-field',
      type: type.name,
      field: field.name,
      version: type.version,
      body: change,
    });
  };
  return (
    <SidePanel open onClose={onClose} title={say('field.edit.one', { field: label(field.label) })} size={560}>
      <form className="catalogue-form" onSubmit={submit} noValidate>
        <Description view={view} type={type} field={field} edit={edit} tried={tried} onChange={setEdit} />
        {shifts && faults.length === 0 && (
          <ShiftPreview body={{ recordType: type.name, field: field.name, change, access: [] }} />
        )}
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions
          submit={say('field.save')}
          pending={saving.isPending}
          disabled={!isChanged}
          onClose={onClose}
        />
      </form>
    </SidePanel>
  );
}

function Description({
  view,
  type,
  field,
  edit,
  tried,
  onChange,
}: {
  view: CatalogueView;
  type: CatalogueType;
  field: CatalogueField;
  edit: FieldEdit;
  tried: boolean;
  onChange: (edit: FieldEdit) => void;
}) {
  const say = useCatalogueWords();
  const app = useAppWords();
  const label = useLabel();
  const faults = tried ? faultsOfEdit(edit, field) : [];
  return (
    <div className="entries">
      <LabelEntries
        label={edit.label}
        invalid={faults.includes('label')}
        onChange={(words) => onChange({ ...edit, label: words })}
      />
      <CategoryEntry
        value={edit.category}
        categories={categoriesOf(view)}
        invalid={faults.includes('category')}
        onChange={(category) => onChange({ ...edit, category })}
      />
      <Entry name={say('field.sensitivity')}>
        {(id) => (
          <Select<Sensitivity>
            id={id}
            aria-label={say('field.sensitivity')}
            value={edit.sensitivity}
            options={LEVELS.map((value) => ({ value, label: `${value} · ${app(`sensitivity.${value}`)}` }))}
            onChange={(sensitivity) => onChange({ ...edit, sensitivity })}
          />
        )}
      </Entry>
      <SummaryEntry
        type={field.type}
        value={edit.summary}
        onChange={(summary) => onChange({ ...edit, summary })}
      />
      <Entry name={say('field.owner')}>
        {(id) => (
          <>
            <Select
              id={id}
              aria-label={say('field.owner')}
              showSearch={{ optionFilterProp: 'label' }}
              value={edit.dataOwner}
              options={[
                { value: '', label: say('field.owner.none') },
                ...view.positions.map(({ code, label: words }) => ({ value: code, label: label(words) })),
              ]}
              onChange={(dataOwner) => onChange({ ...edit, dataOwner })}
            />
            <span className="fact-quiet">{say('field.owner.line')}</span>
          </>
        )}
      </Entry>
      {hasOptions(field) && (
        <OptionEntries
          options={edit.options}
          kept={field.options?.map(({ value }) => value) ?? []}
          faults={faults}
          onChange={(options) => onChange({ ...edit, options })}
        />
      )}
      {field.placed === false && (
        <Checkbox
          className="entry-wide"
          checked={edit.placed}
          onChange={(event) => onChange({ ...edit, placed: event.target.checked })}
        >
          {say('place.one')}
        </Checkbox>
      )}
      {field.derived === undefined && field.name !== type.customerField && (
        <Checkbox
          className="entry-wide"
          checked={edit.required}
          onChange={(event) => onChange({ ...edit, required: event.target.checked })}
        >
          {say('field.required.line')}
        </Checkbox>
      )}
    </div>
  );
}
