import { useNavigate } from '@tanstack/react-router';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { useState } from 'react';
import type { RecordTypeView } from '../../../src/contract/catalogue.ts';
import { DropZone } from '../../app/drop-zone.tsx';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { useUpload } from './imports-api.ts';
import { newTypeLabels } from './new-type-memory.ts';
import { useImportsWords } from './words.ts';

const NEW_TYPE = '+';
const CODE = /^[a-z][a-z0-9_]{0,47}$/;
type NewType = Readonly<{ code: string; zh: string; en: string }>;

/** What the rows are, and the file that holds them. */
export function UploadForm({
  types,
  known,
}: {
  types: readonly RecordTypeView[];
  known: readonly RecordTypeView[];
}) {
  const say = useImportsWords();
  const label = useLabel();
  const navigate = useNavigate();
  const upload = useUpload();
  const [chosen, setChosen] = useState(types[0]?.name ?? NEW_TYPE);
  const [newType, setNewType] = useState<NewType>({ code: '', zh: '', en: '' });
  const isNew = chosen === NEW_TYPE;
  const ready =
    !isNew ||
    (CODE.test(newType.code) &&
      !known.some((type) => type.name === newType.code) &&
      newType.zh.trim() !== '' &&
      newType.en.trim() !== '');
  const send = (file: File) => {
    upload.mutate(
      { file, recordType: isNew ? newType.code : chosen },
      {
        onSuccess: (view) => {
          if (isNew) {
            newTypeLabels.write(view.id, () => ({ zh: newType.zh.trim(), en: newType.en.trim() }));
          }
          void navigate({ to: '/imports/$id', params: { id: view.id } });
        },
      },
    );
  };
  return (
    <div className="upload">
      <Entry name={say('upload.type')} className="upload-type">
        {(id) => (
          <>
            <Select
              id={id}
              aria-label={say('upload.type')}
              value={chosen}
              onChange={setChosen}
              options={[
                ...types.map((type) => ({ value: type.name, label: label(type.label) })),
                { value: NEW_TYPE, label: say('upload.type.new') },
              ]}
            />
          </>
        )}
      </Entry>
      {isNew && <NewTypeEntries value={newType} onChange={setNewType} />}
      <DropZone disabled={!ready || upload.isPending} busy={upload.isPending} onFile={send} />
      {upload.isError && <ProblemNotice error={upload.error} />}
    </div>
  );
}

function NewTypeEntries({ value, onChange }: { value: NewType; onChange: (value: NewType) => void }) {
  const say = useImportsWords();
  const invalid = value.code !== '' && !CODE.test(value.code);
  return (
    <div className="new-type">
      {(['zh', 'en'] as const).map((language) => (
        <Entry key={language} name={say(`upload.name.${language}`)}>
          {(id) => (
            <>
              <Input
                id={id}
                maxLength={200}
                value={value[language]}
                onChange={(event) => onChange({ ...value, [language]: event.target.value })}
              />
            </>
          )}
        </Entry>
      ))}
      <Entry name={say('upload.code')}>
        {(id) => (
          <>
            <Input
              id={id}
              maxLength={48}
              spellCheck={false}
              value={value.code}
              {...(invalid ? { status: 'error' as const } : {})}
              onChange={(event) => onChange({ ...value, code: event.target.value })}
            />
            <span className={invalid ? 'entry-problem' : 'fact-quiet'}>{say('upload.code.hint')}</span>
          </>
        )}
      </Entry>
    </div>
  );
}
