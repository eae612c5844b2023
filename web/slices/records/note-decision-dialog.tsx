import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import {
  DECISION_FORMS,
  type DecisionSubject,
  type DecisionsAnswer,
  type NewDecision,
} from '../../../src/contract/decisions.ts';
import { CUSTOMER_STATES } from '../../../src/kernel/policy/customer-facts.ts';
import { Dialog } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useNoteDecision } from './decisions-api.ts';
import { useSubjectWords } from './subject-words.ts';
import { useRecordsWords } from './words.ts';

/** What a customer can decide here; consent to single categories comes by the API and by imports. */
function subjectsFor(purposes: DecisionsAnswer['purposes']): readonly DecisionSubject[] {
  const onConsent = purposes.filter(({ legalBasis }) => legalBasis === 'consent');
  return [
    ...onConsent.flatMap(({ code: purpose }): DecisionSubject[] => [
      { kind: 'consent', purpose },
      { kind: 'separate', purpose, use: 'sensitive' },
    ]),
    ...CUSTOMER_STATES.map((state): DecisionSubject => ({ kind: 'state', state })),
  ];
}

/** Giving and withdrawing take the same steps (PIPL art. 15). */
export function NoteDecisionDialog({
  customer,
  purposes,
  onClose,
}: {
  customer: string;
  purposes: DecisionsAnswer['purposes'];
  onClose: () => void;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  const words = useSubjectWords(purposes);
  const note = useNoteDecision(customer);
  const subjects = subjectsFor(purposes);
  const [at, setAt] = useState(0);
  const [holds, setHolds] = useState(true);
  const [form, setForm] = useState<NewDecision['form']>('in-person');
  const [byGuardian, setByGuardian] = useState(false);
  const [evidence, setEvidence] = useState('');
  const subject = subjects[at];
  const about = purposes.find(
    ({ code }) => subject !== undefined && 'purpose' in subject && code === subject.purpose,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (subject === undefined) return;
    const known = evidence.trim();
    const decision = { subject, holds, form, byGuardian, ...(known === '' ? {} : { evidence: known }) };
    note.mutate(decision, { onSuccess: onClose });
  };
  const kind = subject?.kind === 'state' ? 'state' : 'consent';
  return (
    <Dialog open title={say('decisions.note')} onCancel={onClose} footer={null} width={460}>
      <form className="match" onSubmit={submit}>
        <Entry name={say('decisions.subject')}>
          {(id) => (
            <Select
              id={id}
              aria-label={say('decisions.subject')}
              value={at}
              options={subjects.map((each, value) => ({ value, label: words(each) }))}
              onChange={setAt}
            />
          )}
        </Entry>
        {about?.notice && <blockquote className="decision-notice">{label(about.notice)}</blockquote>}
        <Entry name={say('decisions.holds')}>
          {(id) => (
            <Select
              id={id}
              aria-label={say('decisions.holds')}
              value={holds}
              options={[true, false].map((value) => ({
                value,
                label: value ? say(`decisions.holds.${kind}`) : say(`decisions.ended.${kind}`),
              }))}
              onChange={setHolds}
            />
          )}
        </Entry>
        <Entry name={say('decisions.form')}>
          {(id) => (
            <Select
              id={id}
              aria-label={say('decisions.form')}
              value={form}
              options={DECISION_FORMS.map((value) => ({ value, label: say(`decisions.form.${value}`) }))}
              onChange={setForm}
            />
          )}
        </Entry>
        <Entry name={say('decisions.evidence')}>
          {(id) => (
            <Input
              id={id}
              value={evidence}
              maxLength={500}
              placeholder={say('decisions.evidence.hint')}
              onChange={({ target }) => setEvidence(target.value)}
            />
          )}
        </Entry>
        <Checkbox checked={byGuardian} onChange={({ target }) => setByGuardian(target.checked)}>
          {say('decisions.guardian')}
        </Checkbox>
        {note.isError && <ProblemNotice error={note.error} />}
        <FormActions submit={say('decisions.note.do')} pending={note.isPending} onClose={onClose} />
      </form>
    </Dialog>
  );
}
