import { useRef, useState } from 'react';
import type { ReadAnswer } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Popup } from '../../app/popup.tsx';
import { FieldEditor } from './field-editor.tsx';
import { FieldWhy } from './field-why.tsx';
import { MatchDialog } from './match-dialog.tsx';
import { useRecordsWords } from './words.ts';

/** One field: its name, what it is to this reader, why, and what can be done with it. */
export function FieldRow({ type, field, answer }: { type: string; field: FieldView; answer: ReadAnswer }) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const [mode, setMode] = useState<'read' | 'why' | 'match' | 'edit'>('read');
  const why = useRef<HTMLButtonElement>(null);
  /** Focus comes back to the field, whose editor or dialog is gone. */
  const comeBack = () => {
    setMode('read');
    requestAnimationFrame(() => why.current?.focus());
  };
  const { record } = answer;
  const disclosure = record.disclosures?.[field.name] ?? answer.disclosures[field.name] ?? 'withheld';
  const name = label(field.label);
  const editable = answer.editable.includes(field.name);
  if (mode === 'edit') {
    return (
      <FieldEditor type={type} field={field} answer={answer} disclosure={disclosure} onDone={comeBack} />
    );
  }
  return (
    <div className={`field field-${disclosure}`}>
      <span className="field-name">{name}</span>
      <div className="field-value">
        <FieldValue field={field} value={record.values[field.name]} disclosure={disclosure} />
        {editable && (
          <button
            type="button"
            className="field-edit"
            aria-label={say('edit.open', { field: name })}
            title={say('edit.open', { field: name })}
            onClick={() => setMode('edit')}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
              <path d="M3 13l.7-3.2L11 2.5l2.5 2.5-7.3 7.3zM9.6 4l2.4 2.4" />
            </svg>
          </button>
        )}
      </div>
      <Popup
        name={name}
        open={mode === 'why'}
        onOpenChange={(open) => setMode(open ? 'why' : 'read')}
        placement="bottomRight"
        content={
          <FieldWhy
            type={type}
            id={record.id}
            field={field}
            disclosure={disclosure}
            onMatch={() => setMode('match')}
          />
        }
      >
        <button
          type="button"
          ref={why}
          className="field-why"
          aria-expanded={mode === 'why'}
          aria-label={say('why.open', { field: name, disclosure: app(`disclosure.${disclosure}`) })}
        >
          <DisclosureBadge disclosure={disclosure} />
        </button>
      </Popup>
      {mode === 'match' && <MatchDialog type={type} id={record.id} field={field} onClose={comeBack} />}
    </div>
  );
}
