import { useCallback, useEffect, useState } from 'react';
import type { Value } from '../../../src/contract/records.ts';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';

/** How long a revealed value stays. */
export const SHOWN_SECONDS = 60;

export type Revealed = Readonly<{ value: Value; disclosure: Disclosure; secondsLeft: number }>;
export type Opened = Readonly<{ value: Value; disclosure: Disclosure; version: number }>;

/**
 * What was revealed of one field, in the memory of this one component and nowhere else. It goes after a minute, when
 * the window loses the reader's attention, when the record is another version, and with the component.
 */
export function useRevealed(version: number): {
  now: Revealed | null;
  show: (opened: Opened) => void;
  hide: () => void;
} {
  const [opened, setOpened] = useState<(Opened & { endsAt: number }) | null>(null);
  const [secondsLeft, setSecondsLeft] = useState(SHOWN_SECONDS);
  const hide = useCallback(() => setOpened(null), []);
  const show = useCallback((next: Opened) => {
    setSecondsLeft(SHOWN_SECONDS);
    setOpened({ ...next, endsAt: performance.now() + SHOWN_SECONDS * 1000 });
  }, []);
  const isStale = opened !== null && opened.version !== version;
  useEffect(() => {
    if (opened === null) return;
    if (isStale) return hide();
    const tick = () => {
      const left = Math.ceil((opened.endsAt - performance.now()) / 1000);
      if (left <= 0) hide();
      else setSecondsLeft(left);
    };
    const timer = setInterval(tick, 500);
    const away = () => {
      if (document.visibilityState === 'hidden') hide();
    };
    window.addEventListener('blur', hide);
    window.addEventListener('pagehide', hide);
    document.addEventListener('visibilitychange', away);
    return () => {
      clearInterval(timer);
      window.removeEventListener('blur', hide);
      window.removeEventListener('pagehide', hide);
      document.removeEventListener('visibilitychange', away);
    };
  }, [opened, isStale, hide]);
  const now =
    opened === null || isStale
      ? null
      : { value: opened.value, disclosure: opened.disclosure, secondsLeft: Math.max(1, secondsLeft) };
  return { now, show, hide };
}
