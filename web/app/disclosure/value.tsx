import { Link } from '@tanstack/react-router';
import type { Value } from '../../../src/contract/records.ts';
import { chosenOptions } from '../../../src/kernel/classify/options.ts';
import type { Disclosure } from '../../../src/kernel/disclosure/level.ts';
import { summaryWords, usualSummary } from '../../../src/kernel/disclosure/summary-words.ts';
import { type FieldView, useRecordTypes } from '../api/record-types.ts';
import { useFormat } from '../format.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';

/** What a field of a record is to this reader, drawn the same way everywhere. */
export function FieldValue({
  field,
  value,
  disclosure,
  linked = true,
}: {
  field: FieldView;
  value: Value | undefined;
  disclosure: Disclosure;
  linked?: boolean;
}) {
  const say = useAppWords();
  const label = useLabel();
  const format = useFormat();
  if (disclosure === 'withheld') return <span className="value value-withheld">{say('value.withheld')}</span>;
  if (value === null || value === undefined || value === '') {
    return <span className="value value-empty">{say('value.empty')}</span>;
  }
  if (disclosure === 'summary') {
    const words = summaryWords(field.summary ?? usualSummary(field.type), String(value));
    return <span className="value value-summary">{words ? label(words) : String(value)}</span>;
  }
  if (disclosure === 'masked') return <span className="value value-masked">{String(value)}</span>;
  if (field.type === 'relation' && field.target !== undefined) {
    if (!linked) return <span className="value value-code">{String(value).slice(-8)}</span>;
    return <RelationLink target={field.target} id={String(value)} />;
  }
  const text = shownText(field, value, say, label, format.decimal);
  return <span className={`value value-shown value-${field.type}`}>{text}</span>;
}

/** A relation holds the id of another record, which tells a person nothing: the link says what it leads to. */
function RelationLink({ target, id }: { target: string; id: string }) {
  const say = useAppWords();
  const label = useLabel();
  const type = useRecordTypes().data?.find((each) => each.name === target);
  return (
    <Link className="value" to="/records/$type/$id" params={{ type: target, id }}>
      {say('value.open-record', { type: type ? label(type.label) : target })}
    </Link>
  );
}

function shownText(
  field: FieldView,
  value: string | number | boolean,
  say: ReturnType<typeof useAppWords>,
  label: ReturnType<typeof useLabel>,
  decimal: (text: string) => string,
): string {
  switch (field.type) {
    case 'boolean':
      return say(value === true || value === 'true' ? 'value.yes' : 'value.no');
    case 'choice': {
      const option = field.options?.find((each) => each.value === value);
      return option ? label(option.label) : String(value);
    }
    case 'multi-choice': {
      const chosen = chosenOptions(String(value));
      const options = field.options ?? [];
      const known = options.filter((each) => chosen.includes(each.value)).map((each) => label(each.label));
      const others = chosen.filter((each) => !options.some((option) => option.value === each));
      return [...known, ...others].join(say('value.separator'));
    }
    case 'number':
    case 'money':
      return decimal(String(value));
    case 'phone':
      return groupPhone(String(value));
    default:
      return String(value);
  }
}

/** A mainland mobile in the grouping in which it is read aloud, 3-4-4. */
function groupPhone(text: string): string {
  const match = /^(1\d{2})(\d{4})(\d{4})$/.exec(text);
  return match ? `${match[1]} ${match[2]} ${match[3]}` : text;
}
