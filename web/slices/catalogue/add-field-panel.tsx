import { type FormEvent, useState } from 'react';
import type { CatalogueView } from '../../../src/contract/catalogue-editing.ts';
import type { CatalogueType } from '../../app/api/catalogue.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { accessRuleOf, emptyAccess } from './access-draft.ts';
import { type AccessAnswer, AccessEntries, isAnswered, newAccessKey } from './access-entries.tsx';
import { useCatalogueChange } from './catalogue-api.ts';
import { categoriesOf } from './categories.ts';
import { EMPTY_FIELD, faultsOf, newFieldOf } from './field-draft.ts';
import { FieldEntries } from './field-entries.tsx';
import { ShiftPreview } from './shift-preview.tsx';
import { useCatalogueWords } from './words.ts';

/** A new field, together with who needs it: both are saved at once, or neither. */
export function AddFieldPanel({
  view,
  type,
  onClose,
}: {
  view: CatalogueView;
  type: CatalogueType;
  onClose: () => void;
}) {
  const say = useCatalogueWords();
  const label = useLabel();
  const change = useCatalogueChange(onClose);
  const [draft, setDraft] = useState(EMPTY_FIELD);
  const [answer, setAnswer] = useState<AccessAnswer>(() => ({
    nobody: false,
    rules: [emptyAccess(newAccessKey())],
  }));
  const [tried, setTried] = useState(false);
  const faults = faultsOf(
    draft,
    type.fields.map(({ name }) => name),
  );
  const field = faults.length === 0 ? newFieldOf(draft) : null;
  const access =
    field === null || answer.nobody ? [] : answer.rules.map((rule) => accessRuleOf(rule, type.name, field));
  const isComplete = field !== null && isAnswered(answer);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isComplete) change.mutate({ kind: 'add-field', type: type.name, body: { field, access } });
  };
  return (
    <SidePanel open onClose={onClose} title={say('field.add.to', { type: label(type.label) })} size={560}>
      <form className="catalogue-form" onSubmit={submit} noValidate>
        <p className="notice-line">{say('field.add.line')}</p>
        <FieldEntries
          draft={draft}
          categories={categoriesOf(view)}
          targets={view.recordTypes}
          faults={tried ? faults : faults.filter((fault) => fault === 'name-taken')}
          onChange={setDraft}
        />
        <AccessEntries
          answer={answer}
          category={draft.category}
          mask={draft.mask !== null}
          summary={draft.summary !== null}
          purposes={view.purposes}
          tried={tried}
          onChange={setAnswer}
        />
        <ShiftPreview
          body={isComplete ? { recordType: type.name, field: field.name, added: field, access } : null}
        />
        {change.isError && <ProblemNotice error={change.error} />}
        <FormActions submit={say('field.add')} pending={change.isPending} onClose={onClose} />
      </form>
    </SidePanel>
  );
}
