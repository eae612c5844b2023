import Button from 'antd/es/button';
import Input from 'antd/es/input';
import Segmented from 'antd/es/segmented';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import { type FlowBody, flowBodySchema } from '../../../src/contract/sharing.ts';
import { ROLES } from '../../../src/kernel/approval/flow.ts';
import { useMe } from '../../app/api/session.ts';
import { Entry } from '../../app/entry.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { newStep, StepEntries, usePositionOptions } from './flow-step.tsx';
import './sharing.css';
import { type FlowView, useFlow, useSaveFlow } from './sharing-api.ts';
import { useSharingWords } from './words.ts';

/** The company's approval flow: as a form, or as the same in JSON. */
export function FlowPage() {
  const say = useSharingWords();
  const flow = useFlow();
  const saving = useSaveFlow();
  usePageTitle(say('flow.title'));
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('flow.title')}</h1>
        </div>
      </div>
      <Answer query={flow}>
        {(known) => <FlowEditor key={known.version} flow={known} saving={saving} />}
      </Answer>
    </>
  );
}

function FlowEditor({ flow, saving }: { flow: FlowView; saving: ReturnType<typeof useSaveFlow> }) {
  const say = useSharingWords();
  const me = useMe();
  const { version, ...stored } = flow;
  const [draft, setDraft] = useState<FlowBody>(stored);
  const [json, setJson] = useState<string | null>(null);
  const mayChange = me.office === 'security-administrator';
  const read = json === null ? draft : bodyIn(json);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (read !== null && mayChange) saving.mutate({ version, body: read });
  };
  const show = (how: string) => {
    if (how === 'json') setJson(JSON.stringify(draft, null, 2));
    // A text that is no flow stays where it can be mended: the form could show nothing of it.
    else if (read !== null) {
      setDraft(read);
      setJson(null);
    }
  };
  return (
    <form className="sheet sheet-pad sharing-form" onSubmit={submit}>
      <p className="fact-quiet">{say('flow.line', { version })}</p>
      {version === 0 && <p className="fact-quiet">{say('flow.usual')}</p>}
      {!mayChange && <p className="fact-quiet">{say('flow.readonly')}</p>}
      <div>
        <Segmented
          value={json === null ? 'form' : 'json'}
          onChange={show}
          options={[
            { value: 'form', label: say('flow.form') },
            { value: 'json', label: say('flow.json') },
          ]}
        />
      </div>
      {json === null ? (
        <FlowForm draft={draft} disabled={!mayChange} onChange={setDraft} />
      ) : (
        <Entry name={say('flow.json.label')}>
          {(id) => (
            <>
              <Input.TextArea
                id={id}
                className="flow-json"
                rows={24}
                readOnly={!mayChange}
                value={json}
                spellCheck={false}
                aria-invalid={read === null}
                onChange={(event) => setJson(event.target.value)}
              />
              {read === null && <span className="entry-problem">{say('flow.json.bad')}</span>}
            </>
          )}
        </Entry>
      )}
      {saving.isError && <ProblemNotice error={saving.error} />}
      <div role="status">
        {saving.isSuccess && <p className="done">{say('flow.saved', { version: saving.data.version })}</p>}
      </div>
      {mayChange && (
        <div className="sharing-actions">
          <Button type="primary" htmlType="submit" loading={saving.isPending} disabled={read === null}>
            {say('flow.save')}
          </Button>
        </div>
      )}
    </form>
  );
}

function bodyIn(json: string): FlowBody | null {
  try {
    const read = flowBodySchema.safeParse(JSON.parse(json));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function FlowForm({
  draft,
  disabled,
  onChange,
}: {
  draft: FlowBody;
  disabled: boolean;
  onChange: (draft: FlowBody) => void;
}) {
  const say = useSharingWords();
  const { steps } = draft;
  const positions = usePositionOptions();
  const setSteps = (next: FlowBody['steps']) => onChange({ ...draft, steps: next });
  return (
    <>
      <h2>{say('flow.roles')}</h2>
      <div className="flow-pair">
        {ROLES.map((role) => (
          <Entry key={role} name={say(`flow.role.${role}`)}>
            {(id) => (
              <Select
                id={id}
                mode="multiple"
                disabled={disabled}
                value={draft.roles[role]}
                onChange={(chosen: string[]) =>
                  onChange({ ...draft, roles: { ...draft.roles, [role]: chosen } })
                }
                optionFilterProp="label"
                options={positions}
              />
            )}
          </Entry>
        ))}
      </div>
      <ol className="flow-steps">
        {steps.map((step, index) => (
          <li key={step.id} className="flow-step">
            <StepEntries
              step={step}
              number={index + 1}
              isLast={index === steps.length - 1}
              disabled={disabled}
              onChange={(next) => setSteps(steps.with(index, next))}
              onRemove={() => setSteps(steps.toSpliced(index, 1))}
              onMove={(by) => {
                const target = index + by;
                if (target < 0 || target >= steps.length) return;
                setSteps(steps.toSpliced(index, 1).toSpliced(target, 0, step));
              }}
            />
          </li>
        ))}
      </ol>
      {!disabled && (
        <div>
          <Button onClick={() => setSteps([...steps, newStep(steps)])}>{say('flow.step.add')}</Button>
        </div>
      )}
    </>
  );
}
