import { useMutation, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import type { Verification } from '../../../src/contract/access-log.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { Answer } from '../../app/states/answer.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useCheckpoint, verifyLog } from './access-log-api.ts';
import { useAccessLogWords } from './words.ts';

/** Proof that the log is what it was: verification on demand, and the last signed checkpoint. */
export function VerifyPanel() {
  const say = useAccessLogWords();
  const client = useQueryClient();
  const checkpoint = useCheckpoint();
  const verifying = useMutation({
    mutationFn: verifyLog,
    onSuccess: () => client.invalidateQueries({ queryKey: ['log-checkpoint'] }),
  });
  return (
    <section className="sheet verify">
      <div className="verify-part">
        <h2>{say('verify.title')}</h2>
        <p className="verify-line">{say('verify.line')}</p>
        <Button loading={verifying.isPending} onClick={() => verifying.mutate()}>
          {say('verify.do')}
        </Button>
        <div role="status">{verifying.data && <Result verification={verifying.data} />}</div>
        {verifying.isError && <ProblemNotice error={verifying.error} />}
      </div>
      <div className="verify-part">
        <h2>{say('checkpoint.title')}</h2>
        <p className="verify-line">{say('checkpoint.line')}</p>
        <Answer query={checkpoint} rows={2}>
          {(note) => <pre className="checkpoint">{note}</pre>}
        </Answer>
      </div>
    </section>
  );
}

function Result({ verification }: { verification: Verification }) {
  const say = useAccessLogWords();
  const label = useLabel();
  const format = useFormat();
  const { sound } = verification;
  return (
    <div className={`verdict verdict-${sound ? 'sound' : 'broken'}`}>
      <p className="verdict-line">
        <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
          <path d={sound ? 'M3 8.5l3.3 3.3L13 4.6' : 'M8 2.5v7M8 12.5v1'} />
        </svg>
        {say(sound ? 'verify.sound' : 'verify.broken')}
        {verification.firstBadIndex !== null && (
          <span> · {say('verify.first-bad', { index: verification.firstBadIndex })}</span>
        )}
      </p>
      <p>{label(verification.finding)}</p>
      <dl className="facts">
        <div>
          <dt>{say('verify.checked')}</dt>
          <dd>{say('verify.entries', { count: format.integer(verification.checkedEntries) })}</dd>
        </div>
        <div>
          <dt>{say('verify.size')}</dt>
          <dd>{say('verify.entries', { count: format.integer(verification.size) })}</dd>
        </div>
        {verification.signedAt !== null && (
          <div>
            <dt>{say('verify.signed')}</dt>
            <dd>{format.exactInstant(verification.signedAt)}</dd>
          </div>
        )}
        <div className="fact-wide">
          <dt>{say('verify.root')}</dt>
          <dd>
            <code>{verification.rootHash}</code>
          </dd>
        </div>
      </dl>
    </div>
  );
}
