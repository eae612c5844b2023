import Button from 'antd/es/button';
import Checkbox from 'antd/es/checkbox';
import Select from 'antd/es/select';
import type { CatalogueView } from '../../../src/contract/catalogue-editing.ts';
import { DISCLOSING_ACTIONS, ROW_SCOPES, type RowScope } from '../../../src/kernel/policy/model.ts';
import { randomId } from '../../app/api/client.ts';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { type AccessDraft, emptyAccess, FURTHER_ACTIONS, isComplete } from './access-draft.ts';
import { usePositions } from './catalogue-api.ts';
import { useCatalogueWords } from './words.ts';

/** Who needs the field: a list of answers, or that nobody does for now. */
export type AccessAnswer = Readonly<{ nobody: boolean; rules: readonly AccessDraft[] }>;

export function newAccessKey(): string {
  return randomId().slice(0, 8);
}

export function isAnswered({ nobody, rules }: AccessAnswer): boolean {
  return nobody || (rules.length > 0 && rules.every(isComplete));
}

type Props = {
  answer: AccessAnswer;
  category: string;
  mask: boolean;
  summary: boolean;
  purposes: CatalogueView['purposes'];
  /** The editor is to say what is missing. */
  tried: boolean;
  onChange: (answer: AccessAnswer) => void;
};

export function AccessEntries(props: Props) {
  const { answer, tried, onChange } = props;
  const say = useCatalogueWords();
  return (
    <section className="access">
      <h3>{say('access.title')}</h3>
      <p className="fact-quiet">{say('access.line')}</p>
      <Checkbox
        checked={answer.nobody}
        onChange={(event) => onChange({ ...answer, nobody: event.target.checked })}
      >
        {say('access.nobody')}
      </Checkbox>
      {!answer.nobody && (
        <>
          {answer.rules.map((draft, index) => (
            <AccessEntry
              key={draft.key}
              {...props}
              draft={draft}
              place={index + 1}
              onPut={(next) => onChange({ ...answer, rules: answer.rules.with(index, next) })}
              {...(answer.rules.length > 1
                ? { onRemove: () => onChange({ ...answer, rules: answer.rules.toSpliced(index, 1) }) }
                : {})}
            />
          ))}
          <Button
            size="small"
            onClick={() => onChange({ ...answer, rules: [...answer.rules, emptyAccess(newAccessKey())] })}
          >
            {say('access.more')}
          </Button>
        </>
      )}
      {tried && !isAnswered(answer) && (
        <p className="entry-problem" role="alert">
          {say('access.missing')}
        </p>
      )}
    </section>
  );
}

function AccessEntry({
  draft,
  place,
  category,
  mask,
  summary,
  purposes,
  tried,
  onPut,
  onRemove,
}: Omit<Props, 'answer' | 'onChange'> & {
  draft: AccessDraft;
  place: number;
  onPut: (draft: AccessDraft) => void;
  onRemove?: () => void;
}) {
  const say = useCatalogueWords();
  const app = useAppWords();
  const label = useLabel();
  const positions = usePositions().data ?? [];
  const fitting = purposes.filter((purpose) => purpose.categories.includes(category));
  const disclosures = (['shown', 'masked', 'summary'] as const).filter(
    (each) => each === 'shown' || (each === 'masked' ? mask : summary),
  );
  return (
    <fieldset className="access-rule">
      <legend>{say('access.rule', { place })}</legend>
      <div className="entries">
        <Entry name={say('access.positions')} className="entry-wide">
          {(id) => (
            <Select
              id={id}
              mode="multiple"
              aria-label={say('access.positions')}
              placeholder={say('access.positions.line')}
              showSearch={{ optionFilterProp: 'label' }}
              value={[...draft.positions]}
              {...(tried && draft.positions.length === 0 ? { status: 'error' as const } : {})}
              options={positions.map(({ code, name }) => ({ value: code, label: label(name) }))}
              onChange={(codes) => onPut({ ...draft, positions: codes })}
            />
          )}
        </Entry>
        <Entry name={say('access.disclosure')}>
          {(id) => (
            <Select
              id={id}
              aria-label={say('access.disclosure')}
              value={draft.disclosure}
              options={disclosures.map((value) => ({ value, label: app(`disclosure.${value}`) }))}
              onChange={(disclosure) => onPut({ ...draft, disclosure })}
            />
          )}
        </Entry>
        <Entry name={say('access.scope')}>
          {(id) => (
            <Select<RowScope>
              id={id}
              aria-label={say('access.scope')}
              value={draft.scope}
              options={ROW_SCOPES.map((value) => ({ value, label: say(`scope.${value}`) }))}
              onChange={(scope) => onPut({ ...draft, scope })}
            />
          )}
        </Entry>
        <Entry name={say('access.purposes')} className="entry-wide">
          {(id) => (
            <>
              <Select
                id={id}
                mode="multiple"
                aria-label={say('access.purposes')}
                showSearch={{ optionFilterProp: 'label' }}
                value={draft.purposes.filter((code) => fitting.some((each) => each.code === code))}
                {...(tried && draft.purposes.length === 0 ? { status: 'error' as const } : {})}
                options={fitting.map((each) => ({ value: each.code, label: label(each.label) }))}
                onChange={(codes) => onPut({ ...draft, purposes: codes })}
              />
              <span className={fitting.length === 0 ? 'entry-problem' : 'fact-quiet'}>
                {say(fitting.length === 0 ? 'access.purposes.none' : 'access.purposes.line', {
                  category: app.code('category', category),
                })}
              </span>
            </>
          )}
        </Entry>
        <fieldset className="entry entry-wide checks">
          <legend>{say('access.further')}</legend>
          {FURTHER_ACTIONS.filter((action) => !DISCLOSING_ACTIONS.includes(action)).map((action) => (
            <Checkbox
              key={action}
              checked={draft.actions.includes(action)}
              onChange={({ target }) => {
                const others = draft.actions.filter((each) => each !== action);
                onPut({ ...draft, actions: target.checked ? [...others, action] : others });
              }}
            >
              {app(`action.${action}`)}
            </Checkbox>
          ))}
        </fieldset>
      </div>
      {onRemove && (
        <Button size="small" onClick={onRemove}>
          {say('access.remove')}
        </Button>
      )}
    </fieldset>
  );
}
