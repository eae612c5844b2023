import Button from 'antd/es/button';
import Select from 'antd/es/select';
import { useState } from 'react';
import type { OrganisationView } from '../../../src/contract/organisation.ts';
import type { ProvisioningView } from '../../../src/contract/provisioning.ts';
import { Entry } from '../../app/entry.tsx';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { ProblemNotice } from '../../app/states/problem-notice.tsx';
import { DepartmentSelect } from './department-select.tsx';
import { useMapping } from './sync-api.ts';
import { type Meaning, type UnknownWord, unknownWords, withMeaning, withoutWord } from './sync-words.ts';
import { useOrganisationWords } from './words.ts';

const NOTHING: Meaning = { department: null, position: null };

/** What words of the source mean here. Codes, names and paths of names need no saying. */
export function SyncMapping({ view, sync }: { view: OrganisationView; sync: ProvisioningView }) {
  const say = useOrganisationWords();
  const app = useAppWords();
  const saving = useMapping();
  const [draft, setDraft] = useState(sync.mapping);
  const [meanings, setMeanings] = useState<ReadonlyMap<string, Meaning>>(new Map());
  const words = unknownWords(sync);
  const known = entriesOf(draft);
  const keyOf = ({ kind, source }: UnknownWord) => `${kind} ${source}`;
  const isChanged =
    draft !== sync.mapping ||
    [...meanings.values()].some(({ department, position }) => department !== null || position !== null);
  const save = () => {
    const mapping = words.reduce(
      (sofar, word) => withMeaning(sofar, word, meanings.get(keyOf(word)) ?? NOTHING),
      draft,
    );
    saving.mutate({ mapping, version: sync.version });
  };
  return (
    <section className="sync-part">
      <h3>{say('sync.words')}</h3>
      <p className="fact-quiet">{say(words.length === 0 ? 'sync.words.none' : 'sync.words.line')}</p>
      {words.map((word) => (
        <WordEntry
          key={keyOf(word)}
          view={view}
          word={word}
          meaning={meanings.get(keyOf(word)) ?? NOTHING}
          onChange={(meaning) => setMeanings(new Map([...meanings, [keyOf(word), meaning]]))}
        />
      ))}
      {known.length > 0 && (
        <>
          <h4>{say('sync.mapping')}</h4>
          <ul className="sync-list">
            {known.map((entry) => (
              <li key={`${entry.kind} ${entry.source}`}>
                <span>{entry.source}</span>
                <Meant view={view} {...entry} />
                <Button
                  size="small"
                  aria-label={say('sync.mapping.remove.one', { name: entry.source })}
                  onClick={() => setDraft(withoutWord(draft, entry.kind, entry.source))}
                >
                  {say('sync.mapping.remove')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {saving.isError && <ProblemNotice error={saving.error} />}
      {isChanged && (
        <div>
          <Button type="primary" loading={saving.isPending} onClick={save}>
            {app('do.save')}
          </Button>
        </div>
      )}
    </section>
  );
}

function WordEntry({
  view,
  word,
  meaning,
  onChange,
}: {
  view: OrganisationView;
  word: UnknownWord;
  meaning: Meaning;
  onChange: (meaning: Meaning) => void;
}) {
  const say = useOrganisationWords();
  const format = useFormat();
  const label = useLabel();
  const name = say(`sync.word.${word.kind}`, { name: word.source });
  return (
    <fieldset className="sync-word">
      <legend>
        {name} <span className="fact-quiet">{say('count', { count: format.integer(word.people) })}</span>
      </legend>
      {word.kind !== 'position' && (
        <DepartmentSelect
          name={say('change.department')}
          view={view}
          value={meaning.department}
          none={say('sync.meaning.none')}
          onChange={(department) => onChange({ ...meaning, department })}
        />
      )}
      {word.kind !== 'department' && (
        <Entry name={say('change.position')}>
          {(id) => (
            <Select<string>
              id={id}
              aria-label={say('change.position')}
              value={meaning.position ?? ''}
              options={[
                { value: '', label: say('sync.meaning.none') },
                ...view.positions.map((each) => ({ value: each.code, label: label(each.name) })),
              ]}
              onChange={(position) => onChange({ ...meaning, position: position === '' ? null : position })}
            />
          )}
        </Entry>
      )}
    </fieldset>
  );
}

type Known = Readonly<{ kind: UnknownWord['kind']; source: string }> & Meaning;

function entriesOf({ departments, positions, groups }: ProvisioningView['mapping']): readonly Known[] {
  return [
    ...departments.map((each) => ({ kind: 'department' as const, ...each, position: null })),
    ...positions.map((each) => ({ kind: 'position' as const, ...each, department: null })),
    ...groups.map((each) => ({ kind: 'group' as const, ...each })),
  ];
}

function Meant({ view, department, position }: { view: OrganisationView } & Meaning) {
  const label = useLabel();
  const names = [
    view.departments.find(({ id }) => id === department)?.name,
    view.positions.find(({ code }) => code === position)?.name,
  ].flatMap((name) => (name === undefined ? [] : label(name)));
  return <span className="fact-quiet">→ {names.join(' · ')}</span>;
}
