import type { MatrixCell } from '../../../src/kernel/policy/matrix.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { usePolicyWords } from './words.ts';

/** A cell in a sentence: how much, of which records, and what else must hold. */
export function useCellWords(): (cell: MatrixCell) => string {
  const say = usePolicyWords();
  const app = useAppWords();
  return (cell) =>
    [
      app(`disclosure.${cell.disclosure}`),
      cell.scopes.map((scope) => say(`scope.${scope}`)).join(say('who.or')),
      cell.conditional ? say('matrix.conditional') : '',
      cell.partial ? say('matrix.partial') : '',
    ]
      .filter((part) => part !== '')
      .join(' · ');
}
