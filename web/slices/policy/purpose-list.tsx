import type { PolicyView } from '../../../src/contract/policy.ts';
import { useLabel } from '../../app/i18n.ts';
import { PurposeFacts } from '../../app/shell/purpose-facts.tsx';
import { usePolicySentences } from './policy-words.ts';
import { usePolicyWords } from './words.ts';

export function PurposeList({ policy }: { policy: PolicyView }) {
  const say = usePolicyWords();
  const label = useLabel();
  const sentences = usePolicySentences(policy);
  return (
    <ul className="purposes">
      {policy.purposes.map((purpose) => (
        <li key={purpose.code} className="sheet sheet-pad">
          <div className="rule-head">
            <h2>{label(purpose.label)}</h2>
            <code>
              {purpose.code}@{purpose.version}
            </code>
          </div>
          <PurposeFacts purpose={purpose} />
          <p className="purpose-who">
            <span className="fact-name">{say('purpose.who')}</span> {sentences.who(purpose.who)}
          </p>
          <p className="fact-quiet">{sentences.validity(purpose.validity)}</p>
        </li>
      ))}
    </ul>
  );
}
