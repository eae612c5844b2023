import { Fragment, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from '../dialog.tsx';
import { type Command, matching } from './commands.ts';
import './commands.css';
import { Keys } from './keys.tsx';
import { useCommands, useFindCommands } from './use-commands.ts';
import { useCommandWords } from './words.ts';

const GROUPS = ['find', 'place', 'purpose', 'action'] as const;

/** Every page and action by a few letters: a combobox (WAI-ARIA APG) whose list is always open. */
export function Palette({ onClose, showShortcuts }: { onClose: () => void; showShortcuts: () => void }) {
  const say = useCommandWords();
  return (
    <Dialog
      open
      title={<span className="unseen">{say('title')}</span>}
      className="palette-dialog"
      closable={false}
      footer={null}
      width={560}
      onCancel={onClose}
    >
      <PaletteBox onClose={onClose} showShortcuts={showShortcuts} />
    </Dialog>
  );
}

function PaletteBox({ onClose, showShortcuts }: { onClose: () => void; showShortcuts: () => void }) {
  const say = useCommandWords();
  const ids = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const found = [...useFindCommands(typed), ...matching(useCommands(showShortcuts), typed)];
  const shown = GROUPS.flatMap((group) => found.filter((command) => command.group === group));
  const here = shown[Math.min(at, shown.length - 1)];
  const idOf = (command: Command) => `${ids}${command.id.replaceAll(/[^\w-]/g, '_')}`;
  const chosen = here === undefined ? undefined : idOf(here);
  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    if (chosen !== undefined) document.getElementById(chosen)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter and arrows belong to it.
    if (event.nativeEvent.isComposing) return;
    const last = shown.length - 1;
    const now = Math.min(at, last);
    const moves: Record<string, number> = {
      ArrowDown: now >= last ? 0 : now + 1,
      ArrowUp: now <= 0 ? last : now - 1,
      Home: 0,
      End: last,
    };
    const next = moves[event.key];
    if (next !== undefined && !((event.key === 'Home' || event.key === 'End') && typed !== '')) {
      event.preventDefault();
      setAt(Math.max(0, next));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(here);
    }
  };
  return (
    <div className="palette">
      <input
        ref={input}
        className="palette-input"
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls={`${ids}list`}
        aria-autocomplete="list"
        aria-label={say('placeholder')}
        {...(chosen === undefined ? {} : { 'aria-activedescendant': chosen })}
        placeholder={say('placeholder')}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        maxLength={60}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className="palette-list" id={`${ids}list`} role="listbox" aria-label={say('results')} ref={list}>
        {GROUPS.map((group) => {
          const some = shown.filter((command) => command.group === group);
          if (some.length === 0) return null;
          return (
            <Fragment key={group}>
              {/* biome-ignore lint/a11y/useSemanticElements: options are grouped within a list box, not fields of a form */}
              <div role="group" aria-labelledby={`${ids}${group}`}>
                <p className="palette-group" id={`${ids}${group}`}>
                  {say(`group.${group}`)}
                </p>
                {some.map((command) => (
                  <Option
                    key={command.id}
                    id={idOf(command)}
                    command={command}
                    selected={command === here}
                    onPoint={() => setAt(shown.indexOf(command))}
                    onRun={() => run(command)}
                  />
                ))}
              </div>
            </Fragment>
          );
        })}
      </div>
      {shown.length === 0 && <p className="palette-none">{say('none')}</p>}
      <span className="unseen" role="status">
        {shown.length === 0 ? say('none') : say('count', { count: shown.length })}
      </span>
    </div>
  );
}

function Option({
  id,
  command,
  selected,
  onPoint,
  onRun,
}: {
  id: string;
  command: Command;
  selected: boolean;
  onPoint: () => void;
  onRun: () => void;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the combobox, which runs the option
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className="palette-option"
      onMouseMove={onPoint}
      onClick={onRun}
    >
      <span className="palette-name">{command.name}</span>
      {command.hint !== undefined && <span className="palette-hint">{command.hint}</span>}
      {command.keys !== undefined && <Keys keys={command.keys} />}
    </div>
  );
}
