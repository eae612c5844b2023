import type { PolicyPreview, PreviewRequest } from '../../../src/contract/policy.ts';
import { Shifts } from '../../app/shifts/shifts.tsx';
import { ReachFigures } from './reach-figures.tsx';
import type { RuleWarning } from './rule-warnings.ts';
import { usePolicyWords } from './words.ts';

/** What a change would do, and what to think of twice. */
export function Effect({
  preview,
  change,
  warnings = [],
}: {
  preview: PolicyPreview;
  /** What was asked about, by who may have its customers counted. */
  change?: Partial<PreviewRequest>;
  warnings?: readonly RuleWarning[];
}) {
  const say = usePolicyWords();
  return (
    <section className="effect-preview" aria-live="polite">
      <h3>{say('effect.title')}</h3>
      {warnings.length > 0 && (
        <ul className="warnings">
          {warnings.map((warning) => (
            <li key={warning.kind}>
              {'people' in warning
                ? say(`warning.${warning.kind}`, { people: warning.people })
                : say(`warning.${warning.kind}`)}
            </li>
          ))}
        </ul>
      )}
      <Shifts answer={preview} />
      {change !== undefined && preview.gainCount + preview.lossCount > 0 && <ReachFigures change={change} />}
    </section>
  );
}
