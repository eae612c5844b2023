import type { PolicyPreview } from '../../../src/contract/policy.ts';
import { Shifts } from '../../app/shifts/shifts.tsx';
import type { RuleWarning } from './rule-warnings.ts';
import { usePolicyWords } from './words.ts';

/** What a change would do, and what to think of twice. */
export function Effect({
  preview,
  warnings = [],
}: {
  preview: PolicyPreview;
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
    </section>
  );
}
