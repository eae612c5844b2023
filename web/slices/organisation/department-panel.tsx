import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { Label } from '../../../src/kernel/record-type.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { useLabel } from '../../app/i18n.ts';
import { LabelEntries } from '../../app/label-entries.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { DepartmentSelect } from './department-select.tsx';
import type { Department } from './department-tree.ts';
import { useOrganisationChange } from './organisation-api.ts';
import { useOrganisationWords } from './words.ts';

const NO_NAME: Label = { zh: '', en: '' };
const CODE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,47}$/;

/** A new department below another, or as a legal entity of its own. */
export function NewDepartmentPanel({
  view,
  below,
  onClose,
}: {
  view: OrganisationView;
  below: number | null;
  onClose: () => void;
}) {
  const say = useOrganisationWords();
  const saving = useOrganisationChange(onClose);
  const [name, setName] = useState(NO_NAME);
  const [code, setCode] = useState('');
  const [parent, setParent] = useState<number | null>(below);
  const [tried, setTried] = useState(false);
  const isTaken = view.departments.some((each) => each.code === code);
  const isNamed = name.zh.trim() !== '' && name.en.trim() !== '';
  const codeFault = isTaken || (tried && !CODE.test(code));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!isNamed || isTaken || !CODE.test(code)) return;
    const label = { zh: name.zh.trim(), en: name.en.trim() };
    saving.mutate({ kind: 'new-department', body: { parent, code, name: label } });
  };
  return (
    <SidePanel open onClose={onClose} title={say('department.add')} size={480}>
      <form className="organisation-form" onSubmit={submit} noValidate>
        <LabelEntries label={name} invalid={tried} onChange={setName} />
        <Entry name={say('department.code')}>
          {(id) => (
            <>
              <Input
                id={id}
                maxLength={48}
                spellCheck={false}
                value={code}
                {...(codeFault ? { status: 'error' as const, 'aria-invalid': true } : {})}
                onChange={(event) => setCode(event.target.value)}
              />
              <span className={codeFault ? 'entry-problem' : 'fact-quiet'}>
                {say(isTaken ? 'department.code.taken' : 'department.code.line')}
              </span>
            </>
          )}
        </Entry>
        <DepartmentSelect
          name={say('department.parent')}
          view={view}
          value={parent}
          none={say('department.root')}
          onChange={setParent}
        />
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions submit={say('department.add')} pending={saving.isPending} onClose={onClose} />
      </form>
    </SidePanel>
  );
}

/** Another name for a department, or its end. */
export function EditDepartmentPanel({
  department,
  onClose,
}: {
  department: Department;
  onClose: () => void;
}) {
  const say = useOrganisationWords();
  const label = useLabel();
  const saving = useOrganisationChange(onClose);
  const [name, setName] = useState<Label>(department.name);
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const words = { zh: name.zh.trim(), en: name.en.trim() };
    if (words.zh === '' || words.en === '') return;
    saving.mutate({ kind: 'department', id: department.id, body: { name: words } });
  };
  const close = (closed: boolean) =>
    saving.mutate({ kind: 'department', id: department.id, body: { closed } });
  return (
    <SidePanel
      open
      onClose={onClose}
      title={say('department.edit.one', { department: label(department.name) })}
      size={480}
    >
      <form className="organisation-form" onSubmit={submit} noValidate>
        <LabelEntries label={name} invalid={tried} onChange={setName} />
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions submit={say('department.rename')} pending={saving.isPending} onClose={onClose} />
        <section className="aside">
          <h3>{say(department.closed ? 'department.reopen' : 'department.close')}</h3>
          <p className="fact-quiet">{say('department.close.line')}</p>
          <Button
            danger={!department.closed}
            loading={saving.isPending}
            onClick={() => close(!department.closed)}
          >
            {say(department.closed ? 'department.reopen' : 'department.close')}
          </Button>
        </section>
      </form>
    </SidePanel>
  );
}
