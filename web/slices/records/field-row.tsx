import { useRef, useState } from 'react';
import type { ReadAnswer, Value } from '../../../src/contract/records.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { AskPanel } from '../../app/asking/ask-panel.tsx';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Popup } from '../../app/popup.tsx';
import { CopyButton } from './copy-button.tsx';
import { FieldEditor } from './field-editor.tsx';
import { FieldWhy } from './field-why.tsx';
import { MatchDialog } from './match-dialog.tsx';
import { RevealDialog } from './reveal-dialog.tsx';
import { RevealedValue } from './revealed-value.tsx';
import { useRevealed } from './use-revealed.ts';
import { useRecordsWords } from './words.ts';

/** What somebody would want elsewhere: not a yes or no, and not nothing. */
function isCopyable(value: Value | undefined): value is string | number {
  return typeof value === 'number' || (typeof value === 'string' && value !== '');
}

/** One field: its name, what it is to this reader, why, and what can be done with it. */
export function FieldRow({ type, field, answer }: { type: string; field: FieldView; answer: ReadAnswer }) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const [mode, setMode] = useState<'read' | 'why' | 'match' | 'edit' | 'reveal' | 'ask'>('read');
  const why = useRef<HTMLButtonElement>(null);
  /** Focus comes back to the field, whose editor or dialog is gone. */
  const comeBack = () => {
    setMode('read');
    requestAnimationFrame(() => why.current?.focus());
  };
  const { record } = answer;
  const revealed = useRevealed(record.version);
  const usual = record.disclosures?.[field.name] ?? answer.disclosures[field.name] ?? 'withheld';
  const disclosure = revealed.now?.disclosure ?? usual;
  const value = revealed.now?.value ?? record.values[field.name];
  const name = label(field.label);
  const how = answer.revealable[field.name];
  const editable = answer.editable.includes(field.name);
  if (mode === 'edit') {
    return <FieldEditor type={type} field={field} answer={answer} disclosure={usual} onDone={comeBack} />;
  }
  return (
    <div className={`field field-${disclosure}`}>
      <span className="field-name">{name}</span>
      <div className="field-value">
        {revealed.now === null ? (
          <FieldValue field={field} value={record.values[field.name]} disclosure={usual} />
        ) : (
          <RevealedValue field={field} revealed={revealed.now} onHide={revealed.hide} />
        )}
        {disclosure === 'shown' && isCopyable(value) && (
          <CopyButton
            type={type}
            id={record.id}
            field={field}
            value={String(value)}
            revealed={revealed.now !== null}
          />
        )}
        {how !== undefined && revealed.now === null && (
          <button
            type="button"
            className="field-edit"
            aria-label={say('reveal.open', { field: name })}
            title={say('reveal.open', { field: name })}
            onClick={() => setMode('reveal')}
          >
            <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
              <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8zM8 6a2 2 0 1 1 0 4 2 2 0 0 1 0-4z" />
            </svg>
          </button>
        )}
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
            onReveal={how === undefined ? null : () => setMode('reveal')}
            onAsk={() => setMode('ask')}
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
      {mode === 'reveal' && how !== undefined && (
        <RevealDialog
          type={type}
          id={record.id}
          field={field}
          how={how}
          onRevealed={(opened) => {
            revealed.show(opened);
            setMode('read');
          }}
          onClose={comeBack}
        />
      )}
      {mode === 'ask' && (
        <AskPanel
          recordType={type}
          choice={{ records: [record.id] }}
          field={field.name}
          disclosures={{ ...answer.disclosures, ...record.disclosures }}
          onClose={comeBack}
        />
      )}
      {mode === 'match' && <MatchDialog type={type} id={record.id} field={field} onClose={comeBack} />}
    </div>
  );
}
