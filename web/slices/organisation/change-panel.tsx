import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { type FormEvent, useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import {
  type ChangeDraft,
  type ChangeFault,
  type ChangeKind,
  changeFaults,
  emptyChange,
  openPosts,
  requestsOf,
} from './change-draft.ts';
import { DepartmentSelect } from './department-select.tsx';
import { type Person, useOrganisationChange, useReorganisationPreview } from './organisation-api.ts';
import { PreviewResult } from './preview-result.tsx';
import { useOrganisationWords } from './words.ts';

/** The wizard for a transfer, a further assignment, an end or a departure: first what it does, then the doing. */
export function ChangePanel({
  view,
  person,
  kind,
  onClose,
}: {
  view: OrganisationView;
  person: Person;
  kind: ChangeKind;
  onClose: () => void;
}) {
  const say = useOrganisationWords();
  const [draft, setDraft] = useState(() => emptyChange(kind, person));
  const [tried, setTried] = useState(false);
  const preview = useReorganisationPreview();
  const saving = useOrganisationChange(onClose);
  const faults = changeFaults(draft, Date.now());
  const requests = requestsOf(draft, person.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.length > 0 || requests === null) return;
    if (preview.data === undefined) preview.mutate(requests.preview);
    else saving.mutate(requests.change);
  };
  return (
    <SidePanel open onClose={onClose} title={say(`change.${kind}.one`, { person: person.name })} size={560}>
      <form className="organisation-form" onSubmit={submit} noValidate>
        <p>{say(`change.${kind}.line`)}</p>
        <ChangeEntries
          view={view}
          person={person}
          draft={draft}
          faults={tried ? faults : []}
          onChange={(next) => {
            preview.reset();
            setDraft(next);
          }}
        />
        {preview.isError && <ProblemNotice error={preview.error} />}
        {preview.data && <PreviewResult view={view} preview={preview.data} />}
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions
          submit={say(preview.data === undefined ? 'preview' : `change.${kind}.do`)}
          danger={preview.data !== undefined && (kind === 'leave' || kind === 'end')}
          pending={preview.isPending || saving.isPending}
          onClose={onClose}
        />
      </form>
    </SidePanel>
  );
}

type EntriesProps = {
  view: OrganisationView;
  person: Person;
  draft: ChangeDraft;
  faults: readonly ChangeFault[];
  onChange: (draft: ChangeDraft) => void;
};

function ChangeEntries(props: EntriesProps) {
  const { draft, faults, onChange } = props;
  const say = useOrganisationWords();
  const begins = draft.kind === 'transfer' || draft.kind === 'assign';
  return (
    <>
      {(draft.kind === 'transfer' || draft.kind === 'end') && <PostEntry {...props} />}
      {begins && <PlaceEntries {...props} />}
      {draft.kind === 'assign' && (
        <Checkbox
          checked={draft.isActing}
          onChange={(event) => onChange({ ...draft, isActing: event.target.checked })}
        >
          {say('change.acting')}
        </Checkbox>
      )}
      <InstantEntry
        name={say(draft.kind === 'assign' ? 'change.from' : 'change.at')}
        line={say(faults.includes('from') ? 'change.from.past' : 'change.from.line')}
        value={draft.from}
        invalid={faults.includes('from')}
        onChange={(from) => onChange({ ...draft, from })}
      />
      {draft.kind === 'assign' && (
        <InstantEntry
          name={say('change.until')}
          line={say(draft.isActing ? 'change.until.acting' : 'change.until.line')}
          value={draft.until}
          invalid={faults.includes('until')}
          onChange={(until) => onChange({ ...draft, until })}
        />
      )}
    </>
  );
}

function PostEntry({ view, person, draft, faults, onChange }: EntriesProps) {
  const say = useOrganisationWords();
  const label = useLabel();
  const wordsOf = ({ department, position }: Person['assignments'][number]) => {
    const place = view.departments.find(({ id }) => id === department);
    const what = view.positions.find(({ code }) => code === position);
    return `${place ? label(place.name) : department} · ${what ? label(what.name) : position}`;
  };
  return (
    <Entry name={say('change.assignment')}>
      {(id) => (
        <Select<number>
          id={id}
          aria-label={say('change.assignment')}
          value={draft.assignment}
          {...(faults.includes('assignment') ? { status: 'error' as const } : {})}
          options={openPosts(person).map((post) => ({ value: post.id, label: wordsOf(post) }))}
          onChange={(assignment) => onChange({ ...draft, assignment })}
        />
      )}
    </Entry>
  );
}

function PlaceEntries({ view, draft, faults, onChange }: EntriesProps) {
  const say = useOrganisationWords();
  const label = useLabel();
  return (
    <>
      <DepartmentSelect
        name={say('change.department')}
        view={view}
        value={draft.department}
        invalid={faults.includes('department')}
        onChange={(department) => onChange({ ...draft, department })}
      />
      <Entry name={say('change.position')}>
        {(id) => (
          <Select<string>
            id={id}
            aria-label={say('change.position')}
            showSearch={{ optionFilterProp: 'label' }}
            value={draft.position}
            {...(faults.includes('position') ? { status: 'error' as const } : {})}
            options={view.positions.map(({ code, name }) => ({ value: code, label: label(name) }))}
            onChange={(position) => onChange({ ...draft, position })}
          />
        )}
      </Entry>
    </>
  );
}

/** A moment in the reader's time zone, by the browser's own control. */
function InstantEntry({
  name,
  line,
  value,
  invalid,
  onChange,
}: {
  name: string;
  line: string;
  value: string;
  invalid: boolean;
  onChange: (value: string) => void;
}) {
  return (
    <Entry name={name}>
      {(id) => (
        <>
          <Input
            id={id}
            type="datetime-local"
            value={value}
            {...(invalid ? { status: 'error' as const, 'aria-invalid': true } : {})}
            onChange={(event) => onChange(event.target.value)}
          />
          <span className={invalid ? 'entry-problem' : 'fact-quiet'}>{line}</span>
        </>
      )}
    </Entry>
  );
}
