import Button from 'antd/es/button';
import type { PolicyView } from '../../../src/contract/policy.ts';
import { useLabel } from '../../app/i18n.ts';
import { PurposeFacts } from '../../app/shell/purpose-facts.tsx';
import { useMayEdit, usePanel } from './editing.ts';
import { usePolicySentences } from './policy-words.ts';
import { EMPTY_PURPOSE, purposeDraftOf } from './purpose-draft.ts';
import { isPlainWho } from './who-draft.ts';
import { usePolicyWords } from './words.ts';

export function PurposeList({ policy }: { policy: PolicyView }) {
  const say = usePolicyWords();
  const label = useLabel();
  const sentences = usePolicySentences(policy);
  const open = usePanel();
  const mayEdit = useMayEdit();
  return (
    <>
      {mayEdit && (
        <div className="policy-tools">
          <Button
            type="primary"
            onClick={() => open({ kind: 'purpose', draft: EMPTY_PURPOSE, version: null })}
          >
            {say('edit.purpose.new')}
          </Button>
        </div>
      )}
      <ul className="purposes">
        {policy.purposes.map((purpose) => (
          <li key={purpose.code} className="sheet sheet-pad">
            <div className="rule-head">
              <h2>{label(purpose.label)}</h2>
              <code>
                {purpose.code}@{purpose.version}
              </code>
              <span className="rule-tools">
                {mayEdit && isPlainWho(purpose.who) && (
                  <Button
                    size="small"
                    aria-label={say('edit.purpose.one', { purpose: label(purpose.label) })}
                    onClick={() =>
                      open({
                        kind: 'purpose',
                        draft: purposeDraftOf(purpose.code, purpose),
                        version: purpose.version,
                      })
                    }
                  >
                    {say('edit.do')}
                  </Button>
                )}
                <Button
                  size="small"
                  aria-label={say('versions.of', { id: label(purpose.label) })}
                  onClick={() => open({ kind: 'versions', of: 'purpose', id: purpose.code })}
                >
                  {say('versions.open')}
                </Button>
              </span>
            </div>
            <PurposeFacts purpose={purpose} />
            <p className="purpose-who">
              <span className="fact-name">{say('purpose.who')}</span> {sentences.who(purpose.who)}
            </p>
            <p className="fact-quiet">{sentences.validity(purpose.validity)}</p>
          </li>
        ))}
      </ul>
    </>
  );
}
