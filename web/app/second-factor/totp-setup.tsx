import { useMutation } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import QRCode from 'antd/es/qr-code';
import { type FormEvent, useState } from 'react';
import type { TotpSetup as Setup } from '../../../src/contract/second-factor.ts';
import { Entry } from '../entry.tsx';
import { ProblemNotice } from '../states/problem-notice.tsx';
import { RecoveryCodeList } from './recovery-codes.tsx';
import './second-factor.css';
import { beginTotp, confirmTotp } from './second-factor-api.ts';
import { useSecondFactorWords } from './words.ts';

/** Sets up an authenticator app: a name, the secret to scan, a code as proof, and recovery codes with the first. */
export function TotpSetup({ onDone }: { onDone: () => void }) {
  const say = useSecondFactorWords();
  const [name, setName] = useState(say('setup.name.default'));
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const beginning = useMutation({ mutationFn: () => beginTotp(name.trim()) });
  if (codes !== null) return <RecoveryCodeList codes={codes} onDone={onDone} />;
  if (beginning.data) {
    const confirmed = (given: readonly string[] | null) => (given === null ? onDone() : setCodes(given));
    return <ConfirmForm setup={beginning.data} onConfirmed={confirmed} onAgain={() => beginning.reset()} />;
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') beginning.mutate();
  };
  return (
    <form className="factor-form" onSubmit={submit}>
      <Entry name={say('setup.name')}>
        {(id) => (
          <Input id={id} maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Entry>
      {beginning.isError && <ProblemNotice error={beginning.error} />}
      <div className="factor-row">
        <Button type="primary" htmlType="submit" disabled={name.trim() === ''} loading={beginning.isPending}>
          {say('setup.begin')}
        </Button>
      </div>
    </form>
  );
}

function ConfirmForm({
  setup,
  onConfirmed,
  onAgain,
}: {
  setup: Setup;
  onConfirmed: (codes: readonly string[] | null) => void;
  onAgain: () => void;
}) {
  const say = useSecondFactorWords();
  const [code, setCode] = useState('');
  const confirming = useMutation({
    mutationFn: () => confirmTotp(code),
    onSuccess: ({ recoveryCodes }) => onConfirmed(recoveryCodes),
    onError: () => setCode(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== '' && !confirming.isPending) confirming.mutate();
  };
  return (
    <form className="factor-form" onSubmit={submit} noValidate>
      <div className="factor-scan">
        <div className="factor-qr" role="img" aria-label={say('setup.qr')}>
          <div aria-hidden="true">
            <QRCode
              value={setup.uri}
              type="svg"
              size={168}
              bordered={false}
              color="#17211f"
              bgColor="#ffffff"
            />
          </div>
        </div>
        <div>
          <p>{say('setup.scan')}</p>
          <p className="fact-quiet">{say('setup.apps')}</p>
          <details className="factor-by-hand">
            <summary>{say('setup.by-hand')}</summary>
            <code className="factor-secret">{setup.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
          </details>
        </div>
      </div>
      <Entry name={say('setup.confirm')}>
        {(id) => (
          <Input
            id={id}
            className="factor-code"
            size="large"
            autoComplete="one-time-code"
            inputMode="numeric"
            maxLength={20}
            value={code}
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Entry>
      {confirming.isError && <ProblemNotice error={confirming.error} />}
      <div className="factor-row">
        <Button type="primary" htmlType="submit" disabled={code.trim() === ''} loading={confirming.isPending}>
          {say('setup.submit')}
        </Button>
        <Button type="link" onClick={onAgain}>
          {say('setup.again')}
        </Button>
      </div>
    </form>
  );
}
