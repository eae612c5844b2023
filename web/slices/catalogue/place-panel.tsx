import Checkbox from 'antd/es/checkbox';
import { type FormEvent, useState } from 'react';
import type { CatalogueField, CatalogueType } from '../../app/api/catalogue.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Sensitivity } from '../../app/sensitivity.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useCatalogueChange } from './catalogue-api.ts';
import { ShiftPreview } from './shift-preview.tsx';
import { useCatalogueWords } from './words.ts';

/** Fields that wait for an officer to say that their category and sensitivity are right. */
export function waitingFields(type: CatalogueType): readonly CatalogueField[] {
  return type.fields.filter(({ placed }) => placed === false);
}

/** Confirms the classification of new fields, after a look at who sees them from then on. */
export function PlacePanel({ type, onClose }: { type: CatalogueType; onClose: () => void }) {
  const say = useCatalogueWords();
  const app = useAppWords();
  const label = useLabel();
  const saving = useCatalogueChange(onClose);
  const waiting = waitingFields(type);
  const [chosen, setChosen] = useState<readonly string[]>(() => waiting.map(({ name }) => name));
  const place = waiting.map(({ name }) => name).filter((name) => chosen.includes(name));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate({ kind: 'change-type', type: type.name, version: type.version, body: { place } });
  };
  return (
    <SidePanel open onClose={onClose} title={say('place.of', { type: label(type.label) })} size={560}>
      <form className="catalogue-form" onSubmit={submit}>
        <p className="notice-line">{say('place.line')}</p>
        <ul className="place-list">
          {waiting.map((field) => (
            <li key={field.name}>
              <Checkbox
                checked={chosen.includes(field.name)}
                onChange={({ target }) =>
                  setChosen(
                    target.checked ? [...chosen, field.name] : chosen.filter((name) => name !== field.name),
                  )
                }
              >
                {label(field.label)}
                <span className="quiet-line">{app.code('category', field.category)}</span>
              </Checkbox>
              <Sensitivity value={field.sensitivity} />
            </li>
          ))}
        </ul>
        <ShiftPreview body={place.length === 0 ? null : { recordType: type.name, place, access: [] }} />
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions
          submit={say('place.save')}
          pending={saving.isPending}
          disabled={place.length === 0}
          onClose={onClose}
        />
      </form>
    </SidePanel>
  );
}
