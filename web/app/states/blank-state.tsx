import type { ReactNode } from 'react';

const DRAWINGS = {
  empty: 'M10 34h44M16 34v6M26 34v10M36 34v14M46 34v18M18 12h28a4 4 0 0 1 4 4v10M14 26V16a4 4 0 0 1 4-4',
  locked: 'M20 30v-8a12 12 0 0 1 24 0v8M14 30h36v22H14zM32 38v6',
  purpose: 'M32 10v44M14 22h26l8 6-8 6H14zM20 54h24',
  missing: 'M28 46a18 18 0 1 1 0-36 18 18 0 0 1 0 36zM42 42l12 12M22 28h12',
} as const;

/** A page, or a part of one, that has nothing to show: it says why, and what can be done. */
export function BlankState({
  drawing,
  title,
  children,
  action,
}: {
  drawing: keyof typeof DRAWINGS;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <section className="blank">
      <svg viewBox="0 0 64 64" className="blank-drawing" aria-hidden="true" focusable="false">
        <path
          d={DRAWINGS[drawing]}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <h2>{title}</h2>
      {children !== undefined && <div className="blank-text">{children}</div>}
      {action !== undefined && <div className="blank-action">{action}</div>}
    </section>
  );
}
