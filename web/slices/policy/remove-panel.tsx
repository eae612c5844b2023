import { type FormEvent, useEffect } from 'react';
import { SidePanel } from '../../app/dialog.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { Loading } from '../../app/states/loading.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import type { RuleView } from './editing.ts';
import { Effect } from './effect.tsx';
import { usePolicyChange, usePolicyPreview } from './policy-api.ts';
import { usePolicyWords } from './words.ts';

/** Removing a rule, with what that would do before the eyes. */
export function RemovePanel({ rule, onClose }: { rule: RuleView; onClose: () => void }) {
  const say = usePolicyWords();
  const label = useLabel();
  const preview = usePolicyPreview();
  const removing = usePolicyChange(onClose);
  const { mutate: ask } = preview;
  useEffect(() => ask({ removedRules: [rule.id] }), [ask, rule.id]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (preview.data !== undefined)
      removing.mutate({ kind: 'remove-rule', id: rule.id, version: rule.version });
  };
  return (
    <SidePanel open onClose={onClose} title={say('remove.one', { rule: label(rule.name) })} size={560}>
      <form className="policy-form" onSubmit={submit}>
        <p>{say('remove.line')}</p>
        {preview.isPending && <Loading rows={3} />}
        {preview.isError && <ProblemNotice error={preview.error} />}
        {preview.data && <Effect preview={preview.data} />}
        {removing.isError && <ProblemNotice error={removing.error} />}
        <FormActions submit={say('remove.do')} danger pending={removing.isPending} onClose={onClose} />
      </form>
    </SidePanel>
  );
}
