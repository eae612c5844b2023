import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import { LEGAL_BASES, type LegalBasis } from '../../../src/kernel/policy/model.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { LabelEntries, ValidityEntries } from './common-entries.tsx';
import type { Panel } from './editing.ts';
import { Effect } from './effect.tsx';
import { usePolicyChange, usePolicyPreview } from './policy-api.ts';
import { isReason, Proposed, ReasonEntry } from './proposing.tsx';
import { faultsOfPurpose, type PurposeDraft, type PurposeFault, purposeBodyOf } from './purpose-draft.ts';
import { WhoEntries } from './who-entries.tsx';
import { usePolicyWords } from './words.ts';
import type { World } from './world.ts';

/** A purpose: why data is read, what that needs, and who may pursue it. */
export function PurposePanel({
  world,
  panel,
  onClose,
}: {
  world: World;
  panel: Extract<Panel, { kind: 'purpose' }>;
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
  const body = purposeBodyOf(draft);
  const { version, restores } = panel;
  const isNew = version === null && restores === undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (body === null) return;
    if (preview.data === undefined) preview.mutate({ purposes: [{ ...body, code: draft.code }] });
    else saving.mutate({ kind: 'purpose', code: draft.code, body, version, reason: waits ? reason : null });
  };
  const title = isNew ? say('edit.purpose.new') : say('edit.purpose.one', { purpose: label(draft.label) });
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
        <PurposeEntries
          world={world}
          draft={draft}
          isNew={isNew}
          faults={tried ? faultsOfPurpose(draft) : []}
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
        {preview.data && <Effect preview={preview.data} change={preview.variables} />}
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

type EntriesProps = {
  world: World;
  draft: PurposeDraft;
  isNew: boolean;
  faults: readonly PurposeFault[];
  onChange: (draft: PurposeDraft) => void;
};

function PurposeEntries(props: EntriesProps) {
  const { world, draft, isNew, faults, onChange } = props;
  const say = usePolicyWords();
  return (
    <>
      <div className="entries">
        <LabelEntries
          of="name"
          value={draft.label}
          invalid={faults.includes('label')}
          onChange={(words) => onChange({ ...draft, label: words })}
        />
        {isNew && (
          <TextEntry
            name={say('edit.code')}
            value={draft.code}
            invalid={faults.includes('code')}
            line={say('edit.id.line')}
            onChange={(code) => onChange({ ...draft, code })}
          />
        )}
        <LabelEntries
          of="description"
          value={draft.description}
          invalid={faults.includes('description')}
          onChange={(description) => onChange({ ...draft, description })}
        />
        <BasisEntries {...props} />
        <TextEntry
          name={say('edit.dpv')}
          value={draft.dpv}
          invalid={faults.includes('dpv')}
          line={say('edit.dpv.line')}
          onChange={(dpv) => onChange({ ...draft, dpv })}
        />
        <ValidityEntries
          validity={draft.validity}
          invalid={faults.includes('validity')}
          onChange={(validity) => onChange({ ...draft, validity })}
        />
      </div>
      <WhoEntries
        world={world}
        who={draft.who}
        invalid={faults.includes('who')}
        onChange={(who) => onChange({ ...draft, who })}
      />
    </>
  );
}

function BasisEntries({ world, draft, faults, onChange }: EntriesProps) {
  const say = usePolicyWords();
  const app = useAppWords();
  const categories = [...new Set(world.types.flatMap((type) => type.fields.map((each) => each.category)))];
  return (
    <>
      <Entry name={say('edit.basis')} className="entry-wide">
        {(id) => (
          <Select<LegalBasis>
            id={id}
            aria-label={say('edit.basis')}
            value={draft.legalBasis}
            options={LEGAL_BASES.map((value) => ({ value, label: app(`basis.${value}`) }))}
            onChange={(legalBasis) => onChange({ ...draft, legalBasis })}
          />
        )}
      </Entry>
      <Entry name={say('edit.opens')} className="entry-wide">
        {(id) => (
          <Select
            id={id}
            mode="multiple"
            aria-label={say('edit.opens')}
            value={[...draft.categories]}
            {...(faults.includes('categories') ? { status: 'error' as const } : {})}
            options={categories.map((value) => ({ value, label: app.code('category', value) }))}
            onChange={(chosen) => onChange({ ...draft, categories: chosen })}
          />
        )}
      </Entry>
    </>
  );
}

function TextEntry({
  name,
  value,
  invalid,
  line,
  onChange,
}: {
  name: string;
  value: string;
  invalid: boolean;
  line: string;
  onChange: (value: string) => void;
}) {
  return (
    <Entry name={name} className="entry-wide">
      {(id) => (
        <>
          <Input
            id={id}
            aria-label={name}
            spellCheck={false}
            maxLength={300}
            value={value}
            {...(invalid ? { status: 'error' as const } : {})}
            onChange={(event) => onChange(event.target.value)}
          />
          <span className={invalid ? 'entry-problem' : 'fact-quiet'}>{line}</span>
        </>
      )}
    </Entry>
  );
}
