import Button from 'antd/es/button';
import { type FormEvent, useEffect, useState } from 'react';
import type { FieldFigures } from '../../../src/contract/catalogue-editing.ts';
import { hasOptions } from '../../../src/kernel/record-type.ts';
import type { CatalogueField, CatalogueType } from '../../app/api/catalogue.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useCatalogueChange, useFigures } from './catalogue-api.ts';
import { optionFaults } from './field-draft.ts';
import { ProtectionEntries, TypeEntry } from './field-entries.tsx';
import { OptionEntries } from './option-entries.tsx';
import { ShiftPreview } from './shift-preview.tsx';
import {
  CONVERTIBLE_TYPES,
  isOtherForm,
  opensOtherForms,
  type StorageDraft,
  storageDraftOf,
  storedFormOf,
} from './storage-draft.ts';
import { useCatalogueWords } from './words.ts';

/** How the values of a field are stored, and how good they are: in counts, and without a value. */
export function StoragePanel({
  type,
  field,
  onClose,
}: {
  type: CatalogueType;
  field: CatalogueField;
  onClose: () => void;
}) {
  const say = useCatalogueWords();
  const label = useLabel();
  const isConvertible =
    field.type !== 'relation' && type.fields.every(({ becoming }) => becoming === undefined);
  return (
    <SidePanel open onClose={onClose} title={say('storage.of', { field: label(field.label) })} size={560}>
      <div className="catalogue-form">
        <Quality type={type} field={field} />
        {isConvertible && <StorageForm type={type} field={field} onClose={onClose} />}
      </div>
    </SidePanel>
  );
}

function Quality({ type, field }: { type: CatalogueType; field: CatalogueField }) {
  const say = useCatalogueWords();
  const figures = useFigures(type.name, field.name);
  return (
    <section className="storage-part">
      <h3>{say('storage.quality')}</h3>
      <p className="fact-quiet">{say('storage.quality.line')}</p>
      <Button size="small" loading={figures.isPending} onClick={() => figures.mutate(undefined)}>
        {say('storage.count')}
      </Button>
      <div aria-live="polite" className="figures-answer">
        {figures.data && <Figures figures={figures.data} />}
      </div>
      {figures.isError && <ProblemNotice error={figures.error} />}
    </section>
  );
}

const SHARES = [
  ['filled', 'filled', 'records'],
  ['distinct', 'distinct', 'filled'],
  ['invalid', 'unfit', 'filled'],
] as const;

function Figures({ figures }: { figures: FieldFigures }) {
  const say = useCatalogueWords();
  const format = useFormat();
  const told = (count: number | null) => (count === null ? say('storage.untold') : format.integer(count));
  const share = (count: number | null, of: number | null) =>
    count === null || of === null || of === 0
      ? told(count)
      : say('storage.share', { count: format.integer(count), percent: Math.round((count / of) * 100) });
  return (
    <dl className="figures">
      <div>
        <dt>{say('storage.records')}</dt>
        <dd>{told(figures.records)}</dd>
      </div>
      {SHARES.map(([name, count, of]) => (
        <div key={name}>
          <dt>{say(`storage.${name}`)}</dt>
          <dd>{share(figures[count], figures[of])}</dd>
        </div>
      ))}
    </dl>
  );
}

function StorageForm({
  type,
  field,
  onClose,
}: {
  type: CatalogueType;
  field: CatalogueField;
  onClose: () => void;
}) {
  const say = useCatalogueWords();
  const saving = useCatalogueChange(onClose);
  const [draft, setDraft] = useState<StorageDraft>(() => storageDraftOf(field));
  const faults = hasOptions(draft) ? optionFaults(draft.options, draft.type) : [];
  const form = storedFormOf(draft);
  const isReady = isOtherForm(draft, field) && faults.length === 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isReady) return;
    const { name: of, version } = type;
    saving.mutate({ kind: 'convert-field', type: of, field: field.name, version, body: form });
  };
  return (
    <form className="catalogue-form" onSubmit={submit} noValidate>
      <h3>{say('storage.change')}</h3>
      <p className="fact-quiet">{say('storage.change.line')}</p>
      <div className="entries">
        <TypeEntry types={CONVERTIBLE_TYPES} draft={draft} onChange={setDraft} />
        {hasOptions(draft) && (
          <OptionEntries
            options={draft.options}
            faults={faults}
            onChange={(options) => setDraft({ ...draft, options })}
          />
        )}
        <ProtectionEntries draft={draft} onChange={setDraft} />
      </div>
      {isReady && <FitCheck type={type} field={field} draft={draft} />}
      {isReady && opensOtherForms(draft, field) && (
        <ShiftPreview body={{ recordType: type.name, field: field.name, form, access: [] }} />
      )}
      {saving.isError && <ProblemNotice error={saving.error} />}
      <FormActions
        submit={say('storage.save')}
        pending={saving.isPending}
        disabled={!isReady}
        onClose={onClose}
      />
    </form>
  );
}

/** Whether what is stored fits the form that is being written. */
function FitCheck({
  type,
  field,
  draft,
}: {
  type: CatalogueType;
  field: CatalogueField;
  draft: StorageDraft;
}) {
  const say = useCatalogueWords();
  const format = useFormat();
  const check = useFigures(type.name, field.name);
  const { reset } = check;
  const written = JSON.stringify(draft);
  // What was found of another form says nothing of this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the draft's text is what an answer belongs to
  useEffect(() => reset(), [written, reset]);
  return (
    <section className="storage-part">
      <Button size="small" loading={check.isPending} onClick={() => check.mutate(storedFormOf(draft))}>
        {say('storage.check')}
      </Button>
      <div aria-live="polite">
        {check.data && <p>{fitWords(check.data, say, (count) => format.integer(count))}</p>}
      </div>
      {check.isError && <ProblemNotice error={check.error} />}
    </section>
  );
}

function fitWords(
  { unfit, filled, emptied }: FieldFigures,
  say: ReturnType<typeof useCatalogueWords>,
  written: (count: number) => string,
): string {
  if (unfit === null) return say('storage.unfit.few');
  if (unfit > 0) return say('storage.unfit', { count: written(unfit) });
  if (filled === 0) return say('storage.fits.none');
  const fits = filled === null ? say('storage.fits.untold') : say('storage.fits', { count: written(filled) });
  if (emptied === 0) return fits;
  const emptying =
    emptied === null ? say('storage.emptied.few') : say('storage.emptied', { count: written(emptied) });
  return `${fits} ${emptying}`;
}
