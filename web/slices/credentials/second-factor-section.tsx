import { useMutation, useQuery } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { useState } from 'react';
import type {
  RecoveryCodes,
  SecondFactorsView,
  SecondFactorView,
} from '../../../src/contract/second-factor.ts';
import { request } from '../../app/api/client.ts';
import { Dialog } from '../../app/dialog.tsx';
import { useFormat } from '../../app/format.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { PasskeySetup } from '../../app/second-factor/passkey-setup.tsx';
import { RecoveryCodeList } from '../../app/second-factor/recovery-codes.tsx';
import { rereadSession, SECOND_FACTORS_KEY } from '../../app/second-factor/second-factor-api.ts';
import { TotpSetup } from '../../app/second-factor/totp-setup.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useCredentialsWords } from './words.ts';

/** What proves the reader besides the password, and the codes for when it is lost. */
export function SecondFactorSection() {
  const say = useCredentialsWords();
  const factors = useQuery({
    queryKey: SECOND_FACTORS_KEY,
    queryFn: () => request<SecondFactorsView>('GET', '/session/second-factors'),
  });
  return (
    <section className="sheet">
      <h2 className="sheet-title">{say('factors')}</h2>
      <Answer query={factors} rows={2}>
        {(view) => <Factors view={view} />}
      </Answer>
    </section>
  );
}

type Open =
  | { kind: 'add' }
  | { kind: 'add-passkey' }
  | { kind: 'codes' }
  | { kind: 'remove'; factor: SecondFactorView };

function Factors({ view }: { view: SecondFactorsView }) {
  const say = useCredentialsWords();
  const format = useFormat();
  const app = useAppWords();
  const [open, setOpen] = useState<Open | null>(null);
  const hasFactor = view.factors.length > 0;
  const close = () => {
    setOpen(null);
    void rereadSession();
  };
  return (
    <>
      <p className="sheet-line">
        {say(hasFactor ? 'factors.line' : 'factors.none')} {view.isRequired && say('factors.required')}
      </p>
      {hasFactor && (
        <ul className="factor-list">
          {view.factors.map((factor) => (
            <li key={factor.id}>
              <div className="factor-what">
                <span className="factor-name">{factor.name}</span>
                <span className="fact-quiet">
                  {say(`factor.${factor.kind}`)}
                  {' · '}
                  {say('last-seen')}{' '}
                  {factor.lastUsedAt === null ? app('time.never') : format.instant(factor.lastUsedAt)}
                </span>
              </div>
              <Button size="small" danger type="text" onClick={() => setOpen({ kind: 'remove', factor })}>
                {say('factor.remove')}
              </Button>
            </li>
          ))}
          <li>
            <div className="factor-what">
              <span className="factor-name">{say('codes')}</span>
              <span className={view.recoveryCodesLeft < 3 ? 'entry-problem' : 'fact-quiet'}>
                {say('codes.left', { count: view.recoveryCodesLeft })}
              </span>
            </div>
            <Button size="small" type="text" onClick={() => setOpen({ kind: 'codes' })}>
              {say('codes.renew')}
            </Button>
          </li>
        </ul>
      )}
      <div className="factor-actions">
        <Button type={hasFactor ? 'default' : 'primary'} onClick={() => setOpen({ kind: 'add' })}>
          {say('factor.add-app')}
        </Button>
        <Button onClick={() => setOpen({ kind: 'add-passkey' })}>{say('factor.add-passkey')}</Button>
      </div>
      {open?.kind === 'add' && (
        <Dialog open title={say('factor.add-app')} onCancel={close} footer={null} maskClosable={false}>
          <TotpSetup onDone={close} />
        </Dialog>
      )}
      {open?.kind === 'add-passkey' && (
        <Dialog open title={say('factor.add-passkey')} onCancel={close} footer={null} maskClosable={false}>
          <PasskeySetup onDone={close} />
        </Dialog>
      )}
      {open?.kind === 'codes' && <RenewDialog onClose={close} />}
      {open?.kind === 'remove' && <RemoveDialog factor={open.factor} onClose={close} />}
    </>
  );
}

function RenewDialog({ onClose }: { onClose: () => void }) {
  const say = useCredentialsWords();
  const app = useAppWords();
  const renewing = useMutation({
    mutationFn: () => request<RecoveryCodes>('POST', '/session/recovery-codes'),
  });
  if (renewing.data) {
    return (
      <Dialog open onCancel={onClose} footer={null} maskClosable={false}>
        <RecoveryCodeList codes={renewing.data.recoveryCodes ?? []} onDone={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      title={say('codes.renew')}
      onCancel={onClose}
      onOk={() => renewing.mutate()}
      okText={say('codes.renew')}
      cancelText={app('do.cancel')}
      okButtonProps={{ loading: renewing.isPending }}
      width={420}
    >
      <p>{say('codes.renew.line')}</p>
      {renewing.isError && <ProblemNotice error={renewing.error} />}
    </Dialog>
  );
}

function RemoveDialog({ factor, onClose }: { factor: SecondFactorView; onClose: () => void }) {
  const say = useCredentialsWords();
  const app = useAppWords();
  const removing = useMutation({
    mutationFn: () => request<void>('DELETE', `/session/second-factors/${factor.id}`),
    onSuccess: onClose,
  });
  return (
    <Dialog
      open
      title={say('factor.remove')}
      onCancel={onClose}
      onOk={() => removing.mutate()}
      okText={say('factor.remove.confirm')}
      cancelText={app('do.cancel')}
      okButtonProps={{ danger: true, loading: removing.isPending }}
      width={420}
    >
      <p>{say('factor.remove.line', { name: factor.name })}</p>
      {removing.isError && <ProblemNotice error={removing.error} />}
    </Dialog>
  );
}
