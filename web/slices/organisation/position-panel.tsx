import Input from 'antd/es/input';
import { type FormEvent, useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import { SidePanel } from '../../app/dialog.tsx';
import { Entry } from '../../app/entry.tsx';
import { FormActions } from '../../app/form-actions.tsx';
import { LabelEntries } from '../../app/label-entries.tsx';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useOrganisationChange } from './organisation-api.ts';
import { useOrganisationWords } from './words.ts';

const CODE = /^[a-z][a-z0-9-]{0,47}$/;

/** What somebody can be assigned as. It opens nothing until a rule names it. */
export function NewPositionPanel({ view, onClose }: { view: OrganisationView; onClose: () => void }) {
  const say = useOrganisationWords();
  const saving = useOrganisationChange(onClose);
  const [name, setName] = useState({ zh: '', en: '' });
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const isTaken = view.positions.some((each) => each.code === code);
  const codeFault = isTaken || (tried && !CODE.test(code));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const words = { zh: name.zh.trim(), en: name.en.trim() };
    if (words.zh === '' || words.en === '' || isTaken || !CODE.test(code)) return;
    saving.mutate({ kind: 'new-position', body: { code, name: words } });
  };
  return (
    <SidePanel open onClose={onClose} title={say('position.add')} size={480}>
      <form className="organisation-form" onSubmit={submit} noValidate>
        <p>{say('position.add.line')}</p>
        <LabelEntries label={name} invalid={tried} onChange={setName} />
        <Entry name={say('position.code')}>
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
                {say(isTaken ? 'position.code.taken' : 'position.code.line')}
              </span>
            </>
          )}
        </Entry>
        {saving.isError && <ProblemNotice error={saving.error} />}
        <FormActions submit={say('position.add')} pending={saving.isPending} onClose={onClose} />
      </form>
    </SidePanel>
  );
}
