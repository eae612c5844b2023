import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Radio from 'antd/es/radio';
import { useState } from 'react';
import type { RequestDecision, RequestView } from '../../../src/contract/sharing.ts';
import { levelOf } from '../../../src/kernel/disclosure/level.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useRequestActs } from './sharing-api.ts';
import { useSharingWords } from './words.ts';

type Terms = RequestView['terms'];
const FORMS = ['shown', 'masked', 'summary'] as const;
const TEXT_MAX = 500;

/** Deciding, or answering who asked back. */
export function DecisionForm({ view }: { view: RequestView }) {
  const say = useSharingWords();
  const acts = useRequestActs();
  const [terms, setTerms] = useState<Terms>(view.terms);
  const [text, setText] = useState('');
  const send = (decision: RequestDecision) => acts.mutate({ id: view.id, kind: 'decide', decision });
  const said = text.trim();
  const isNarrower = JSON.stringify(terms) !== JSON.stringify(view.terms);
  if (!view.canDecide) {
    return (
      <section className="sheet sheet-pad sharing-form sharing-noprint">
        <h2>{say('answer.title')}</h2>
        <Text name={say('answer.text')} value={text} onChange={setText} />
        {acts.isError && <ProblemNotice error={acts.error} />}
        <div className="sharing-actions">
          <Button
            type="primary"
            disabled={said === ''}
            loading={acts.isPending}
            onClick={() => send({ verdict: 'answer', text: said })}
          >
            {say('answer.submit')}
          </Button>
        </div>
      </section>
    );
  }
  return (
    <section className="sheet sheet-pad sharing-form sharing-noprint">
      <h2>{say('decide.title')}</h2>
      <p className="fact-quiet">{say(view.emergency ? 'decide.review.line' : 'decide.line')}</p>
      {!view.emergency && <Narrowing view={view} terms={terms} onChange={setTerms} />}
      <Text name={say('decide.text')} value={text} onChange={setText} />
      {acts.isError && <ProblemNotice error={acts.error} />}
      <div className="sharing-actions">
        <Button
          type="primary"
          disabled={terms.fields.length === 0}
          loading={acts.isPending}
          onClick={() =>
            send({
              verdict: 'approve',
              ...(isNarrower ? { terms } : {}),
              ...(said === '' ? {} : { text: said }),
            })
          }
        >
          {say(view.emergency ? 'decide.justified' : 'decide.approve')}
        </Button>
        <Button
          disabled={said === ''}
          loading={acts.isPending}
          onClick={() => send({ verdict: 'ask-back', text: said })}
        >
          {say('decide.ask-back')}
        </Button>
        <Button
          danger
          disabled={said === ''}
          loading={acts.isPending}
          onClick={() => send({ verdict: 'refuse', text: said })}
        >
          {say(view.emergency ? 'decide.unjustified' : 'decide.refuse')}
        </Button>
      </div>
    </section>
  );
}

/** What is left of a request may only become less. */
function Narrowing({
  view,
  terms,
  onChange,
}: {
  view: RequestView;
  terms: Terms;
  onChange: (terms: Terms) => void;
}) {
  const say = useSharingWords();
  const label = useLabel();
  const forms = FORMS.filter((form) => levelOf(form) <= levelOf(view.terms.disclosure));
  return (
    <>
      <Checkbox.Group
        aria-label={say('request.fields')}
        value={terms.fields}
        onChange={(fields) => onChange({ ...terms, fields: fields as string[] })}
        options={view.fields
          .filter(({ name }) => view.terms.fields.includes(name))
          .map(({ name, label: words }) => ({ value: name, label: label(words) }))}
      />
      <Radio.Group
        aria-label={say('request.form')}
        value={terms.disclosure}
        onChange={(event) => onChange({ ...terms, disclosure: event.target.value as Terms['disclosure'] })}
        options={forms.map((value) => ({ value, label: say(`request.form.${value}`) }))}
      />
      <Entry name={say('request.days')}>
        {(id) => (
          <InputNumber
            id={id}
            min={1}
            max={view.terms.days}
            precision={0}
            value={terms.days}
            onChange={(days) => onChange({ ...terms, days: days ?? view.terms.days })}
          />
        )}
      </Entry>
      {view.terms.export && (
        <Checkbox
          checked={terms.export}
          onChange={(event) => onChange({ ...terms, export: event.target.checked })}
        >
          {say('request.export')}
        </Checkbox>
      )}
    </>
  );
}

function Text({ name, value, onChange }: { name: string; value: string; onChange: (text: string) => void }) {
  return (
    <Entry name={name}>
      {(id) => (
        <Input.TextArea
          id={id}
          rows={2}
          maxLength={TEXT_MAX}
          value={value}
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Entry>
  );
}
