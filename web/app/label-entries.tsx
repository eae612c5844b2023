import Input from 'antd/es/input';
import type { Label } from '../../src/kernel/record-type.ts';
import { Entry } from './entry.tsx';
import { useAppWords } from './locale/words.ts';

/** What something is called, in both languages: neither may be missing. */
export function LabelEntries({
  label,
  invalid,
  onChange,
}: {
  label: Label;
  /** Whether an empty name is to be marked, as after the first attempt to save. */
  invalid: boolean;
  onChange: (label: Label) => void;
}) {
  const say = useAppWords();
  return (['zh', 'en'] as const).map((language) => {
    const isWrong = invalid && label[language].trim() === '';
    return (
      <Entry key={language} name={say(`label.${language}`)}>
        {(id) => (
          <>
            <Input
              id={id}
              maxLength={200}
              value={label[language]}
              {...(isWrong ? { status: 'error' as const, 'aria-invalid': true } : {})}
              onChange={(event) => onChange({ ...label, [language]: event.target.value })}
            />
            {isWrong && <span className="entry-problem">{say('label.missing')}</span>}
          </>
        )}
      </Entry>
    );
  });
}
