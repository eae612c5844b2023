import AutoComplete from 'antd/es/auto-complete';
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import Switch from 'antd/es/switch';
import { MASKS, mask } from '../../../src/kernel/disclosure/masks.ts';
import {
  suitableLookups,
  suitableMasks,
  suitableSummaries,
} from '../../../src/kernel/disclosure/suitable.ts';
import {
  FIELD_TYPES,
  type FieldType,
  hasOptions,
  type Label,
  type MaskName,
  type SummaryName,
} from '../../../src/kernel/record-type.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { LabelEntries } from '../../app/label-entries.tsx';
import { EXAMPLES } from '../../app/locale/examples.ts';
import { useAppWords } from '../../app/locale/words.ts';
import {
  codeFrom,
  type Fault,
  type FieldDraft,
  type Protection,
  withEncryption,
  withType,
} from './field-draft.ts';
import { OptionEntries } from './option-entries.tsx';
import { useCatalogueWords } from './words.ts';

type Props = {
  draft: FieldDraft;
  categories: readonly string[];
  /** The types that a relation may point to. */
  targets: readonly Readonly<{ name: string; label: Label }>[];
  /** What is wrong, once the editor is to say so. */
  faults: readonly Fault[];
  onChange: (draft: FieldDraft) => void;
};

/** Everything that is asked of a new field. */
export function FieldEntries(props: Props) {
  const { draft, targets, faults, onChange } = props;
  const say = useCatalogueWords();
  const label = useLabel();
  return (
    <div className="entries">
      <NameEntries {...props} />
      <TypeEntry types={FIELD_TYPES} draft={draft} onChange={onChange} />
      <CategoryEntry
        value={draft.category}
        categories={props.categories}
        invalid={faults.includes('category')}
        onChange={(category) => onChange({ ...draft, category })}
      />
      {draft.type === 'relation' && (
        <Entry name={say('field.target')}>
          {(id) => (
            <Select
              id={id}
              aria-label={say('field.target')}
              value={draft.target}
              options={targets.map((each) => ({ value: each.name, label: label(each.label) }))}
              onChange={(target) => onChange({ ...draft, target })}
            />
          )}
        </Entry>
      )}
      {hasOptions(draft) && (
        <OptionEntries
          options={draft.options}
          faults={faults}
          onChange={(options) => onChange({ ...draft, options })}
        />
      )}
      <ProtectionEntries draft={draft} onChange={onChange} />
      <Checkbox
        className="entry-wide"
        checked={draft.required}
        onChange={(event) => onChange({ ...draft, required: event.target.checked })}
      >
        {say('field.required.line')}
      </Checkbox>
    </div>
  );
}

function NameEntries({ draft, faults, onChange }: Props) {
  const say = useCatalogueWords();
  const rename = (label: Label) => {
    const follows = draft.name === codeFrom(draft.label.en);
    onChange({ ...draft, label, name: follows ? codeFrom(label.en) : draft.name });
  };
  const nameFault = faults.find((fault) => fault === 'name' || fault === 'name-taken');
  return (
    <>
      <LabelEntries label={draft.label} invalid={faults.includes('label')} onChange={rename} />
      <Entry name={say('field.code')} className="entry-wide">
        {(id) => (
          <>
            <Input
              id={id}
              maxLength={48}
              spellCheck={false}
              value={draft.name}
              {...(nameFault ? { status: 'error' as const, 'aria-invalid': true } : {})}
              onChange={(event) => onChange({ ...draft, name: event.target.value })}
            />
            <span className={nameFault ? 'entry-problem' : 'fact-quiet'}>
              {say(nameFault === 'name-taken' ? 'fault.name-taken' : 'field.code.line')}
            </span>
          </>
        )}
      </Entry>
    </>
  );
}

/** One of the categories there are, or a new one by its code. */
export function CategoryEntry({
  value,
  categories,
  invalid,
  onChange,
}: {
  value: string;
  categories: readonly string[];
  invalid: boolean;
  onChange: (category: string) => void;
}) {
  const say = useCatalogueWords();
  const app = useAppWords();
  const isNew = !categories.includes(value);
  return (
    <Entry name={say('field.category')}>
      {(id) => (
        <>
          <AutoComplete
            id={id}
            aria-label={say('field.category')}
            value={value}
            options={categories.map((each) => ({ value: each, label: app.code('category', each) }))}
            {...(invalid ? { status: 'error' as const } : {})}
            onChange={(category: string) => onChange(category)}
          />
          <span className={invalid ? 'entry-problem' : 'fact-quiet'}>
            {invalid
              ? say('fault.category')
              : isNew
                ? say('field.category.new')
                : app.code('category', value)}
          </span>
        </>
      )}
    </Entry>
  );
}

const NONE = '';

/** The type, and with another one its usual protection. */
export function TypeEntry<T extends Protection>({
  types,
  draft,
  onChange,
}: {
  types: readonly FieldType[];
  draft: T;
  onChange: (draft: T) => void;
}) {
  const say = useCatalogueWords();
  const app = useAppWords();
  return (
    <Entry name={say('field.type')}>
      {(id) => (
        <Select<FieldType>
          id={id}
          aria-label={say('field.type')}
          showSearch={{ optionFilterProp: 'label' }}
          value={draft.type}
          options={types.map((value) => ({ value, label: app(`type.${value}`) }))}
          onChange={(type) => onChange(withType(draft, type))}
        />
      )}
    </Entry>
  );
}

export function ProtectionEntries<T extends Protection>({
  draft,
  onChange,
}: {
  draft: T;
  onChange: (draft: T) => void;
}) {
  const say = useCatalogueWords();
  return (
    <>
      <MaskEntry
        type={draft.type}
        value={draft.mask}
        onChange={(value) => onChange({ ...draft, mask: value })}
      />
      <SummaryEntry
        type={draft.type}
        value={draft.summary}
        onChange={(summary) => onChange({ ...draft, summary })}
      />
      {draft.type !== 'relation' && (
        <Entry name={say('field.encrypted')}>
          {(id) => (
            <span className="switch-line">
              <Switch
                id={id}
                checked={draft.encrypted}
                onChange={(encrypted) => onChange(withEncryption(draft, encrypted))}
              />
              <span className="fact-quiet">{say('field.encrypted.line')}</span>
            </span>
          )}
        </Entry>
      )}
      {draft.encrypted && suitableLookups(draft.type).length > 0 && (
        <fieldset className="entry checks">
          <legend>{say('field.lookups')}</legend>
          {suitableLookups(draft.type).map((lookup) => (
            <Checkbox
              key={lookup}
              checked={draft.lookups.includes(lookup)}
              onChange={({ target }) => {
                const others = draft.lookups.filter((each) => each !== lookup);
                onChange({ ...draft, lookups: target.checked ? [...others, lookup] : others });
              }}
            >
              {say(`lookup.${lookup}`)}
            </Checkbox>
          ))}
        </fieldset>
      )}
    </>
  );
}

/** The masks that suit the type, each by what it leaves of an invented value. */
export function MaskEntry({
  type,
  value,
  onChange,
}: {
  type: FieldType;
  value: MaskName | null;
  onChange: (mask: MaskName | null) => void;
}) {
  const say = useCatalogueWords();
  const label = useLabel();
  const offered = suitableMasks(type);
  const names = value === null || offered.includes(value) ? offered : [value, ...offered];
  if (names.length === 0) return null;
  const example = EXAMPLES[type];
  return (
    <Entry name={say('field.mask')} className="entry-wide">
      {(id) => (
        <>
          <Select<MaskName | ''>
            id={id}
            aria-label={say('field.mask')}
            value={value ?? NONE}
            options={[
              { value: NONE, label: say('field.mask.none') },
              ...names.map((each) => ({ value: each, label: label(MASKS[each].label) })),
            ]}
            onChange={(each) => onChange(each === NONE ? null : each)}
          />
          <span className="mask-preview" role="status">
            <span className="mask-before">{example}</span>
            <svg className="arrow" viewBox="0 0 20 10" aria-hidden="true" focusable="false">
              <path d="M1 5h16M13 1l4 4-4 4" />
            </svg>
            <span className={value === null ? 'value-withheld' : 'value-masked'}>
              {value === null ? say('field.mask.nothing') : mask(value, example)}
            </span>
            {value !== null && <span className="fact-quiet">{label(MASKS[value].leak)}</span>}
          </span>
        </>
      )}
    </Entry>
  );
}

export function SummaryEntry({
  type,
  value,
  onChange,
}: {
  type: FieldType;
  value: SummaryName | null;
  onChange: (summary: SummaryName | null) => void;
}) {
  const say = useCatalogueWords();
  const offered = suitableSummaries(type);
  const names = value === null || offered.includes(value) ? offered : [value, ...offered];
  if (names.length === 0) return null;
  return (
    <Entry name={say('field.summary')}>
      {(id) => (
        <Select<SummaryName | ''>
          id={id}
          aria-label={say('field.summary')}
          value={value ?? NONE}
          options={[
            { value: NONE, label: say('field.summary.none') },
            ...names.map((each) => ({ value: each, label: say(`summary.${each}`) })),
          ]}
          onChange={(each) => onChange(each === NONE ? null : each)}
        />
      )}
    </Entry>
  );
}
