import Checkbox from 'antd/es/checkbox';
import Select from 'antd/es/select';
import { Entry } from '../../app/entry.tsx';
import { useLabel } from '../../app/i18n.ts';
import type { WhoDraft } from './who-draft.ts';
import { usePolicyWords } from './words.ts';
import type { World } from './world.ts';

const searchable = { optionFilterProp: 'label' } as const;

/** Whom it is for: positions, departments and single assignments, each narrowing the others. */
export function WhoEntries({
  world,
  who,
  invalid,
  onChange,
}: {
  world: World;
  who: WhoDraft;
  invalid: boolean;
  onChange: (who: WhoDraft) => void;
}) {
  const say = usePolicyWords();
  const label = useLabel();
  const { positions, departments } = world.organisation;
  return (
    <fieldset className="form-part">
      <legend>{say('rule.who')}</legend>
      <Checkbox checked={who.anyone} onChange={({ target }) => onChange({ ...who, anyone: target.checked })}>
        {say('who.anyone')}
      </Checkbox>
      {!who.anyone && (
        <div className="entries">
          <Entry name={say('edit.positions')} className="entry-wide">
            {(id) => (
              <Select
                id={id}
                mode="multiple"
                aria-label={say('edit.positions')}
                showSearch={searchable}
                value={[...who.positions]}
                options={positions.map(({ code, name }) => ({ value: code, label: label(name) }))}
                onChange={(codes) => onChange({ ...who, positions: codes })}
              />
            )}
          </Entry>
          <Entry name={say('edit.departments')} className="entry-wide">
            {(id) => (
              <Select
                id={id}
                mode="multiple"
                aria-label={say('edit.departments')}
                showSearch={searchable}
                value={[...who.departments]}
                options={departments.map((each) => ({ value: each.id, label: label(each.name) }))}
                onChange={(ids) => onChange({ ...who, departments: ids })}
              />
            )}
          </Entry>
          {who.departments.length > 0 && (
            <Checkbox
              className="entry-wide"
              checked={who.below}
              onChange={({ target }) => onChange({ ...who, below: target.checked })}
            >
              {say('edit.departments.below')}
            </Checkbox>
          )}
          <AssignmentsEntry world={world} who={who} onChange={onChange} />
        </div>
      )}
      <p className={invalid ? 'entry-problem' : 'fact-quiet'}>
        {say(invalid ? 'edit.who.missing' : 'edit.who.line')}
      </p>
    </fieldset>
  );
}

function AssignmentsEntry({
  world,
  who,
  onChange,
}: {
  world: World;
  who: WhoDraft;
  onChange: (who: WhoDraft) => void;
}) {
  const say = usePolicyWords();
  const label = useLabel();
  const { organisation, posts } = world;
  const wordsOf = ({ person, department, position }: World['posts'][number]) => {
    const holder = organisation.people.find(({ id }) => id === person);
    const place = organisation.departments.find(({ id }) => id === department);
    const what = organisation.positions.find(({ code }) => code === position);
    return [holder?.name, place && label(place.name), what && label(what.name)].join(' · ');
  };
  return (
    <Entry name={say('edit.assignments')} className="entry-wide">
      {(id) => (
        <Select
          id={id}
          mode="multiple"
          aria-label={say('edit.assignments')}
          showSearch={searchable}
          value={[...who.assignments]}
          options={posts.map((post) => ({ value: post.id, label: wordsOf(post) }))}
          onChange={(ids) => onChange({ ...who, assignments: ids })}
        />
      )}
    </Entry>
  );
}
