import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useState } from 'react';
import type { PolicyView } from '../../../src/contract/policy.ts';
import { useFormat } from '../../app/format.ts';
import { BlankState } from '../../app/states/blank-state.tsx';
import { useMayEdit, usePanel } from './editing.ts';
import { usePolicySentences } from './policy-words.ts';
import { RuleCard } from './rule-card.tsx';
import { emptyRule } from './rule-draft.ts';
import { RuleTools } from './rule-tools.tsx';
import { usePolicyWords } from './words.ts';

/** Every rule as a card that reads as a sentence. */
export function RuleList({ policy }: { policy: PolicyView }) {
  const say = usePolicyWords();
  const format = useFormat();
  const sentences = usePolicySentences(policy);
  const open = usePanel();
  const mayEdit = useMayEdit();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const rules = policy.rules.filter((rule) =>
    `${rule.id} ${rule.name.zh} ${rule.name.en} ${rule.recordType} ${sentences.recordType(rule.recordType)}`
      .toLowerCase()
      .includes(wanted),
  );
  return (
    <>
      <div className="policy-tools">
        <Input
          allowClear
          aria-label={say('rule.search')}
          placeholder={say('rule.search')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="fact-quiet" role="status">
          {say('rule.count', { count: format.integer(rules.length) })}
        </span>
        {mayEdit && (
          <Button
            type="primary"
            onClick={() => open({ kind: 'rule', draft: emptyRule('customer'), version: null })}
          >
            {say('edit.rule.new')}
          </Button>
        )}
      </div>
      {rules.length === 0 ? (
        <BlankState drawing="empty" title={say('rule.none')} />
      ) : (
        <ul className="rules">
          {rules.map((rule) => (
            <RuleCard key={rule.id} rule={rule} sentences={sentences} tools={<RuleTools rule={rule} />} />
          ))}
        </ul>
      )}
    </>
  );
}
