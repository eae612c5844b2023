import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Radio from 'antd/es/radio';
import { type FormEvent, useState } from 'react';
import type { Askable, NewRequest } from '../../../src/contract/sharing.ts';
import { type Disclosure, levelOf } from '../../../src/kernel/disclosure/level.ts';
import type { Sensitivity as Level } from '../../../src/kernel/record-type.ts';
import { usePurpose } from '../api/session.ts';
import { SidePanel } from '../dialog.tsx';
import { DisclosureBadge } from '../disclosure/badge.tsx';
import { Entry } from '../entry.tsx';
import { FormActions } from '../form-actions.tsx';
import { useLabel } from '../i18n.ts';
import { Sensitivity } from '../sensitivity.tsx';
import { Answer } from '../states/answer.tsx';
import { ProblemNotice } from '../states/problem-notice.tsx';
import './asking.css';
import { useAsk, useAskable } from './asking-api.ts';
import { useAskingWords } from './words.ts';

type Choice = NewRequest['choice'];
type Field = Askable['fields'][number];
/** What each field of one record is; a field that is not among them is withheld. */
export type Disclosures = Readonly<Record<string, Disclosure>>;
type Form = 'summary' | 'masked' | 'shown';

const FORMS: readonly Form[] = ['shown', 'masked', 'summary'];
const DAYS_USUAL = 7;
const REASON_MIN = 5;
const REASON_MAX = 500;

/** Asks for more of some records: which fields, how much of them, why, for how long. */
export function AskPanel({
  recordType,
  choice,
  field,
  disclosures,
  onClose,
}: {
  recordType: string;
  choice: Choice;
  /** The field from which somebody came here. */
  field?: string;
  /** Of the one record that is asked for; otherwise what is known is the most that any record shows. */
  disclosures?: Disclosures;
  onClose: () => void;
}) {
  const say = useAskingWords();
  const label = useLabel();
  const purpose = usePurpose();
  const askable = useAskable(recordType);
  const asking = useAsk();
  return (
    <SidePanel open title={say('title')} onClose={onClose} size={520} destroyOnHidden>
      <div className="asking">
        <p className="fact-quiet">
          {'records' in choice ? say('line.records', { count: choice.records.length }) : say('line.list')}
        </p>
        <p>
          <span className="fact-name">{say('purpose')}</span> {purpose === null ? '' : label(purpose.label)}
        </p>
        {asking.isSuccess ? (
          <div role="status">
            <p className="done">
              {say(asking.variables.emergency ? 'sent.emergency' : 'sent', { id: asking.data.id })}
            </p>
            <Link to="/requests/$id" params={{ id: String(asking.data.id) }} onClick={onClose}>
              {say('follow')}
            </Link>
          </div>
        ) : (
          <Answer query={askable}>
            {(known) => (
              <AskForm
                known={disclosures === undefined ? known : inRecord(known, disclosures)}
                atMost={disclosures === undefined}
                {...(field === undefined ? {} : { field })}
                pending={asking.isPending}
                error={asking.error}
                onSubmit={(wanted) => asking.mutate({ ...wanted, recordType, choice })}
                onClose={onClose}
              />
            )}
          </Answer>
        )}
      </div>
    </SidePanel>
  );
}

/** The best that somebody sees of any record says nothing about this one, which may be a colleague's. */
function inRecord(known: Askable, disclosures: Disclosures): Askable {
  const fields = known.fields.map((field) => ({ ...field, has: disclosures[field.name] ?? 'withheld' }));
  return { ...known, fields };
}

function AskForm({
  known,
  atMost,
  field,
  pending,
  error,
  onSubmit,
  onClose,
}: {
  known: Askable;
  /** Whether what one has of a field is the most that it is in any record. */
  atMost: boolean;
  field?: string;
  pending: boolean;
  error: unknown;
  onSubmit: (wanted: Omit<NewRequest, 'recordType' | 'choice'>) => void;
  onClose: () => void;
}) {
  const say = useAskingWords();
  const [fields, setFields] = useState<readonly string[]>(field === undefined ? [] : [field]);
  const [disclosure, setDisclosure] = useState<Form>('shown');
  const [days, setDays] = useState(DAYS_USUAL);
  const [isExport, setExport] = useState(false);
  const [reason, setReason] = useState('');
  const [binding, setBinding] = useState('');
  const [emergency, setEmergency] = useState(false);
  const chosen = known.fields.filter(({ name }) => fields.includes(name));
  const most = Math.min(90, ...chosen.map(({ daysAtMost }) => daysAtMost));
  const isComplete = chosen.length > 0 && reason.trim().length >= REASON_MIN;
  if (known.fields.length === 0) return <p>{say('fields.none')}</p>;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // The panel can be opened out of another form, which is not sent with it.
    event.stopPropagation();
    if (!isComplete || pending) return;
    onSubmit({
      terms: {
        fields: chosen.map(({ name }) => name),
        disclosure,
        days: Math.min(days, most),
        export: isExport && !emergency,
      },
      reason: reason.trim(),
      binding: binding.trim() === '' ? null : binding.trim(),
      emergency,
    });
  };
  return (
    <form className="asking" onSubmit={submit}>
      <FieldChoice known={known.fields} atMost={atMost} chosen={fields} onChange={setFields} />
      <fieldset>
        <legend>{say('disclosure')}</legend>
        <Radio.Group
          value={disclosure}
          onChange={(event) => setDisclosure(event.target.value as Form)}
          options={FORMS.map((value) => ({ value, label: say(`disclosure.${value}`) }))}
        />
        <Lesser fields={chosen} disclosure={disclosure} onChoose={setDisclosure} />
      </fieldset>
      <Entry name={say('reason')}>
        {(id) => (
          <>
            <Input.TextArea
              id={id}
              rows={3}
              maxLength={REASON_MAX}
              value={reason}
              autoComplete="off"
              aria-describedby={`${id}-hint`}
              onChange={(event) => setReason(event.target.value)}
            />
            <span className="fact-quiet" id={`${id}-hint`}>
              {say('reason.hint')}
            </span>
          </>
        )}
      </Entry>
      {!emergency && (
        <>
          <Entry name={say('days')}>
            {(id) => (
              <>
                <InputNumber
                  id={id}
                  min={1}
                  max={most}
                  precision={0}
                  value={Math.min(days, most)}
                  onChange={(value) => setDays(value ?? DAYS_USUAL)}
                />
                <span className="fact-quiet">{say('days.hint', { days: most })}</span>
              </>
            )}
          </Entry>
          <Checkbox checked={isExport} onChange={(event) => setExport(event.target.checked)}>
            {say('export')}
          </Checkbox>
        </>
      )}
      <Entry name={say('binding')}>
        {(id) => (
          <Input
            id={id}
            maxLength={80}
            value={binding}
            autoComplete="off"
            onChange={(event) => setBinding(event.target.value)}
          />
        )}
      </Entry>
      <div className="asking-emergency">
        <Checkbox
          checked={emergency}
          disabled={known.emergencyLocked}
          onChange={(event) => setEmergency(event.target.checked)}
        >
          {say('emergency')}
        </Checkbox>
        <span className="fact-quiet">
          {say(known.emergencyLocked ? 'emergency.locked' : 'emergency.line')}
        </span>
      </div>
      {error !== null && <ProblemNotice error={error} />}
      <FormActions
        submit={say(emergency ? 'submit.emergency' : 'submit')}
        pending={pending}
        danger={emergency}
        disabled={!isComplete}
        onClose={onClose}
      />
    </form>
  );
}

function FieldChoice({
  known,
  atMost,
  chosen,
  onChange,
}: {
  known: readonly Field[];
  atMost: boolean;
  chosen: readonly string[];
  onChange: (fields: readonly string[]) => void;
}) {
  const say = useAskingWords();
  const label = useLabel();
  return (
    <fieldset>
      <legend>{say('fields')}</legend>
      <ul className="asking-fields">
        {inOrder(known).map(({ name, label: words, sensitivity, has, daysAtMost }) => (
          <li key={name}>
            <Checkbox
              checked={chosen.includes(name)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, name] : chosen.filter((one) => one !== name))
              }
            >
              {label(words)}
            </Checkbox>
            <Sensitivity value={sensitivity as Level} quiet />
            <span className="asking-has">
              {atMost && say('fields.at-most')} <DisclosureBadge disclosure={has} />
            </span>
            <span className="fact-quiet">{say('fields.days', { days: daysAtMost })}</span>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** What is closed stands first. */
function inOrder(fields: readonly Field[]): readonly Field[] {
  return fields.toSorted((one, other) => Number(one.has === 'shown') - Number(other.has === 'shown'));
}

/** What would do for all of the chosen fields, and is less than what is asked for. */
function Lesser({
  fields,
  disclosure,
  onChoose,
}: {
  fields: readonly Field[];
  disclosure: Form;
  onChoose: (form: Form) => void;
}) {
  const say = useAskingWords();
  const forms = (['summary', 'masked'] as const).filter(
    (form) =>
      levelOf(form) < levelOf(disclosure) &&
      fields.length > 0 &&
      fields.every(({ has, lesser }) => lesser.includes(form) && levelOf(has) < levelOf(form)),
  );
  const canVerify =
    disclosure === 'shown' && fields.length > 0 && fields.every(({ lesser }) => lesser.includes('verify'));
  if (forms.length === 0 && !canVerify) return null;
  return (
    <div className="asking-lesser">
      <p className="fact-name">{say('lesser')}</p>
      {canVerify && <p>{say('lesser.verify')}</p>}
      {forms.map((form) => (
        <Button key={form} size="small" onClick={() => onChoose(form)}>
          {say(`lesser.${form}`)}
        </Button>
      ))}
    </div>
  );
}
