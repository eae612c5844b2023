import { Dialog } from '../dialog.tsx';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';
import { usePlaces } from '../shell/places.ts';
import { isApple, Keys } from './keys.tsx';
import { useCommandWords } from './words.ts';

/** What the keyboard does, outside of entry fields. */
export function Shortcuts({ onClose }: { onClose: () => void }) {
  const say = useCommandWords();
  const app = useAppWords();
  const label = useLabel();
  const places = usePlaces();
  const control = isApple() ? '⌘' : 'Ctrl';
  const rows: readonly (readonly [readonly string[], string])[] = [
    [[`${control}+K`], say('shortcuts.open')],
    [['?'], say('shortcuts.help')],
    ...places.flatMap((place): (readonly [readonly string[], string])[] => {
      if (place.key === null) return [];
      const name = place.kind === 'records' ? label(place.label) : app(`nav.${place.word}`);
      return [[['g', place.key], say('shortcuts.go', { place: name })]];
    }),
    [['Esc'], say('shortcuts.escape')],
    [[`${control}+Enter`], say('shortcuts.enter')],
  ];
  return (
    <Dialog open title={say('shortcuts')} footer={null} width={440} onCancel={onClose}>
      <p className="fact-quiet">{say('shortcuts.line')}</p>
      <dl className="shortcuts">
        {rows.map(([keys, what]) => (
          <div key={what}>
            <dt>
              <Keys keys={keys} />
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
