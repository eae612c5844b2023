import Input from 'antd/es/input';
import type { Label } from '../../../src/kernel/record-type.ts';
import { Entry } from '../../app/entry.tsx';
import type { ValidityDraft } from './moment.ts';
import { usePolicyWords } from './words.ts';

const LANGUAGES = ['zh', 'en'] as const;

/** A text in both languages. */
export function LabelEntries({
  of,
  value,
  invalid,
  onChange,
}: {
  of: 'name' | 'description';
  value: Label;
  invalid: boolean;
  onChange: (value: Label) => void;
}) {
  const say = usePolicyWords();
  return (
    <>
      {LANGUAGES.map((language) => {
        const name = say(of === 'name' ? `edit.name.${language}` : `edit.description.${language}`);
        return (
          <Entry key={language} name={name} className={of === 'description' ? 'entry-wide' : ''}>
            {(id) => (
              <Input
                id={id}
                aria-label={name}
                maxLength={200}
                value={value[language]}
                {...(invalid && value[language].trim() === '' ? { status: 'error' as const } : {})}
                onChange={(event) => onChange({ ...value, [language]: event.target.value })}
              />
            )}
          </Entry>
        );
      })}
    </>
  );
}

const BOUNDS = ['from', 'until'] as const;

export function ValidityEntries({
  validity,
  invalid,
  onChange,
}: {
  validity: ValidityDraft;
  invalid: boolean;
  onChange: (validity: ValidityDraft) => void;
}) {
  const say = usePolicyWords();
  return (
    <>
      {BOUNDS.map((bound) => (
        <Entry key={bound} name={say(`edit.${bound}`)}>
          {(id) => (
            <Input
              id={id}
              type="datetime-local"
              aria-label={say(`edit.${bound}`)}
              value={validity[bound]}
              {...(invalid ? { status: 'error' as const } : {})}
              onChange={(event) => onChange({ ...validity, [bound]: event.target.value })}
            />
          )}
        </Entry>
      ))}
      {invalid && <p className="entry-problem entry-wide">{say('edit.validity.order')}</p>}
    </>
  );
}
