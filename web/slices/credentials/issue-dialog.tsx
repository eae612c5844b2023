import { useMutation, useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import Input from 'antd/es/input';
import InputNumber from 'antd/es/input-number';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';
import { ACTIONS, type Action } from '../../../src/kernel/policy/model.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { useMe } from '../../app/api/session.ts';
import { Dialog } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { CREDENTIALS_KEY, issueToken, type TokenAnswer, type TokenRequest } from './credentials-api.ts';
import { useCredentialsWords } from './words.ts';

const DEFAULT_DAYS = 90;
const MOST_DAYS = 365;

type Draft = {
  name: string;
  days: number;
  recordTypes: string[];
  actions: Action[];
  purposes: string[];
  disclosure: Disclosure | null;
};

/** Issues a token narrower than oneself, and shows it once. */
export function IssueDialog({ onClose }: { onClose: () => void }) {
  const say = useCredentialsWords();
  const client = useQueryClient();
  const [draft, setDraft] = useState<Draft>({
    name: '',
    days: DEFAULT_DAYS,
    recordTypes: [],
    actions: [],
    purposes: [],
    disclosure: null,
  });
  const issuing = useMutation({
    mutationFn: () => issueToken(requestOf(draft)),
    onSuccess: () => client.invalidateQueries({ queryKey: CREDENTIALS_KEY }),
  });
  if (issuing.data) return <SecretDialog token={issuing.data} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.name.trim() !== '') issuing.mutate();
  };
  return (
    <Dialog open title={say('issue.title')} onCancel={onClose} footer={null} width={480}>
      <form className="issue" onSubmit={submit}>
        <DraftEntries draft={draft} onChange={setDraft} />
        {issuing.isError && <ProblemNotice error={issuing.error} />}
        <Button
          type="primary"
          htmlType="submit"
          loading={issuing.isPending}
          disabled={draft.name.trim() === ''}
        >
          {say('issue.submit')}
        </Button>
      </form>
    </Dialog>
  );
}

function requestOf(draft: Draft): TokenRequest {
  return {
    name: draft.name.trim(),
    expiresInDays: draft.days,
    narrowing: {
      ...(draft.recordTypes.length > 0 ? { recordTypes: draft.recordTypes } : {}),
      ...(draft.actions.length > 0 ? { actions: draft.actions } : {}),
      ...(draft.purposes.length > 0 ? { purposes: draft.purposes } : {}),
      ...(draft.disclosure === null ? {} : { disclosureAtMost: draft.disclosure }),
    },
  };
}

function DraftEntries({ draft, onChange }: { draft: Draft; onChange: (draft: Draft) => void }) {
  const say = useCredentialsWords();
  const app = useAppWords();
  const label = useLabel();
  const me = useMe();
  const types = useRecordTypes();
  const any = say('issue.disclosure.any');
  return (
    <>
      <Entry name={say('issue.name')}>
        {(id) => (
          <>
            <Input
              id={id}
              autoFocus
              maxLength={100}
              value={draft.name}
              placeholder={say('issue.name.hint')}
              onChange={(event) => onChange({ ...draft, name: event.target.value })}
            />
          </>
        )}
      </Entry>
      <Entry name={say('issue.days')}>
        {(id) => (
          <>
            <InputNumber
              id={id}
              min={1}
              max={MOST_DAYS}
              precision={0}
              value={draft.days}
              onChange={(days) => onChange({ ...draft, days: days ?? DEFAULT_DAYS })}
            />
          </>
        )}
      </Entry>
      <h3>{say('issue.narrow')}</h3>
      <Several
        name={say('issue.purposes')}
        any={any}
        value={draft.purposes}
        options={me.purposes.map((each) => ({ value: each.code, label: label(each.label) }))}
        onChange={(purposes) => onChange({ ...draft, purposes })}
      />
      <Several
        name={say('issue.record-types')}
        any={any}
        value={draft.recordTypes}
        options={(types.data ?? []).map((each) => ({ value: each.name, label: label(each.label) }))}
        onChange={(recordTypes) => onChange({ ...draft, recordTypes })}
      />
      <Several
        name={say('issue.actions')}
        any={any}
        value={draft.actions}
        options={ACTIONS.map((value) => ({ value, label: app(`action.${value}`) }))}
        onChange={(actions) => onChange({ ...draft, actions })}
      />
      <Entry name={say('issue.disclosure')}>
        {(id) => (
          <>
            <Select<Disclosure | ''>
              id={id}
              aria-label={say('issue.disclosure')}
              value={draft.disclosure ?? ''}
              options={[
                { value: '', label: say('issue.disclosure.any') },
                { value: 'masked', label: app('disclosure.masked') },
                { value: 'summary', label: app('disclosure.summary') },
              ]}
              onChange={(value) => onChange({ ...draft, disclosure: value === '' ? null : value })}
            />
          </>
        )}
      </Entry>
    </>
  );
}

function Several<Code extends string>({
  name,
  any,
  value,
  options,
  onChange,
}: {
  name: string;
  /** What an empty choice means. */
  any: string;
  value: Code[];
  options: { value: Code; label: string }[];
  onChange: (value: Code[]) => void;
}) {
  return (
    <Entry name={name}>
      {(id) => (
        <>
          <Select<Code[]>
            id={id}
            mode="multiple"
            placeholder={any}
            aria-label={name}
            value={value}
            options={options}
            onChange={onChange}
          />
        </>
      )}
    </Entry>
  );
}

function SecretDialog({ token, onClose }: { token: TokenAnswer; onClose: () => void }) {
  const say = useCredentialsWords();
  const app = useAppWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(token.secret);
    setCopied(true);
  };
  return (
    <Dialog
      open
      title={say('secret.title')}
      onCancel={onClose}
      maskClosable={false}
      footer={<Button onClick={onClose}>{say('secret.done')}</Button>}
      width={480}
    >
      <div className="issue">
        <p>{say('secret.line')}</p>
        <code className="secret">{token.secret}</code>
        <Button type="primary" onClick={() => void copy()}>
          {copied ? app('do.copied') : app('do.copy')}
        </Button>
      </div>
    </Dialog>
  );
}
