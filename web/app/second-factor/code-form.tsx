import { useMutation } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { Entry } from '../entry.tsx';
import { ProblemNotice } from '../states/problem-notice.tsx';
import './second-factor.css';
import { proveByCode } from './second-factor-api.ts';
import { useSecondFactorWords } from './words.ts';

/** Proves the second factor: by a code of the app, or by a recovery code. */
export function CodeForm({ onProven }: { onProven: () => void }) {
  const say = useSecondFactorWords();
  const [code, setCode] = useState('');
  const [isRecovery, setIsRecovery] = useState(false);
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
            autoFocus
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
        <Button type="primary" htmlType="submit" disabled={code.trim() === ''} loading={proving.isPending}>
          {say('code.submit')}
        </Button>
        <Button type="link" onClick={change}>
          {say(isRecovery ? 'code.use-app' : 'code.use-recovery')}
        </Button>
      </div>
    </form>
  );
}
