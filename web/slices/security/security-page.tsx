import { useQuery } from '@tanstack/react-query';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { SecurityPolicyView } from '../../../src/contract/second-factor.ts';
import { request } from '../../app/api/client.ts';
import { useMe } from '../../app/api/session.ts';
import { mayReadPolicy } from '../../app/shell/nav.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { LostFactor } from './lost-factor.tsx';
import { POLICY_KEY, RequirementForm } from './requirement-form.tsx';
import './security.css';
import { useSecurityWords } from './words.ts';

/** Of whom a second factor is required, and the removal of lost ones. */
export function SecurityPage() {
  const say = useSecurityWords();
  const me = useMe();
  usePageTitle(say('title'));
  if (!mayReadPolicy(me)) return <BlankState drawing="locked" title={say('denied')} />;
  return (
    <div className="security">
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
      </div>
      <Settings mayChange={me.office === 'security-administrator'} />
    </div>
  );
}

function Settings({ mayChange }: { mayChange: boolean }) {
  const policy = useQuery({
    queryKey: POLICY_KEY,
    queryFn: () => request<SecurityPolicyView>('GET', '/security-policy'),
  });
  const organisation = useQuery({
    queryKey: ['organisation'],
    queryFn: () => request<OrganisationView>('GET', '/organisation'),
  });
  return (
    <Answer query={organisation} rows={6}>
      {(view) => (
        <>
          <Answer query={policy} rows={4}>
            {(known) => (
              <RequirementForm
                key={known.version}
                policy={known}
                positions={view.positions}
                mayChange={mayChange}
              />
            )}
          </Answer>
          {mayChange && <LostFactor people={view.people} />}
        </>
      )}
    </Answer>
  );
}
