import Button from 'antd/es/button';
import { useEffect, useRef, useState } from 'react';
import { usePlaces } from '../shell/places.ts';
import { isApple } from './keys.tsx';
import { Palette } from './palette.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { useGo } from './use-commands.ts';
import { useCommandWords } from './words.ts';

/** How long `g` waits for the letter of a place. */
const SECOND_KEY_MS = 1500;

/** The button of the palette, and the keys that work everywhere. */
export function CommandCentre() {
  const say = useCommandWords();
  const [open, setOpen] = useState<'palette' | 'shortcuts' | null>(null);
  const places = usePlaces();
  const go = useGo();
  const state = useRef({ places, go, busy: false });
  state.current = { places, go, busy: open !== null };
  useEffect(() => {
    let began = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen('palette');
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      if (state.current.busy || isEntry(event.target) || document.querySelector('[role=dialog]') !== null)
        return;
      if (event.key === '?') {
        event.preventDefault();
        setOpen('shortcuts');
        return;
      }
      const isSecond = performance.now() - began < SECOND_KEY_MS;
      began = event.key === 'g' && !isSecond ? performance.now() : 0;
      const place = isSecond ? state.current.places.find(({ key }) => key === event.key) : undefined;
      if (place === undefined) return;
      event.preventDefault();
      state.current.go(place);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <Button
        type="text"
        className="palette-button"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen('palette')}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
          <path d="M8.5 3.5a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM12.2 12.2L16.5 16.5" />
        </svg>
        <span className="unseen">{say('open')}</span>
        <span className="key-hint" aria-hidden="true">
          {isApple() ? '⌘K' : 'Ctrl K'}
        </span>
      </Button>
      {open === 'palette' && (
        <Palette onClose={() => setOpen(null)} showShortcuts={() => setOpen('shortcuts')} />
      )}
      {open === 'shortcuts' && <Shortcuts onClose={() => setOpen(null)} />}
    </>
  );
}

/** Whether what is typed there is text: there a letter is a letter. */
function isEntry(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest('input, textarea, select, [role=combobox]') !== null;
}
