import Input from 'antd/es/input';
import Select from 'antd/es/select';
import { chosenOptions, multiChoice } from '../../../src/kernel/classify/options.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';

type Props = {
  field: FieldView;
  value: string;
  onChange: (value: string) => void;
  label: string;
  autoFocus?: boolean;
  invalid?: boolean;
  id?: string;
};

/** The control in which a value of the field's type is entered; an empty text means no value. */
export function ValueInput({ field, value, onChange, label, autoFocus = false, invalid = false, id }: Props) {
  const pickLabel = useLabel();
  const say = useAppWords();
  const shared = {
    'aria-label': label,
    'aria-invalid': invalid,
    autoFocus,
    ...(id === undefined ? {} : { id }),
    ...(invalid ? { status: 'error' as const } : {}),
  };
  if (field.type === 'multi-choice') {
    return (
      <Select
        {...shared}
        mode="multiple"
        className="value-input"
        value={[...chosenOptions(value)]}
        optionFilterProp="label"
        options={(field.options ?? []).map((each) => ({ value: each.value, label: pickLabel(each.label) }))}
        onChange={(chosen: string[]) => onChange(multiChoice(chosen))}
      />
    );
  }
  if (field.type === 'choice' || field.type === 'boolean') {
    const options =
      field.type === 'boolean'
        ? [
            { value: 'true', label: say('value.yes') },
            { value: 'false', label: say('value.no') },
          ]
        : (field.options ?? []).map((option) => ({ value: option.value, label: pickLabel(option.label) }));
    return (
      <Select
        {...shared}
        className="value-input"
        value={value === '' ? null : value}
        allowClear={!field.required}
        options={options}
        onChange={(chosen: string | null | undefined) => onChange(chosen ?? '')}
      />
    );
  }
  if (field.type === 'long-text') {
    return (
      <Input.TextArea
        {...shared}
        className="value-input"
        autoSize={{ minRows: 3, maxRows: 10 }}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <Input
      {...shared}
      className="value-input"
      autoComplete="off"
      spellCheck={false}
      type={field.type === 'date' || field.type === 'birth-date' ? 'date' : 'text'}
      {...(inputModeOf(field) ? { inputMode: inputModeOf(field) } : {})}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function inputModeOf(field: FieldView): 'decimal' | 'tel' | 'email' | 'numeric' | undefined {
  switch (field.type) {
    case 'number':
    case 'money':
      return 'decimal';
    case 'phone':
      return 'tel';
    case 'email':
      return 'email';
    case 'bank-card':
      return 'numeric';
    default:
      return undefined;
  }
}
