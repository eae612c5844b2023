import Tabs from 'antd/es/tabs';
import { useMe } from '../../app/api/session.ts';
import { mayReadPolicy } from '../../app/shell/nav.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { MatrixPage } from './matrix-page.tsx';
import './policy.css';
import { usePolicy } from './policy-api.ts';
import { PurposeList } from './purpose-list.tsx';
import { RuleList } from './rule-list.tsx';
import { WhoCanSee } from './who-can-see.tsx';
import { usePolicyWords } from './words.ts';

/** The rules and purposes in force, and who can see what by them. */
export function PolicyPage() {
  const say = usePolicyWords();
  const me = useMe();
  usePageTitle(say('title'));
  if (!mayReadPolicy(me)) return <BlankState drawing="locked" title={say('denied')} />;
  return <Policy />;
}

function Policy() {
  const say = usePolicyWords();
  const policy = usePolicy();
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
        {policy.data && <span className="chip">{say('version', { version: policy.data.version })}</span>}
      </div>
      <Answer query={policy} rows={10}>
        {(view) => (
          <Tabs
            destroyOnHidden
            items={[
              { key: 'matrix', label: say('tab.matrix'), children: <MatrixPage policy={view} /> },
              { key: 'rules', label: say('tab.rules'), children: <RuleList policy={view} /> },
              { key: 'purposes', label: say('tab.purposes'), children: <PurposeList policy={view} /> },
              { key: 'who', label: say('tab.who'), children: <WhoCanSee policy={view} /> },
            ]}
          />
        )}
      </Answer>
    </>
  );
}
