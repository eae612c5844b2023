import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { LabelEntries, ValidityEntries } from './common-entries.tsx';
import { ConditionEntries } from './condition-entries.tsx';
import type { Panel } from './editing.ts';
import { Effect } from './effect.tsx';
import { usePolicyChange, usePolicyPreview } from './policy-api.ts';
import { isReason, Proposed, ReasonEntry } from './proposing.tsx';
import { faultsOfRule, type RuleDraft, type RuleFault, ruleBodyOf } from './rule-draft.ts';
import {
  ActionsEntries,
  EffectEntry,
  FieldsEntries,
  PurposesEntry,
  RecordsEntries,
} from './rule-entries.tsx';
import { warningsFor } from './rule-warnings.ts';
import { WhoEntries } from './who-entries.tsx';
import { usePolicyWords } from './words.ts';
import type { World } from './world.ts';

/** A rule without code: written or changed, and saved only after its effect was seen. */
export function RulePanel({
  world,
  panel,
  onClose,
}: {
  world: World;
  panel: Extract<Panel, { kind: 'rule' }>;
  onClose: () => void;
}) {
  const say = usePolicyWords();
  const label = useLabel();
  const [draft, setDraft] = useState(panel.draft);
  const [tried, setTried] = useState(false);
  const preview = usePolicyPreview();
  const saving = usePolicyChange(onClose);
  const [reason, setReason] = useState('');
  const waits = preview.data?.needsApproval === true;
  const body = ruleBodyOf(draft);
  const { version, restores } = panel;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (body === null) return;
    if (preview.data === undefined) preview.mutate({ rules: [{ ...body, id: draft.id }] });
    else saving.mutate({ kind: 'rule', id: draft.id, body, version, reason: waits ? reason : null });
  };
  const title =
    version === null && restores === undefined
      ? say('edit.rule.new')
      : say('edit.rule.one', { rule: label(draft.name) || draft.id });
  if (saving.data?.proposal != null) {
    return (
      <SidePanel open onClose={onClose} title={title} size={640}>
        <Proposed proposal={saving.data.proposal} onClose={onClose} />
      </SidePanel>
    );
  }
  return (
    <SidePanel open onClose={onClose} title={title} size={640}>
      <form className="policy-form" onSubmit={submit} noValidate>
        {restores !== undefined && <p className="form-note">{say('edit.restores', { version: restores })}</p>}
        <RuleEntries
          world={world}
          draft={draft}
          isNew={version === null && restores === undefined}
          faults={tried ? faultsOfRule(draft) : []}
          onChange={(next) => {
            preview.reset();
            setDraft(next);
          }}
        />
        {tried && body === null && (
          <p className="entry-problem" role="alert">
            {say('edit.incomplete')}
          </p>
        )}
        {preview.isError && <ProblemNotice error={preview.error} />}
        {preview.data && body !== null && (
          <Effect
            preview={preview.data}
            change={preview.variables}
            warnings={warningsFor(body, preview.data, world)}
          />
        )}
        {waits && <ReasonEntry value={reason} onChange={setReason} />}
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions
          submit={say(preview.data === undefined ? 'effect.ask' : waits ? 'propose.do' : 'edit.save')}
          disabled={waits && !isReason(reason)}
          pending={preview.isPending || saving.isPending}
          onClose={onClose}
        />
      </form>
    </SidePanel>
  );
}

function RuleEntries({
  world,
  draft,
  isNew,
  faults,
  onChange,
}: {
  world: World;
  draft: RuleDraft;
  isNew: boolean;
  faults: readonly RuleFault[];
  onChange: (draft: RuleDraft) => void;
}) {
  const say = usePolicyWords();
  const props = { world, draft, faults, onChange };
  return (
    <>
      <div className="entries">
        <EffectEntry draft={draft} onChange={onChange} />
        <LabelEntries
          of="name"
          value={draft.name}
          invalid={faults.includes('name')}
          onChange={(name) => onChange({ ...draft, name })}
        />
        {isNew && (
          <Entry name={say('edit.id')} className="entry-wide">
            {(id) => (
              <>
                <Input
                  id={id}
                  aria-label={say('edit.id')}
                  spellCheck={false}
                  maxLength={64}
                  value={draft.id}
                  {...(faults.includes('id') ? { status: 'error' as const } : {})}
                  onChange={(event) => onChange({ ...draft, id: event.target.value })}
                />
                <span className={faults.includes('id') ? 'entry-problem' : 'fact-quiet'}>
                  {say('edit.id.line')}
                </span>
              </>
            )}
          </Entry>
        )}
        <RecordsEntries {...props} />
      </div>
      <WhoEntries
        world={world}
        who={draft.who}
        invalid={faults.includes('who')}
        onChange={(who) => onChange({ ...draft, who })}
      />
      <FieldsEntries {...props} />
      <ActionsEntries {...props} />
      <PurposesEntry {...props} />
      <ConditionEntries
        conditions={draft.conditions}
        faults={faults}
        onChange={(conditions) => onChange({ ...draft, conditions })}
      />
      <fieldset className="form-part">
        <legend>{say('rule.validity')}</legend>
        <div className="entries">
          <ValidityEntries
            validity={draft.validity}
            invalid={faults.includes('validity')}
            onChange={(validity) => onChange({ ...draft, validity })}
          />
        </div>
      </fieldset>
    </>
  );
}
