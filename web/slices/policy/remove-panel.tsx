import { type FormEvent, useEffect, useState } from 'react';
import { SidePanel } from '../../app/dialog.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { Loading } from '../../app/states/loading.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import type { RuleView } from './editing.ts';
import { Effect } from './effect.tsx';
import { usePolicyChange, usePolicyPreview } from './policy-api.ts';
import { isReason, Proposed, ReasonEntry } from './proposing.tsx';
import { usePolicyWords } from './words.ts';

/** Removing a rule, with what that would do before the eyes. */
export function RemovePanel({ rule, onClose }: { rule: RuleView; onClose: () => void }) {
  const say = usePolicyWords();
  const label = useLabel();
  const preview = usePolicyPreview();
  const removing = usePolicyChange(onClose);
  const [reason, setReason] = useState('');
  const waits = preview.data?.needsApproval === true;
  const proposal = removing.data?.proposal ?? null;
  const { mutate: ask } = preview;
  useEffect(() => ask({ removedRules: [rule.id] }), [ask, rule.id]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (preview.data === undefined) return;
    const { id, version } = rule;
    removing.mutate({ kind: 'remove-rule', id, version, reason: waits ? reason : null });
  };
  return (
    <SidePanel open onClose={onClose} title={say('remove.one', { rule: label(rule.name) })} size={560}>
      {proposal !== null ? (
        <Proposed proposal={proposal} onClose={onClose} />
      ) : (
        <form className="policy-form" onSubmit={submit}>
          <p>{say('remove.line')}</p>
          {preview.isPending && <Loading rows={3} />}
          {preview.isError && <ProblemNotice error={preview.error} />}
          {preview.data && <Effect preview={preview.data} change={preview.variables} />}
          {waits && <ReasonEntry value={reason} onChange={setReason} />}
          {removing.isError && <ProblemNotice error={removing.error} />}
          <FormActions
            submit={say(waits ? 'propose.do' : 'remove.do')}
            danger={!waits}
            disabled={preview.data === undefined || (waits && !isReason(reason))}
            pending={removing.isPending}
            onClose={onClose}
          />
        </form>
      )}
    </SidePanel>
  );
}
