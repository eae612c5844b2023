import { usePageTitle } from '../shell/page-title.ts';
import { ProofForm } from './proof-form.tsx';
import './second-factor.css';
import { PasskeySetup } from './passkey-setup.tsx';
import { canUsePasskeys, rereadSession } from './second-factor-api.ts';
import { TotpSetup } from './totp-setup.tsx';
import { useSecondFactorWords } from './words.ts';

/** In place of every page while the second factor is not proven: the second step of signing in. */
export function ProofNeeded() {
  const say = useSecondFactorWords();
  usePageTitle(say('proof.title'));
  return (
    <section className="factor-needed sheet sheet-pad">
      <h1>{say('proof.title')}</h1>
      <p className="page-line">{say('proof.line')}</p>
      <ProofForm onProven={() => {}} />
    </section>
  );
}

/** In place of every page while a second factor is required and there is none. */
export function SetUpNeeded() {
  const say = useSecondFactorWords();
  usePageTitle(say('setup.needed.title'));
  return (
    <section className="factor-needed sheet sheet-pad">
      <h1>{say('setup.needed.title')}</h1>
      <p className="page-line">{say('setup.needed.line')}</p>
      <TotpSetup onDone={() => void rereadSession()} />
      {canUsePasskeys() && (
        <details className="factor-other">
          <summary>{say('passkey.instead')}</summary>
          <PasskeySetup onDone={() => void rereadSession()} />
        </details>
      )}
    </section>
  );
}
