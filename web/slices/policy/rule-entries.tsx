import Checkbox from 'antd/es/checkbox';
import Segmented from 'antd/es/segmented';
import Select from 'antd/es/select';
import { ACTIONS, OBLIGATIONS, ROW_SCOPES, type RowScope } from '../../../src/kernel/policy/model.ts';
import type { Sensitivity } from '../../../src/kernel/record-type.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { discloses, type RuleDraft, type RuleFault } from './rule-draft.ts';
import { usePolicyWords } from './words.ts';
import type { World } from './world.ts';

type Props = {
  world: World;
  draft: RuleDraft;
  faults: readonly RuleFault[];
  onChange: (draft: RuleDraft) => void;
};

const LEVELS: readonly Sensitivity[] = [1, 2, 3, 4];

export function EffectEntry({ draft, onChange }: Pick<Props, 'draft' | 'onChange'>) {
  const say = usePolicyWords();
  return (
    <div className="entry entry-wide">
      <span className="entry-name">{say('edit.effect')}</span>
      <Segmented<'allow' | 'deny'>
        aria-label={say('edit.effect')}
        value={draft.effect}
        options={(['allow', 'deny'] as const).map((value) => ({ value, label: say(value) }))}
        onChange={(effect) => onChange({ ...draft, effect })}
      />
    </div>
  );
}

/** Which records of which type. */
export function RecordsEntries({ world, draft, onChange }: Omit<Props, 'faults'>) {
  const say = usePolicyWords();
  const label = useLabel();
  const types = world.types.map((each) => ({ value: each.name, label: label(each.label) }));
  return (
    <>
      <Entry name={say('see.type')}>
        {(id) => (
          <Select
            id={id}
            aria-label={say('see.type')}
            value={draft.recordType}
            options={[{ value: '*', label: say('any-type') }, ...types]}
            onChange={(recordType) => onChange({ ...draft, recordType, names: [] })}
          />
        )}
      </Entry>
      <Entry name={say('rule.what')}>
        {(id) => (
          <Select<RowScope>
            id={id}
            aria-label={say('rule.what')}
            value={draft.scope}
            options={ROW_SCOPES.map((value) => ({ value, label: say(`scope.${value}`) }))}
            onChange={(scope) => onChange({ ...draft, scope })}
          />
        )}
      </Entry>
    </>
  );
}

/** Which fields: all, or those that meet every given part. */
export function FieldsEntries({ world, draft, faults, onChange }: Props) {
  const say = usePolicyWords();
  const app = useAppWords();
  const label = useLabel();
  const types = world.types.filter(({ name }) => draft.recordType === '*' || draft.recordType === name);
  const fields = new Map(types.flatMap((type) => type.fields.map((field) => [field.name, field] as const)));
  const categories = [...new Set(world.types.flatMap((type) => type.fields.map((each) => each.category)))];
  const levels = LEVELS.map((value) => ({ value, label: `${value} · ${app(`sensitivity.${value}`)}` }));
  const bounds = [
    ['atMost', say('edit.at-most')],
    ['atLeast', say('edit.at-least')],
  ] as const;
  return (
    <fieldset className="form-part">
      <legend>{say('rule.fields')}</legend>
      <Checkbox
        checked={draft.allFields}
        onChange={({ target }) => onChange({ ...draft, allFields: target.checked })}
      >
        {say('fields.all')}
      </Checkbox>
      {!draft.allFields && (
        <div className="entries">
          <Entry name={say('edit.fields')} className="entry-wide">
            {(id) => (
              <Select
                id={id}
                mode="multiple"
                aria-label={say('edit.fields')}
                showSearch={{ optionFilterProp: 'label' }}
                value={[...draft.names]}
                options={[...fields.values()].map((each) => ({ value: each.name, label: label(each.label) }))}
                onChange={(names) => onChange({ ...draft, names })}
              />
            )}
          </Entry>
          <Entry name={say('edit.categories')} className="entry-wide">
            {(id) => (
              <Select
                id={id}
                mode="multiple"
                aria-label={say('edit.categories')}
                value={[...draft.categories]}
                options={categories.map((value) => ({ value, label: app.code('category', value) }))}
                onChange={(chosen) => onChange({ ...draft, categories: chosen })}
              />
            )}
          </Entry>
          {bounds.map(([bound, name]) => (
            <Entry key={bound} name={name}>
              {(id) => (
                <Select<Sensitivity | null>
                  id={id}
                  aria-label={name}
                  allowClear
                  placeholder={say('any')}
                  value={draft[bound]}
                  options={levels}
                  onChange={(level) => onChange({ ...draft, [bound]: level ?? null })}
                />
              )}
            </Entry>
          ))}
        </div>
      )}
      <p className={faults.includes('fields') ? 'entry-problem' : 'fact-quiet'}>
        {say(faults.includes('fields') ? 'edit.fields.missing' : 'edit.fields.line')}
      </p>
    </fieldset>
  );
}

/** What may be done, and how much of it is put before a reader. */
export function ActionsEntries({ draft, faults, onChange }: Omit<Props, 'world'>) {
  const say = usePolicyWords();
  const app = useAppWords();
  const toggled = <T extends string>(list: readonly T[], value: T, isOn: boolean, order: readonly T[]) =>
    order.filter((each) => (each === value ? isOn : list.includes(each)));
  return (
    <fieldset className="form-part">
      <legend>{say('rule.actions')}</legend>
      <div className="checks">
        {ACTIONS.map((action) => (
          <Checkbox
            key={action}
            checked={draft.actions.includes(action)}
            onChange={({ target }) =>
              onChange({ ...draft, actions: toggled(draft.actions, action, target.checked, ACTIONS) })
            }
          >
            {app(`action.${action}`)}
          </Checkbox>
        ))}
      </div>
      {faults.includes('actions') && <p className="entry-problem">{say('edit.actions.missing')}</p>}
      {discloses(draft) && (
        <Entry name={say(draft.effect === 'allow' ? 'rule.up-to' : 'rule.forbids')}>
          {(id) => (
            <Select
              id={id}
              aria-label={say(draft.effect === 'allow' ? 'rule.up-to' : 'rule.forbids')}
              value={draft.disclosure}
              options={(['shown', 'masked', 'summary'] as const).map((value) => ({
                value,
                label:
                  draft.effect === 'allow' || value === 'shown'
                    ? app(`disclosure.${value}`)
                    : say('rule.forbids.and-above', { disclosure: app(`disclosure.${value}`) }),
              }))}
              onChange={(disclosure) => onChange({ ...draft, disclosure })}
            />
          )}
        </Entry>
      )}
      <span className="entry-name">{say('rule.obligations')}</span>
      <div className="checks">
        {OBLIGATIONS.map((obligation) => (
          <Checkbox
            key={obligation}
            checked={draft.obligations.includes(obligation)}
            onChange={({ target }) =>
              onChange({
                ...draft,
                obligations: toggled(draft.obligations, obligation, target.checked, OBLIGATIONS),
              })
            }
          >
            {say(`obligation.${obligation}`)}
          </Checkbox>
        ))}
      </div>
    </fieldset>
  );
}

export function PurposesEntry({ world, draft, faults, onChange }: Props) {
  const say = usePolicyWords();
  const label = useLabel();
  return (
    <fieldset className="form-part">
      <legend>{say('rule.purposes')}</legend>
      <Checkbox
        checked={draft.anyPurpose}
        onChange={({ target }) => onChange({ ...draft, anyPurpose: target.checked })}
      >
        {say('edit.any-purpose')}
      </Checkbox>
      {!draft.anyPurpose && (
        <Select
          mode="multiple"
          aria-label={say('rule.purposes')}
          showSearch={{ optionFilterProp: 'label' }}
          value={[...draft.purposes]}
          {...(faults.includes('purposes') ? { status: 'error' as const } : {})}
          options={world.view.purposes.map((each) => ({ value: each.code, label: label(each.label) }))}
          onChange={(purposes) => onChange({ ...draft, purposes })}
        />
      )}
      {faults.includes('purposes') && <p className="entry-problem">{say('edit.purposes.missing')}</p>}
    </fieldset>
  );
}
