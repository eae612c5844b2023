import Button from 'antd/es/button';
import { useState } from 'react';
import { useAppWords } from '../../app/locale/words.ts';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { PasswordForm } from '../../app/shell/password-form.tsx';
import { Answer } from '../../app/states/answer.tsx';
import './credentials.css';
import { useCredentials } from './credentials-api.ts';
import { DeviceSection } from './device-section.tsx';
import { IssueDialog } from './issue-dialog.tsx';
import { SecondFactorSection } from './second-factor-section.tsx';
import { TokenTable } from './token-table.tsx';
import { useCredentialsWords } from './words.ts';

/** How the reader signs in: second factors, devices, tokens and the password. */
export function CredentialsPage() {
  const say = useCredentialsWords();
  const app = useAppWords();
  const credentials = useCredentials();
  const [issuing, setIssuing] = useState(false);
  usePageTitle(say('title'));
  return (
    <div className="credentials">
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
      </div>
      <SecondFactorSection />
      <Answer query={credentials}>
        {(known) => {
          const tokens = known.filter((each) => each.kind === 'token');
          return (
            <>
              <DeviceSection sessions={known.filter((each) => each.kind === 'session')} />
              <section className="sheet">
                <div className="sheet-title">
                  <h2>{say('tokens')}</h2>
                  <Button onClick={() => setIssuing(true)}>{say('issue.open')}</Button>
                </div>
                <p className="sheet-line">{say(tokens.length === 0 ? 'tokens.none' : 'tokens.line')}</p>
                {tokens.length > 0 && <TokenTable tokens={tokens} />}
              </section>
            </>
          );
        }}
      </Answer>
      <section className="sheet sheet-pad">
        <h2 className="password-title">{app('password.title')}</h2>
        <PasswordForm />
      </section>
      {issuing && <IssueDialog onClose={() => setIssuing(false)} />}
    </div>
  );
}
