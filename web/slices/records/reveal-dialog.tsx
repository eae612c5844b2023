import { Link } from '@tanstack/react-router';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useId, useState } from 'react';
import type { Reveal } from '../../../src/kernel/policy/reveal.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { useMe } from '../../app/api/session.ts';
import { Dialog } from '../../app/dialog.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useRecordWrites } from './records-api.ts';
import { type Opened, SHOWN_SECONDS } from './use-revealed.ts';
import { useRecordsWords } from './words.ts';

const REASON_MIN = 5;
const REASON_MAX = 500;

/** Asks why, then for the value. The answer goes to whoever shows it, past every cache. */
export function RevealDialog({
  type,
  id,
  field,
  how,
  onRevealed,
  onClose,
}: {
  type: string;
  id: string;
  field: FieldView;
  how: Reveal;
  onRevealed: (opened: Opened) => void;
  onClose: () => void;
}) {
  const say = useRecordsWords();
  const app = useAppWords();
  const label = useLabel();
  const me = useMe();
  const writes = useRecordWrites(type);
  const hint = useId();
  const [reason, setReason] = useState('');
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const isEnough = reason.trim().length >= REASON_MIN;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isEnough || state.busy) return;
    setState({ busy: true, error: null });
    try {
      const answer = await writes.reveal(id, field.name, reason.trim());
      onRevealed({
        value: answer.values[field.name] ?? null,
        disclosure: answer.disclosures[field.name] ?? 'withheld',
        version: answer.version,
      });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <Dialog
      open
      title={say('reveal.title', { field: label(field.label) })}
      onCancel={onClose}
      footer={null}
      width={460}
    >
      <form className="match" onSubmit={(event) => void submit(event)}>
        <p>{say('reveal.line', { seconds: SHOWN_SECONDS })}</p>
        {how === 'reason-and-step-up' && (
          <p className="reveal-step-up">
            {say('reveal.step-up')}{' '}
            {me.secondFactors.length === 0 && <Link to="/credentials">{say('reveal.set-up')}</Link>}
          </p>
        )}
        <div className="reveal-reason">
          <label htmlFor={`${hint}-reason`}>{say('reveal.reason')}</label>
          <Input.TextArea
            id={`${hint}-reason`}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            maxLength={REASON_MAX}
            rows={3}
            aria-describedby={hint}
            autoFocus
            autoComplete="off"
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
                event.currentTarget.form?.requestSubmit();
              }
            }}
          />
        </div>
        <p className="fact-quiet" id={hint}>
          {say('reveal.reason.hint')}
        </p>
        {state.error !== null && <ProblemNotice error={state.error} />}
        <div className="create-actions">
          <Button type="primary" htmlType="submit" loading={state.busy} disabled={!isEnough}>
            {say('reveal.submit')}
          </Button>
          <Button onClick={onClose}>{app('do.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
