import { useState } from 'react';
import type { FieldView } from '../../app/api/record-types.ts';
import { useLabel } from '../../app/i18n.ts';
import { useRecordWrites } from './records-api.ts';
import { useRecordsWords } from './words.ts';

const TOLD_MS = 2_000;

/** Copies a value that is before the reader; first it goes on record. Where the browser has no clipboard it is not there. */
export function CopyButton({
  type,
  id,
  field,
  value,
  revealed = false,
}: {
  type: string;
  id: string;
  field: FieldView;
  value: string;
  revealed?: boolean;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  const { noteCopy } = useRecordWrites(type);
  const [told, setTold] = useState<'copy.done' | 'copy.failed' | null>(null);
  // Absent where the page did not come over HTTPS, whatever the types say.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard === undefined) return null;
  const copy = async () => {
    try {
      await noteCopy(id, field.name, revealed);
      await clipboard.writeText(value);
      setTold('copy.done');
    } catch {
      setTold('copy.failed');
    }
    setTimeout(() => setTold(null), TOLD_MS);
  };
  return (
    <>
      <button
        type="button"
        className="field-edit field-copy"
        aria-label={say('copy.open', { field: label(field.label) })}
        title={say('copy.open', { field: label(field.label) })}
        onClick={() => void copy()}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d="M5.5 5.5V2.5h8v8h-3M2.5 5.5h8v8h-8z" />
        </svg>
      </button>
      <span className={told === null ? 'unseen' : 'fact-quiet'} role="status">
        {told === null ? '' : say(told)}
      </span>
    </>
  );
}
