import Select from 'antd/es/select';
import Tabs from 'antd/es/tabs';
import { useState } from 'react';
import type { PolicyView } from '../../../src/contract/policy.ts';
import { useMe } from '../../app/api/session.ts';
import { useNarrow } from '../../app/narrow.ts';
import { mayReadPolicy } from '../../app/shell/nav.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { Changes } from './changes.tsx';
import { type Panel, PanelOpener } from './editing.ts';
import { MatrixPage } from './matrix-page.tsx';
import { Panels } from './panels.tsx';
import './policy.css';
import { usePolicy } from './policy-api.ts';
import { Proposals } from './proposals.tsx';
import { PurposeList } from './purpose-list.tsx';
import { RuleList } from './rule-list.tsx';
import { SeeAs } from './see-as.tsx';
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
  const [panel, setPanel] = useState<Panel | null>(null);
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
          <PanelOpener value={setPanel}>
            <Sections policy={view} />
            <Panels policy={view} panel={panel} onClose={() => setPanel(null)} />
          </PanelOpener>
        )}
      </Answer>
    </>
  );
}

/** Tabs; on a phone, where they do not fit side by side, a choice. */
function Sections({ policy }: { policy: PolicyView }) {
  const say = usePolicyWords();
  const narrow = useNarrow();
  const me = useMe();
  // Who approves and holds no office does not read the organisation, which matrix and rehearsal are made of.
  const [section, setSection] = useState(me.office === null ? 'proposals' : 'matrix');
  const all = [
    { key: 'matrix', label: say('tab.matrix'), children: <MatrixPage policy={policy} /> },
    { key: 'rules', label: say('tab.rules'), children: <RuleList policy={policy} /> },
    { key: 'purposes', label: say('tab.purposes'), children: <PurposeList policy={policy} /> },
    { key: 'who', label: say('tab.who'), children: <WhoCanSee policy={policy} /> },
    { key: 'as', label: say('tab.as'), children: <SeeAs policy={policy} /> },
    { key: 'proposals', label: say('tab.proposals'), children: <Proposals policy={policy} /> },
    { key: 'changes', label: say('tab.changes'), children: <Changes policy={policy} /> },
  ];
  const items = me.office === null ? all.filter(({ key }) => key !== 'matrix' && key !== 'as') : all;
  if (!narrow) return <Tabs destroyOnHidden activeKey={section} onChange={setSection} items={items} />;
  return (
    <>
      <Select
        className="policy-section"
        aria-label={say('tab.choose')}
        value={section}
        options={items.map(({ key, label }) => ({ value: key, label }))}
        onChange={setSection}
      />
      {items.find(({ key }) => key === section)?.children}
    </>
  );
}
