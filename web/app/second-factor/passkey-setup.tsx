import { useMutation } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { Entry } from '../entry.tsx';
import { PasskeyProblem } from './passkey-problem.tsx';
import { RecoveryCodeList } from './recovery-codes.tsx';
import './second-factor.css';
import { addPasskey, canUsePasskeys } from './second-factor-api.ts';
import { useSecondFactorWords } from './words.ts';

/** Adds a passkey: a name, what the browser asks, and recovery codes with the first factor. */
export function PasskeySetup({ onDone }: { onDone: () => void }) {
  const say = useSecondFactorWords();
  const [name, setName] = useState(say('passkey.name.default'));
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const adding = useMutation({
    mutationFn: () => addPasskey(name.trim()),
    onSuccess: ({ recoveryCodes }) => (recoveryCodes === null ? onDone() : setCodes(recoveryCodes)),
  });
  if (codes !== null) return <RecoveryCodeList codes={codes} onDone={onDone} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') adding.mutate();
  };
  return (
    <form className="factor-form" onSubmit={submit}>
      <p className="factor-line">{say(canUsePasskeys() ? 'passkey.line' : 'passkey.unavailable')}</p>
      {canUsePasskeys() && (
        <>
          <Entry name={say('setup.name')}>
            {(id) => (
              <Input id={id} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Entry>
          {adding.isError && <PasskeyProblem error={adding.error} />}
          <div className="factor-row">
            <Button type="primary" htmlType="submit" disabled={name.trim() === ''} loading={adding.isPending}>
              {say('passkey.add')}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
