import { useEffect, useRef } from 'react';
import type { FieldView } from '../../app/api/record-types.ts';
import { FieldValue } from '../../app/disclosure/value.tsx';
import { useLabel } from '../../app/i18n.ts';
import { type Revealed, SHOWN_SECONDS } from './use-revealed.ts';
import { useRecordsWords } from './words.ts';

const RADIUS = 6;
const ROUND = 2 * Math.PI * RADIUS;

/** A value for a minute: the time that is left, and a button that hides it at once. */
export function RevealedValue({
  field,
  revealed,
  onHide,
}: {
  field: FieldView;
  revealed: Revealed;
  onHide: () => void;
}) {
  const say = useRecordsWords();
  const label = useLabel();
  const name = label(field.label);
  const { secondsLeft } = revealed;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <span className="revealed">
      <FieldValue field={field} value={revealed.value} disclosure={revealed.disclosure} />
      <span className="unseen" role="status">
        {say('reveal.now-shown', { field: name, seconds: SHOWN_SECONDS })}
      </span>
      <span className="revealed-time" aria-hidden="true">
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <circle cx="8" cy="8" r={RADIUS} className="revealed-track" />
          <circle
            cx="8"
            cy="8"
            r={RADIUS}
            strokeDasharray={ROUND}
            strokeDashoffset={ROUND * (1 - secondsLeft / SHOWN_SECONDS)}
            transform="rotate(-90 8 8)"
          />
        </svg>
        {say('reveal.left', { seconds: secondsLeft })}
      </span>
      <button
        type="button"
        ref={button}
        className="revealed-hide"
        aria-label={say('reveal.hide', { field: name })}
        onClick={onHide}
      >
        {say('reveal.hide.short')}
      </button>
    </span>
  );
}
