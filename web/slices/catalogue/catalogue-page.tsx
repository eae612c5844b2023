import Button from 'antd/es/button';
import { useState } from 'react';
import type { CatalogueView } from '../../../src/contract/catalogue-editing.ts';
import { useCatalogue } from '../../app/api/catalogue.ts';
import { useMe } from '../../app/api/session.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { mayReadCatalogue } from '../../app/shell/nav.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import './catalogue.css';
import { NewTypePanel } from './new-type-panel.tsx';
import { TypeSheet } from './type-sheet.tsx';
import { useCatalogueWords } from './words.ts';

/** What customer data there is: record types and their fields, and how each is protected. */
export function CataloguePage() {
  const say = useCatalogueWords();
  const me = useMe();
  usePageTitle(say('title'));
  if (!mayReadCatalogue(me)) return <BlankState drawing="locked" title={say('denied')} />;
  return <Catalogue mayEdit={me.office === 'security-administrator'} />;
}

function Catalogue({ mayEdit }: { mayEdit: boolean }) {
  const say = useCatalogueWords();
  const catalogue = useCatalogue();
  const [adding, setAdding] = useState(false);
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('title')}</h1>
          <p className="page-line">{say('line')}</p>
        </div>
        {mayEdit && catalogue.data && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {say('type.add')}
          </Button>
        )}
      </div>
      <Answer query={catalogue} rows={10}>
        {(view) => (
          <>
            <Types view={view} mayEdit={mayEdit} />
            {adding && <NewTypePanel view={view} onClose={() => setAdding(false)} />}
          </>
        )}
      </Answer>
    </>
  );
}

function Types({ view, mayEdit }: { view: CatalogueView; mayEdit: boolean }) {
  const say = useCatalogueWords();
  const label = useLabel();
  const format = useFormat();
  const [chosen, setChosen] = useState<string | null>(null);
  const type = view.recordTypes.find(({ name }) => name === chosen) ?? view.recordTypes[0];
  if (type === undefined) {
    return (
      <BlankState drawing="empty" title={say('none')}>
        {say(mayEdit ? 'none.add' : 'none.line')}
      </BlankState>
    );
  }
  return (
    <div className="catalogue">
      <section className="sheet types" aria-label={say('types')}>
        <h2>{say('types')}</h2>
        <ul>
          {view.recordTypes.map(({ name, label: words, fields }) => (
            <li key={name}>
              <button type="button" aria-pressed={name === type.name} onClick={() => setChosen(name)}>
                {label(words)}
                <span className="types-count">
                  {say('fields.count', { count: format.integer(fields.length) })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <TypeSheet key={type.name} view={view} type={type} mayEdit={mayEdit} />
    </div>
  );
}
