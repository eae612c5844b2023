import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Select from 'antd/es/select';
import type { FlowBody } from '../../../src/contract/sharing.ts';
import { NEEDS } from '../../../src/kernel/approval/flow.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { useOrganisation } from './sharing-api.ts';
import { useSharingWords } from './words.ts';

type Step = FlowBody['steps'][number];
type Approver = Step['approvers'][number];
type Condition = Step['when'][number];

const ROLE_KINDS = ['head', 'owner', 'dpo'] as const;
const HOURS_MAX = 720;
const CUSTOMERS_MAX = 1000;

/** A step that nobody has filled in yet, with an id of its own. */
export function newStep(steps: readonly Step[]): Step {
  let number = steps.length + 1;
  while (steps.some(({ id }) => id === `step-${number}`)) number += 1;
  return {
    id: `step-${number}`,
    name: { zh: '', en: '' },
    approvers: [],
    needs: 'any',
    when: [],
    hours: 48,
    escalateTo: [],
  };
}

export function StepEntries({
  step,
  number,
  isLast,
  disabled,
  onChange,
  onRemove,
  onMove,
}: {
  step: Step;
  number: number;
  isLast: boolean;
  disabled: boolean;
  onChange: (step: Step) => void;
  onRemove: () => void;
  onMove: (by: 1 | -1) => void;
}) {
  const say = useSharingWords();
  return (
    <>
      <div className="flow-step-head">
        <h3>{say('flow.step', { number })}</h3>
        {!disabled && (
          <span className="sharing-actions">
            <Button
              size="small"
              disabled={number === 1}
              aria-label={say('flow.step.up', { number })}
              onClick={() => onMove(-1)}
            >
              ↑
            </Button>
            <Button
              size="small"
              disabled={isLast}
              aria-label={say('flow.step.down', { number })}
              onClick={() => onMove(1)}
            >
              ↓
            </Button>
            <Button size="small" danger aria-label={say('flow.step.remove', { number })} onClick={onRemove}>
              ✕
            </Button>
          </span>
        )}
      </div>
      <div className="flow-pair">
        {(['zh', 'en'] as const).map((language) => (
          <Entry key={language} name={say(`flow.step.${language}`)}>
            {(id) => (
              <Input
                id={id}
                disabled={disabled}
                maxLength={200}
                value={step.name[language]}
                onChange={(event) =>
                  onChange({ ...step, name: { ...step.name, [language]: event.target.value } })
                }
              />
            )}
          </Entry>
        ))}
      </div>
      <div className="flow-pair">
        <Approvers
          name={say('flow.step.who')}
          value={step.approvers}
          disabled={disabled}
          onChange={(approvers) => onChange({ ...step, approvers })}
        />
        <Entry name={say('flow.step.needs')}>
          {(id) => (
            <Select
              id={id}
              disabled={disabled}
              value={step.needs}
              onChange={(needs) => onChange({ ...step, needs })}
              options={NEEDS.map((value) => ({ value, label: say(`flow.needs.${value}`) }))}
            />
          )}
        </Entry>
        <Entry name={say('flow.step.hours')}>
          {(id) => (
            <InputNumber
              id={id}
              disabled={disabled}
              min={1}
              max={HOURS_MAX}
              precision={0}
              value={step.hours}
              onChange={(hours) => onChange({ ...step, hours: hours ?? step.hours })}
            />
          )}
        </Entry>
        <Approvers
          name={say('flow.step.escalate')}
          value={step.escalateTo}
          disabled={disabled}
          onChange={(escalateTo) => onChange({ ...step, escalateTo })}
        />
      </div>
      <Conditions step={step} disabled={disabled} onChange={onChange} />
    </>
  );
}

/** The company's positions by name. One that it doesn't have keeps its code. */
export function usePositionOptions(): { value: string; label: string }[] {
  const label = useLabel();
  const { data } = useOrganisation();
  return (data?.positions ?? []).map(({ code, name }) => ({ value: code, label: label(name) }));
}

/** Roles, positions and people by name, kept as `head`, `position:code` and `person:number`. */
function Approvers({
  name,
  value,
  disabled,
  onChange,
}: {
  name: string;
  value: readonly Approver[];
  disabled: boolean;
  onChange: (approvers: Approver[]) => void;
}) {
  const say = useSharingWords();
  const positions = usePositionOptions();
  const people = (useOrganisation().data?.people ?? []).filter(
    (person) => person.status === 'active' && person.office === null,
  );
  const options = [
    ...ROLE_KINDS.map((kind) => ({ value: kind as string, label: say(`flow.role.${kind}`) })),
    ...positions.map(({ value: code, label }) => ({ value: `position:${code}`, label })),
    ...people.map((person) => ({ value: `person:${person.id}`, label: `${person.name} · ${person.login}` })),
  ];
  return (
    <Entry name={name}>
      {(id) => (
        <Select
          id={id}
          mode="multiple"
          disabled={disabled}
          value={value.map(textOf)}
          onChange={(texts: string[]) => onChange(texts.flatMap((text) => approverIn(text) ?? []))}
          optionFilterProp="label"
          options={options}
        />
      )}
    </Entry>
  );
}

function textOf(approver: Approver): string {
  if (approver.kind === 'position') return `position:${approver.position}`;
  return approver.kind === 'person' ? `person:${approver.person}` : approver.kind;
}

function approverIn(text: string): Approver | null {
  const role = ROLE_KINDS.find((kind) => kind === text);
  if (role !== undefined) return { kind: role };
  const person = /^person:([1-9]\d{0,8})$/.exec(text)?.[1];
  if (person !== undefined) return { kind: 'person', person: Number(person) };
  const position = /^(?:position:)?([a-z][a-z0-9-]{0,47})$/.exec(text)?.[1];
  return position === undefined ? null : { kind: 'position', position };
}

function Conditions({
  step,
  disabled,
  onChange,
}: {
  step: Step;
  disabled: boolean;
  onChange: (step: Step) => void;
}) {
  const say = useSharingWords();
  const { when } = step;
  const set = (next: Condition[]) => onChange({ ...step, when: next });
  return (
    <fieldset className="sharing-form">
      <legend>{say('flow.step.when')}</legend>
      <p className="fact-quiet">{say(when.length === 0 ? 'flow.when.always' : 'flow.when.or')}</p>
      {when.map((condition, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no identity but their place while being written
        <div key={index} className="sharing-inline">
          <ConditionEntries
            condition={condition}
            disabled={disabled}
            onChange={(next) => set(when.with(index, next))}
          />
          {!disabled && (
            <Button
              size="small"
              aria-label={say('flow.when.remove', { number: index + 1 })}
              onClick={() => set(when.toSpliced(index, 1))}
            >
              ✕
            </Button>
          )}
        </div>
      ))}
      {!disabled && (
        <div>
          <Button size="small" onClick={() => set([...when, { sensitivityAtLeast: 3 }])}>
            {say('flow.when.add')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function ConditionEntries({
  condition,
  disabled,
  onChange,
}: {
  condition: Condition;
  disabled: boolean;
  onChange: (condition: Condition) => void;
}) {
  const say = useSharingWords();
  const app = useAppWords();
  const { sensitivityAtLeast, customersAtLeast, ...flags } = condition;
  const put = (level: typeof sensitivityAtLeast, customers: number | undefined, rest = flags) =>
    onChange({
      ...rest,
      ...(level === undefined ? {} : { sensitivityAtLeast: level }),
      ...(customers === undefined ? {} : { customersAtLeast: customers }),
    });
  return (
    <>
      <Entry name={say('flow.when.sensitivity')}>
        {(id) => (
          <Select<0 | 1 | 2 | 3 | 4>
            id={id}
            disabled={disabled}
            value={sensitivityAtLeast ?? 0}
            onChange={(level) => put(level === 0 ? undefined : level, customersAtLeast)}
            popupMatchSelectWidth={false}
            options={([0, 1, 2, 3, 4] as const).map((value) => ({
              value,
              label: value === 0 ? say('flow.when.any') : `${value} ${app(`sensitivity.${value}`)}`,
            }))}
          />
        )}
      </Entry>
      <Entry name={say('flow.when.customers')}>
        {(id) => (
          <InputNumber
            id={id}
            disabled={disabled}
            min={1}
            max={CUSTOMERS_MAX}
            precision={0}
            value={customersAtLeast ?? null}
            onChange={(customers) => put(sensitivityAtLeast, customers ?? undefined)}
          />
        )}
      </Entry>
      {(['export', 'outside'] as const).map((flag) => (
        <Checkbox
          key={flag}
          disabled={disabled}
          checked={flags[flag] === true}
          onChange={(event) => {
            const { [flag]: _, ...others } = flags;
            const next = event.target.checked ? { ...others, [flag]: true as const } : others;
            put(sensitivityAtLeast, customersAtLeast, next);
          }}
        >
          {say(`flow.when.${flag}`)}
        </Checkbox>
      ))}
    </>
  );
}
