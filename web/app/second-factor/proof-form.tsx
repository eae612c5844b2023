import { useMutation } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { useMe } from '../api/session.ts';
import { Entry } from '../entry.tsx';
import { ProblemNotice } from '../states/problem-notice.tsx';
import './second-factor.css';
import { PasskeyProblem } from './passkey-problem.tsx';
import { canUsePasskeys, proveByCode, proveByPasskey } from './second-factor-api.ts';
import { useSecondFactorWords } from './words.ts';

/** Proves the second factor: by a passkey where there is one, by a code of the app, or by a recovery code. */
export function ProofForm({ onProven }: { onProven: () => void }) {
  const say = useSecondFactorWords();
  const { secondFactors } = useMe();
  const hasPasskey = secondFactors.includes('passkey') && canUsePasskeys();
  const proving = useMutation({ mutationFn: proveByPasskey, onSuccess: onProven });
  return (
    <>
      {hasPasskey && (
        <div className="factor-passkey">
          <Button
            type="primary"
            size="large"
            block
            autoFocus
            loading={proving.isPending}
            onClick={() => proving.mutate()}
          >
            {say('passkey.use')}
          </Button>
          {proving.isError && <PasskeyProblem error={proving.error} />}
          <p className="factor-or">{say('passkey.or')}</p>
        </div>
      )}
      <CodeForm onProven={onProven} isSecond={hasPasskey} hasApp={secondFactors.includes('totp')} />
    </>
  );
}

function CodeForm({
  onProven,
  isSecond,
  hasApp,
}: {
  onProven: () => void;
  /** Below the button for passkeys, which is the first choice. */
  isSecond: boolean;
  hasApp: boolean;
}) {
  const say = useSecondFactorWords();
  const [code, setCode] = useState('');
  const [isRecovery, setIsRecovery] = useState(!hasApp);
  const proving = useMutation({
    mutationFn: () => proveByCode(code),
    onSuccess: onProven,
    onError: () => setCode(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '' && !proving.isPending) proving.mutate();
  };
  const change = () => {
    setIsRecovery(!isRecovery);
    setCode('');
    proving.reset();
  };
  return (
    <form className="factor-form" onSubmit={submit} noValidate>
      <Entry name={say(isRecovery ? 'code.recovery' : 'code.app')} key={String(isRecovery)}>
        {(id) => (
          <Input
            id={id}
            className="factor-code"
            size="large"
            autoFocus={!isSecond}
            autoComplete={isRecovery ? 'off' : 'one-time-code'}
            inputMode={isRecovery ? 'text' : 'numeric'}
            autoCapitalize="none"
            spellCheck={false}
            maxLength={40}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Entry>
      {proving.isError && <ProblemNotice error={proving.error} />}
      <div className="factor-row">
        <Button
          type={isSecond ? 'default' : 'primary'}
          htmlType="submit"
          disabled={code.trim() === ''}
          loading={proving.isPending}
        >
          {say('code.submit')}
        </Button>
        {hasApp && (
          <Button type="link" onClick={change}>
            {say(isRecovery ? 'code.use-app' : 'code.use-recovery')}
          </Button>
        )}
      </div>
    </form>
  );
}
