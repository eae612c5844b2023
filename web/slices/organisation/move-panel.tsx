import { type FormEvent, useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { DepartmentSelect } from './department-select.tsx';
import { type Department, treeOf } from './department-tree.ts';
import { useOrganisationChange, useReorganisationPreview } from './organisation-api.ts';
import { PreviewResult } from './preview-result.tsx';
import { useOrganisationWords } from './words.ts';

/** Where a department is to stand, and what that does, before it is done. */
export function MovePanel({
  view,
  department,
  to,
  onClose,
}: {
  view: OrganisationView;
  department: Department;
  /** Where it was dropped; undefined when it is still to be chosen. */
  to?: number;
  onClose: () => void;
}) {
  const say = useOrganisationWords();
  const label = useLabel();
  const [parent, setParent] = useState<number | null>(to ?? department.parent);
  const preview = useReorganisationPreview();
  const saving = useOrganisationChange(onClose);
  const isSame = parent === department.parent;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isSame) return;
    if (preview.data === undefined) preview.mutate({ kind: 'move', department: department.id, parent });
    else saving.mutate({ kind: 'department', id: department.id, body: { parent } });
  };
  return (
    <SidePanel
      open
      onClose={onClose}
      title={say('move.one', { department: label(department.name) })}
      size={560}
    >
      <form className="organisation-form" onSubmit={submit} noValidate>
        <p>{say('move.line')}</p>
        <DepartmentSelect
          name={say('move.to')}
          view={view}
          value={parent}
          none={say('department.root')}
          except={treeOf(view.departments, department.id)}
          onChange={(next) => {
            preview.reset();
            setParent(next);
          }}
        />
        {isSame && <p className="fact-quiet">{say('move.same')}</p>}
        {preview.isError && <ProblemNotice error={preview.error} />}
        {preview.data && <PreviewResult view={view} preview={preview.data} />}
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions
          submit={say(preview.data === undefined ? 'preview' : 'move.do')}
          pending={preview.isPending || saving.isPending}
          onClose={onClose}
        />
      </form>
    </SidePanel>
  );
}
