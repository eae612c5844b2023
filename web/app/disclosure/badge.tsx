import { DISCLOSURES, type Disclosure } from '../../../src/kernel/disclosure/level.ts';
import { useAppWords } from '../locale/words.ts';
import { DisclosureGlyph } from './glyph.tsx';

/** Sign and word; `quiet` keeps the word for screen readers only, where a column already says it. */
export function DisclosureBadge({ disclosure, quiet = false }: { disclosure: Disclosure; quiet?: boolean }) {
  const say = useAppWords();
  const word = say(`disclosure.${disclosure}`);
  return (
    <span
      className={`badge badge-${disclosure}${quiet ? ' badge-quiet' : ''}`}
      title={quiet ? word : undefined}
    >
      <DisclosureGlyph disclosure={disclosure} />
      <span className={quiet ? 'unseen' : undefined}>{word}</span>
    </span>
  );
}

/** The key to the signs, most first. */
export function DisclosureLegend() {
  const say = useAppWords();
  return (
    <ul className="legend" aria-label={say('disclosure.legend')}>
      {DISCLOSURES.toReversed().map((disclosure) => (
        <li key={disclosure} title={say(`disclosure.${disclosure}.means`)}>
          <DisclosureBadge disclosure={disclosure} />
        </li>
      ))}
    </ul>
  );
}
