import type { ReactNode } from 'react';

/** Lets a wide table scroll on its own, by keyboard too. */
export function TableScroll({ name, children }: { name: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="table-scroll" aria-label={name} tabIndex={0}>
      {children}
    </section>
  );
}
