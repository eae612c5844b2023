import type { Sensitivity as Level } from '../../src/kernel/record-type.ts';
import { useAppWords } from './locale/words.ts';
import './sensitivity.css';

/** Number and word; `quiet` keeps the word for screen readers, where there is room for the number only. */
export function Sensitivity({ value, quiet = false }: { value: Level; quiet?: boolean }) {
  const app = useAppWords();
  const word = app(`sensitivity.${value}`);
  return (
    <span className={`sensitivity sensitivity-${value}`} title={quiet ? word : undefined}>
      <span className="sensitivity-level">{value}</span>{' '}
      <span className={quiet ? 'unseen' : undefined}>{word}</span>
    </span>
  );
}
