import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { Entry } from '../../app/entry.tsx';
import { usePolicyWords } from './words.ts';

/** The shortest that is a reason. */
const REASON_MIN = 2;
const REASON_MAX = 1000;

export function isReason(text: string): boolean {
  return text.trim().length >= REASON_MIN;
}

/** Why a change is proposed; there where another person has to approve it. */
export function ReasonEntry({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const say = usePolicyWords();
  return (
    <div className="proposing">
      <p className="form-note">{say('propose.line')}</p>
      <Entry name={say('propose.reason')} className="entry-wide">
        {(id) => (
          <Input.TextArea
            id={id}
            aria-label={say('propose.reason')}
            rows={3}
            maxLength={REASON_MAX}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Entry>
    </div>
  );
}

/** What has become of an edit that was proposed. */
export function Proposed({ proposal, onClose }: { proposal: number; onClose: () => void }) {
  const say = usePolicyWords();
  return (
    <div className="policy-form" role="status">
      <p>{say('propose.done', { proposal })}</p>
      <div className="form-actions">
        <Button type="primary" onClick={onClose}>
          {say('propose.close')}
        </Button>
      </div>
    </div>
  );
}
