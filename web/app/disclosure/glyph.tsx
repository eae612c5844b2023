import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';

/**
 * One sign for each disclosure, told apart by shape alone: a full disc (shown), a half disc (masked), a ring around a
 * bar (summary), a struck ring (withheld).
 */
export function DisclosureGlyph({ disclosure }: { disclosure: Disclosure }) {
  return (
    <svg className={`glyph glyph-${disclosure}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      {disclosure === 'shown' && <circle cx="8" cy="8" r="5.75" fill="currentColor" />}
      {disclosure === 'masked' && <path d="M8 2.25a5.75 5.75 0 0 0 0 11.5z" fill="currentColor" />}
      {disclosure === 'summary' && (
        <path d="M5.5 8h5" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      )}
      {disclosure === 'withheld' && <path d="M4.1 11.9l7.8-7.8" stroke="currentColor" strokeWidth="1.5" />}
    </svg>
  );
}
