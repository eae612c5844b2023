import Button from 'antd/es/button';
import type { ReadAnswer } from '../../../src/contract/records.ts';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';
import { type FieldView, useRecordTypes } from '../../app/api/record-types.ts';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useRecordsWords } from './words.ts';

/** Which of the fields that the reader sees are otherwise than they were. */
export function changedFields(before: ReadAnswer, now: ReadAnswer): readonly string[] {
  const names = new Set([...Object.keys(before.record.values), ...Object.keys(now.record.values)]);
  return [...names].filter((name) => before.record.values[name] !== now.record.values[name]);
}

function disclosureIn(answer: ReadAnswer, field: string): Disclosure {
  return answer.record.disclosures?.[field] ?? answer.disclosures[field] ?? 'withheld';
}

/**
 * Somebody saved in between: what the reader started from, what stands there now and what they were about to save,
 * side by side, each at its disclosure. Nothing is merged behind anybody's back.
 */
export function Conflict({
  type,
  field,
  draft,
  before,
  now,
  busy,
  onKeepMine,
  onKeepTheirs,
}: {
  type: string;
  field: FieldView;
  draft: string;
  before: ReadAnswer;
  now: ReadAnswer;
  busy: boolean;
  onKeepMine: () => void;
  onKeepTheirs: () => void;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  const fields = useRecordTypes().data?.find((each) => each.name === type)?.fields ?? [];
  const changed = changedFields(before, now);
  const others = fields.filter((each) => changed.includes(each.name) && each.name !== field.name);
  const isOwn = changed.includes(field.name);
  const cell = (each: FieldView, answer: ReadAnswer) => (
    <FieldValue
      field={each}
      value={answer.record.values[each.name]}
      disclosure={disclosureIn(answer, each.name)}
      linked={false}
    />
  );
  return (
    <section className="conflict" aria-label={say('conflict.title')}>
      <h3>{say('conflict.title')}</h3>
      <p>{say(isOwn ? 'conflict.same-field' : 'conflict.other-field')}</p>
      <table className="table conflict-table">
        <thead>
          <tr>
            <th scope="col">{say('changes.field')}</th>
            <th scope="col">{say('conflict.before')}</th>
            <th scope="col">{say('conflict.now')}</th>
            <th scope="col">{say('conflict.mine')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{label(field.label)}</th>
            <td data-name={say('conflict.before')}>{cell(field, before)}</td>
            <td data-name={say('conflict.now')}>{cell(field, now)}</td>
            <td data-name={say('conflict.mine')}>
              <FieldValue
                field={field}
                value={draft === '' ? null : draft}
                disclosure="shown"
                linked={false}
              />
            </td>
          </tr>
          {others.map((each) => (
            <tr key={each.name}>
              <th scope="row">{label(each.label)}</th>
              <td data-name={say('conflict.before')}>{cell(each, before)}</td>
              <td data-name={say('conflict.now')}>{cell(each, now)}</td>
              <td data-name={say('conflict.mine')}>{say('conflict.unchanged')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="field-editor-actions">
        <Button type="primary" size="small" loading={busy} onClick={onKeepMine}>
          {say('conflict.keep-mine')}
        </Button>
        <Button size="small" onClick={onKeepTheirs}>
          {say('conflict.keep-theirs')}
        </Button>
      </div>
    </section>
  );
}
