import type { ReactNode } from 'react';
import { DISCLOSING_ACTIONS } from '../../../src/kernel/policy/model.ts';
import { DisclosureBadge } from '../../app/disclosure/badge.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import type { RuleView } from './editing.ts';
import type { PolicySentences } from './policy-words.ts';
import { usePolicyWords } from './words.ts';

/** A rule as a card that reads as a sentence. */
export function RuleCard({
  rule,
  sentences,
  tools,
}: {
  rule: RuleView;
  sentences: PolicySentences;
  /** What can be done with it here. */
  tools?: ReactNode;
}) {
  const say = usePolicyWords();
  const app = useAppWords();
  const label = useLabel();
  return (
    <li className={`sheet rule rule-${rule.effect}`}>
      <div className="rule-head">
        <span className={`effect effect-${rule.effect}`}>
          <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={rule.effect === 'allow' ? 'M3 8.5l3.3 3.3L13 4.6' : 'M4 4l8 8M12 4l-8 8'} />
          </svg>
          {say(rule.effect)}
        </span>
        <h2>{label(rule.name)}</h2>
        <code>
          {rule.id}@{rule.version}
        </code>
        {tools !== undefined && <span className="rule-tools">{tools}</span>}
      </div>
      <dl className="facts">
        <Fact name={say('rule.who')}>{sentences.who(rule.who)}</Fact>
        <Fact name={say('rule.what')}>
          {sentences.recordType(rule.recordType)} · {say(`scope.${rule.scope}`)}
        </Fact>
        <Fact name={say('rule.fields')}>{sentences.fields(rule.fields, rule.recordType)}</Fact>
        <Fact name={say('rule.actions')}>
          {rule.actions.map((action) => app(`action.${action}`)).join(say('who.or'))}
        </Fact>
        <RuleDisclosure rule={rule} />
        <Fact name={say('rule.purposes')}>{sentences.purposes(rule.purposes)}</Fact>
        {rule.conditions.length > 0 && (
          <Fact name={say('rule.conditions')}>
            {rule.conditions.map((condition) => sentences.condition(condition)).join(' · ')}
          </Fact>
        )}
        {rule.obligations.length > 0 && (
          <Fact name={say('rule.obligations')}>
            {rule.obligations.map((each) => say(`obligation.${each}`)).join(say('who.or'))}
          </Fact>
        )}
        {(rule.validity.from !== undefined || rule.validity.until !== undefined) && (
          <Fact name={say('rule.validity')}>{sentences.validity(rule.validity)}</Fact>
        )}
      </dl>
    </li>
  );
}

/** Only for the actions that put values before a reader. */
function RuleDisclosure({ rule }: { rule: RuleView }) {
  const say = usePolicyWords();
  const app = useAppWords();
  if (!rule.actions.some((action) => DISCLOSING_ACTIONS.includes(action))) return null;
  if (rule.effect === 'allow' || rule.disclosure === 'shown') {
    return (
      <Fact name={say(rule.effect === 'allow' ? 'rule.up-to' : 'rule.forbids')}>
        <DisclosureBadge disclosure={rule.disclosure} />
      </Fact>
    );
  }
  return (
    <Fact name={say('rule.forbids')}>
      {say('rule.forbids.and-above', { disclosure: app(`disclosure.${rule.disclosure}`) })}
    </Fact>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
