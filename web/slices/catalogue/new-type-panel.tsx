import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import type { CatalogueView } from '../../../src/contract/catalogue-editing.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { LabelEntries } from '../../app/label-entries.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { accessRuleOf, emptyAccess } from './access-draft.ts';
import { type AccessAnswer, AccessEntries, isAnswered, newAccessKey } from './access-entries.tsx';
import { useCatalogueChange } from './catalogue-api.ts';
import { categoriesOf } from './categories.ts';
import { codeFrom, EMPTY_FIELD, faultsOf, isCode, newFieldOf, trimmed } from './field-draft.ts';
import { FieldEntries } from './field-entries.tsx';
import { useCatalogueWords } from './words.ts';

const NO_NAME = { zh: '', en: '' };

/** A new record type with its first field, which titles its records. */
export function NewTypePanel({ view, onClose }: { view: CatalogueView; onClose: () => void }) {
  const say = useCatalogueWords();
  const change = useCatalogueChange(onClose);
  const [label, setLabel] = useState(NO_NAME);
  const [name, setName] = useState('');
  const [draft, setDraft] = useState({ ...EMPTY_FIELD, required: true });
  const [answer, setAnswer] = useState<AccessAnswer>(() => ({
    nobody: false,
    rules: [emptyAccess(newAccessKey())],
  }));
  const [tried, setTried] = useState(false);
  const isTaken = view.recordTypes.some((type) => type.name === name);
  const { zh, en } = trimmed(label);
  const faults = faultsOf(draft, ['customer']);
  const isComplete =
    zh !== '' && en !== '' && isCode(name) && !isTaken && faults.length === 0 && isAnswered(answer);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isComplete) return;
    const field = newFieldOf(draft);
    const access = answer.nobody ? [] : answer.rules.map((rule) => accessRuleOf(rule, name, field));
    const body = { name, label: { zh, en }, titleField: field.name, fields: [field], access };
    change.mutate({ kind: 'add-type', body });
  };
  const nameFault = isTaken || (tried && !isCode(name));
  return (
    <SidePanel open onClose={onClose} title={say('type.add')} size={560}>
      <form className="catalogue-form" onSubmit={submit} noValidate>
        <p className="notice-line">{say('type.add.line')}</p>
        <div className="entries">
          <LabelEntries
            label={label}
            invalid={tried}
            onChange={(next) => {
              if (name === codeFrom(label.en)) setName(codeFrom(next.en));
              setLabel(next);
            }}
          />
          <Entry name={say('field.code')} className="entry-wide">
            {(id) => (
              <>
                <Input
                  id={id}
                  maxLength={48}
                  spellCheck={false}
                  value={name}
                  {...(nameFault ? { status: 'error' as const, 'aria-invalid': true } : {})}
                  onChange={(event) => setName(event.target.value)}
                />
                <span className={nameFault ? 'entry-problem' : 'fact-quiet'}>
                  {say(isTaken ? 'fault.type-taken' : 'field.code.line')}
                </span>
              </>
            )}
          </Entry>
        </div>
        <h3>{say('type.first-field')}</h3>
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
        {change.isError && <ProblemNotice error={change.error} />}
        <FormActions submit={say('type.add')} pending={change.isPending} onClose={onClose} />
      </form>
    </SidePanel>
  );
}
