import Button from 'antd/es/button';
import Input from 'antd/es/input';
import { useAppWords } from '../../app/locale/words.ts';
import type { Fault, OptionDraft } from './field-draft.ts';
import { useCatalogueWords } from './words.ts';

const FAULTS = ['options', 'options-twice', 'options-separator'] as const;
const NO_OPTION: OptionDraft = { value: '', label: { zh: '', en: '' } };

/** The values of a choice with their names. Those of a field that is in use are renamed and joined, never removed. */
export function OptionEntries({
  options,
  kept = [],
  faults,
  onChange,
}: {
  options: readonly OptionDraft[];
  /** Values that are stored already. */
  kept?: readonly string[];
  faults: readonly Fault[];
  onChange: (options: readonly OptionDraft[]) => void;
}) {
  const say = useCatalogueWords();
  const app = useAppWords();
  const fault = FAULTS.find((each) => faults.includes(each));
  return (
    <fieldset className="entry entry-wide options">
      <legend>{say('field.options')}</legend>
      {options.map((option, index) => {
        const place = index + 1;
        const put = (part: Partial<OptionDraft>) => onChange(options.with(index, { ...option, ...part }));
        const isKept = kept.includes(option.value) && index < kept.length;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: options have no identity but their place while being written
          <div key={index} className="option-line">
            <Input
              aria-label={say('option.value', { place })}
              placeholder={say('option.value.short')}
              maxLength={100}
              disabled={isKept}
              value={option.value}
              onChange={(event) => put({ value: event.target.value })}
            />
            {(['zh', 'en'] as const).map((language) => (
              <Input
                key={language}
                aria-label={say(`option.${language}`, { place })}
                placeholder={app(`label.${language}`)}
                maxLength={200}
                value={option.label[language]}
                onChange={(event) => put({ label: { ...option.label, [language]: event.target.value } })}
              />
            ))}
            <Button
              aria-label={say('option.remove', { place })}
              disabled={isKept || options.length === 1}
              onClick={() => onChange(options.toSpliced(index, 1))}
            >
              ×
            </Button>
          </div>
        );
      })}
      {fault && <span className="entry-problem">{say(`fault.${fault}`)}</span>}
      <Button size="small" onClick={() => onChange([...options, NO_OPTION])}>
        {say('option.add')}
      </Button>
    </fieldset>
  );
}
