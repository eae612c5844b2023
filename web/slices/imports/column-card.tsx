import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import Select from 'antd/es/select';
import Switch from 'antd/es/switch';
import type { ColumnProposal } from '../../../src/contract/imports.ts';
import { MASKS, mask } from '../../../src/kernel/disclosure/masks.ts';
import {
  FIELD_TYPES,
  type FieldType,
  type MaskName,
  type Sensitivity,
} from '../../../src/kernel/record-type.ts';
import type { FieldView } from '../../app/api/record-types.ts';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { EXAMPLES } from '../../app/locale/examples.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { allowedFor, intoExisting, intoNew } from './column-target.ts';
import { useImportsWords } from './words.ts';

type Props = {
  proposal: ColumnProposal;
  /** As the server proposed it. */
  original: ColumnProposal;
  categories: readonly string[];
  /** The existing fields that the column may fill. */
  targets: readonly FieldView[];
  onChange: (proposal: ColumnProposal) => void;
};

const NO_MASK = '';
const CERTAIN = 0.85;
const DOUBTFUL = 0.6;

/** One column: what it was taken for and why, and everything about its field that a person may correct. */
export function ColumnCard(props: Props) {
  const { proposal, onChange } = props;
  const say = useImportsWords();
  const label = useLabel();
  return (
    <li className={`sheet column${proposal.include ? '' : ' column-out'}`}>
      <div className="column-head">
        <Checkbox
          aria-label={say('propose.include.column', { column: proposal.header })}
          checked={proposal.include}
          onChange={(event) => onChange({ ...proposal, include: event.target.checked })}
        />
        <strong className="column-name">{proposal.header}</strong>
        <Confidence value={proposal.confidence} />
      </div>
      <ul className="column-reasons">
        {proposal.reasons.map((reason) => (
          <li key={reason.en}>{label(reason)}</li>
        ))}
      </ul>
      {proposal.include && <TargetEntry {...props} />}
      {proposal.include &&
        (proposal.existing ? <FixedField proposal={proposal} /> : <FieldEntries {...props} />)}
    </li>
  );
}

function Confidence({ value }: { value: number }) {
  const say = useImportsWords();
  const format = useFormat();
  const grade = value >= CERTAIN ? 'high' : value >= DOUBTFUL ? 'middle' : 'low';
  return (
    <span className={`confidence confidence-${grade}`}>
      <svg viewBox="0 0 16 10" aria-hidden="true" focusable="false">
        <path d="M2 10V6M8 10V3M14 10V0" className={`bars-${grade}`} />
      </svg>
      {say('propose.confidence', { share: format.percent(value) })}
    </span>
  );
}

const NEW_FIELD = '';

/** Whether the column fills a field that exists, or becomes one of its own. */
function TargetEntry({ proposal, original, targets, onChange }: Props) {
  const say = useImportsWords();
  const label = useLabel();
  if (targets.length === 0) return null;
  const choose = (name: string) => {
    const target = targets.find((each) => each.name === name);
    if (target) onChange(intoExisting(proposal, target));
    else onChange(intoNew(original, new Set(targets.map((each) => each.name))));
  };
  return (
    <Entry name={say('propose.target')} className="column-target">
      {(id) => (
        <Select
          id={id}
          aria-label={say('propose.target')}
          showSearch={{ optionFilterProp: 'label' }}
          value={proposal.existing ? proposal.field.name : NEW_FIELD}
          options={[
            { value: NEW_FIELD, label: say('propose.target.new') },
            ...targets.map((each) => ({
              value: each.name,
              label: say('propose.target.existing', { field: label(each.label) }),
            })),
          ]}
          onChange={choose}
        />
      )}
    </Entry>
  );
}

/** A field that exists already is not redefined by an import. */
function FixedField({ proposal }: { proposal: ColumnProposal }) {
  const app = useAppWords();
  const label = useLabel();
  const { field } = proposal;
  return (
    <p className="column-fixed">
      {label(field.label)} <code>{field.name}</code>{' '}
      <span className="fact-quiet">
        {app(`type.${field.type}`)} · {app.code('category', field.category)} · {app('sensitivity.label')}{' '}
        {field.sensitivity}
      </span>
    </p>
  );
}

function FieldEntries(props: Props) {
  const { proposal, original, categories, onChange } = props;
  const say = useImportsWords();
  const app = useAppWords();
  const { field } = proposal;
  const allowed = allowedFor(original);
  const change = (part: Partial<ColumnProposal['field']>) =>
    onChange({ ...proposal, field: { ...field, ...part } });
  return (
    <div className="column-entries">
      <NameEntries {...props} />
      <Entry name={say('propose.type')}>
        {(id) => (
          <>
            <Select<FieldType>
              id={id}
              aria-label={say('propose.type')}
              showSearch={{ optionFilterProp: 'label' }}
              value={field.type}
              options={FIELD_TYPES.map((value) => ({ value, label: app(`type.${value}`) }))}
              onChange={(type) => change({ type })}
            />
          </>
        )}
      </Entry>
      <Entry name={say('propose.category')}>
        {(id) => (
          <>
            <Select
              id={id}
              aria-label={say('propose.category')}
              value={field.category}
              options={categories.map((value) => ({ value, label: app.code('category', value) }))}
              onChange={(category) => change({ category })}
            />
          </>
        )}
      </Entry>
      <Entry name={say('propose.sensitivity')}>
        {(id) => (
          <>
            <Select<Sensitivity>
              id={id}
              aria-label={say('propose.sensitivity')}
              value={field.sensitivity}
              options={allowed.sensitivities.map((value) => ({
                value,
                label: `${value} · ${app(`sensitivity.${value}`)}`,
              }))}
              onChange={(sensitivity) => change({ sensitivity })}
            />
          </>
        )}
      </Entry>
      <MaskEntry {...props} />
      <Entry name={say('propose.encrypt')}>
        {(id) => (
          <>
            <span>
              <Switch
                id={id}
                aria-label={say('propose.encrypt')}
                checked={field.encrypted}
                disabled={allowed.mustEncrypt}
                onChange={(encrypted) => change({ encrypted, lookups: encrypted ? field.lookups : [] })}
              />
            </span>
          </>
        )}
      </Entry>
    </div>
  );
}

function NameEntries({ proposal, onChange }: Props) {
  const say = useImportsWords();
  const { field } = proposal;
  const rename = (part: Partial<ColumnProposal['field']>) =>
    onChange({ ...proposal, field: { ...field, ...part } });
  return (
    <>
      {(['zh', 'en'] as const).map((language) => (
        <Entry key={language} name={say(`propose.name.${language}`)}>
          {(id) => (
            <>
              <Input
                id={id}
                aria-label={say(`propose.name.${language}`)}
                maxLength={200}
                value={field.label[language]}
                onChange={(event) => rename({ label: { ...field.label, [language]: event.target.value } })}
              />
            </>
          )}
        </Entry>
      ))}
      <Entry name={say('propose.name.code')}>
        {(id) => (
          <>
            <Input
              id={id}
              aria-label={say('propose.name.code')}
              maxLength={48}
              spellCheck={false}
              value={field.name}
              onChange={(event) => rename({ name: event.target.value })}
            />
          </>
        )}
      </Entry>
    </>
  );
}

/** The mask with what it leaves of an invented value, made by the server's own masks. */
function MaskEntry({ proposal, original, onChange }: Props) {
  const say = useImportsWords();
  const label = useLabel();
  const { field } = proposal;
  const example = field.mask === null ? null : mask(field.mask, EXAMPLES[field.type]);
  return (
    <Entry name={say('propose.mask')}>
      {(id) => (
        <>
          <Select<MaskName | ''>
            id={id}
            aria-label={say('propose.mask')}
            value={field.mask ?? NO_MASK}
            popupMatchSelectWidth={false}
            options={allowedFor(original).masks.map((value) =>
              value === null
                ? { value: NO_MASK, label: say('propose.mask.none') }
                : { value, label: label(MASKS[value].label) },
            )}
            onChange={(value) =>
              onChange({ ...proposal, field: { ...field, mask: value === NO_MASK ? null : value } })
            }
          />
          {field.mask !== null && example !== null && (
            <span className="fact-quiet" title={label(MASKS[field.mask].leak)}>
              {say('propose.example', { example })}
            </span>
          )}
        </>
      )}
    </Entry>
  );
}
