import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import type { ImportedConsents, ImportView } from '../../../src/contract/imports.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useImportsWords } from './words.ts';

/** What is being filled in: complete only with evidence. */
export type ConsentsDraft = Pick<ImportedConsents, 'purposes' | 'sensitive' | 'evidence'>;
export const NO_CONSENTS: ConsentsDraft = { purposes: [], sensitive: false, evidence: '' };

export function consentsOf({ purposes, sensitive, evidence }: ConsentsDraft): ImportedConsents | null {
  if (purposes.length === 0) return null;
  return { purposes, sensitive, form: 'import', evidence: evidence.trim() };
}

export function lacksEvidence({ purposes, evidence }: ConsentsDraft): boolean {
  return purposes.length > 0 && evidence.trim() === '';
}

/** To what the customers of the file have agreed before: nobody sees them for other purposes that stand on consent. */
export function ConsentsEntry({
  purposes,
  value,
  onChange,
}: {
  purposes: ImportView['consentPurposes'];
  value: ConsentsDraft;
  onChange: (consents: ConsentsDraft) => void;
}) {
  const say = useImportsWords();
  const label = useLabel();
  return (
    <fieldset className="import-consents">
      <legend>{say('consents')}</legend>
      <p className="fact-quiet">{say('consents.line')}</p>
      <Checkbox.Group
        value={[...value.purposes]}
        options={purposes.map((each) => ({ value: each.code, label: label(each.label) }))}
        onChange={(chosen) => onChange({ ...value, purposes: chosen })}
      />
      {value.purposes.length > 0 && (
        <>
          <Checkbox
            checked={value.sensitive}
            onChange={({ target }) => onChange({ ...value, sensitive: target.checked })}
          >
            {say('consents.sensitive')}
          </Checkbox>
          <Entry name={say('consents.evidence')}>
            {(id) => (
              <Input
                id={id}
                value={value.evidence}
                maxLength={500}
                placeholder={say('consents.evidence.hint')}
                onChange={({ target }) => onChange({ ...value, evidence: target.value })}
              />
            )}
          </Entry>
        </>
      )}
    </fieldset>
  );
}
