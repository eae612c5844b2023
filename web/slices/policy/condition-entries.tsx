import Button from 'antd/es/button';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Select from 'antd/es/select';
import { randomId } from '../../app/api/client.ts';
import { Entry } from '../../app/entry.tsx';
import type { Condition, RuleDraft } from './rule-draft.ts';
import { usePolicyWords } from './words.ts';

const KINDS = ['reason-given', 'second-factor-age', 'training-valid', 'time-of-day', 'network'] as const;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const CHINA_OFFSET_MINUTES = 480;

function newCondition(kind: Condition['kind']): Condition {
  switch (kind) {
    case 'time-of-day':
      return {
        kind,
        weekdays: [1, 2, 3, 4, 5],
        fromMinute: 9 * 60,
        untilMinute: 18 * 60,
        utcOffsetMinutes: CHINA_OFFSET_MINUTES,
      };
    case 'network':
      return { kind, cidrs: [] };
    case 'second-factor-age':
      return { kind, atMostSeconds: 900 };
    default:
      return { kind };
  }
}

type Props = {
  conditions: RuleDraft['conditions'];
  faults: readonly string[];
  onChange: (conditions: RuleDraft['conditions']) => void;
};

/** What must hold besides: a reason, a second factor, training, hours, a network. */
export function ConditionEntries({ conditions, faults, onChange }: Props) {
  const say = usePolicyWords();
  return (
    <fieldset className="form-part">
      <legend>{say('rule.conditions')}</legend>
      {conditions.map(({ key, condition }, index) => (
        <div key={key} className="condition">
          <ConditionEntry
            condition={condition}
            onChange={(next) => onChange(conditions.with(index, { key, condition: next }))}
          />
          <Button size="small" onClick={() => onChange(conditions.toSpliced(index, 1))}>
            {say('edit.condition.remove')}
          </Button>
        </div>
      ))}
      <Select<Condition['kind'] | null>
        aria-label={say('edit.condition.add')}
        placeholder={say('edit.condition.add')}
        value={null}
        options={KINDS.map((kind) => ({ value: kind, label: say(`edit.condition.${kind}`) }))}
        onChange={(kind) => {
          if (kind !== null) onChange([...conditions, { key: randomId(), condition: newCondition(kind) }]);
        }}
      />
      {faults.includes('conditions') && <p className="entry-problem">{say('edit.condition.incomplete')}</p>}
      {faults.includes('reason') && <p className="entry-problem">{say('edit.condition.reason-misplaced')}</p>}
    </fieldset>
  );
}

function ConditionEntry({
  condition,
  onChange,
}: {
  condition: Condition;
  onChange: (condition: Condition) => void;
}) {
  const say = usePolicyWords();
  switch (condition.kind) {
    case 'time-of-day':
      return <HoursEntry condition={condition} onChange={onChange} />;
    case 'network':
      return (
        <Entry name={say('edit.condition.network')}>
          {(id) => (
            <Select
              id={id}
              mode="tags"
              aria-label={say('edit.condition.network')}
              placeholder="10.0.0.0/8"
              tokenSeparators={[' ', ',']}
              value={[...condition.cidrs]}
              onChange={(cidrs) => onChange({ ...condition, cidrs })}
            />
          )}
        </Entry>
      );
    case 'second-factor-age':
      return (
        <Entry name={say('edit.condition.minutes')}>
          {(id) => (
            <InputNumber
              id={id}
              aria-label={say('edit.condition.minutes')}
              min={1}
              max={10_080}
              precision={0}
              value={Math.round(condition.atMostSeconds / 60)}
              onChange={(minutes) => onChange({ ...condition, atMostSeconds: (minutes ?? 1) * 60 })}
            />
          )}
        </Entry>
      );
    default:
      return <p>{say(`condition.${condition.kind}`)}</p>;
  }
}

type Hours = Extract<Condition, { kind: 'time-of-day' }>;

function HoursEntry({ condition, onChange }: { condition: Hours; onChange: (condition: Hours) => void }) {
  const say = usePolicyWords();
  const bounds = [
    ['fromMinute', say('edit.condition.from')],
    ['untilMinute', say('edit.condition.until')],
  ] as const;
  return (
    <div className="entries">
      <Entry name={say('edit.condition.weekdays')} className="entry-wide">
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            aria-label={say('edit.condition.weekdays')}
            value={[...condition.weekdays]}
            options={WEEKDAYS.map((day) => ({ value: day, label: say(`day.${day}`) }))}
            onChange={(weekdays) => onChange({ ...condition, weekdays: weekdays.toSorted() })}
          />
        )}
      </Entry>
      {bounds.map(([bound, name]) => (
        <Entry key={bound} name={name}>
          {(id) => (
            <Input
              id={id}
              type="time"
              aria-label={name}
              value={clockOf(condition[bound])}
              onChange={(event) =>
                onChange({ ...condition, [bound]: minuteOf(event.target.value, bound === 'untilMinute') })
              }
            />
          )}
        </Entry>
      ))}
    </div>
  );
}

function clockOf(minute: number): string {
  const [hours, minutes] = [Math.floor(minute / 60) % 24, minute % 60];
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

/** Midnight ends a day as 24:00, which no clock shows. */
function minuteOf(clock: string, isEnd: boolean): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  const minute = hours * 60 + minutes;
  return isEnd && minute === 0 ? 1440 : minute;
}
