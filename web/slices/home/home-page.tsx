import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Office } from '../../../src/contract/session.ts';
import { useRecordTypes } from '../../app/api/record-types.ts';
import { useMe, usePurpose } from '../../app/api/session.ts';
import { QuickFind } from '../../app/find/quick-find.tsx';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { mayReadLog, mayReadPolicy } from '../../app/shell/nav.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { PurposeFacts } from '../../app/shell/purpose-facts.tsx';
import { Answer } from '../../app/states/answer.tsx';
import { Loading } from '../../app/states/loading.tsx';
import { PurposeNeeded } from '../../app/states/purpose-needed.tsx';
import { GettingStarted } from './getting-started.tsx';
import './home.css';
import { MeasureList } from './measure-list.tsx';
import { MyRecords } from './my-records.tsx';
import { RecentRecords } from './recent-records.tsx';
import { TaskList } from './task-list.tsx';
import { useHomeWords } from './words.ts';

/** Of use to few: who cannot read the log does not load it. */
const LogOverview = lazy(() =>
  import('../../app/overview/overview.tsx').then((module) => ({ default: module.LogOverview })),
);

/** Where a person starts: who they are here, for what, and what that opens. */
export function HomePage() {
  const say = useHomeWords();
  const label = useLabel();
  const app = useAppWords();
  const me = useMe();
  usePageTitle(app('nav.home'));
  const posts = me.assignments.map((each) => `${label(each.department.name)} · ${label(each.position.name)}`);
  if (me.office !== null) posts.unshift(app(`office.${me.office}`));
  return (
    <div className="home">
      <header className="home-head">
        <h1>{say('hello', { name: me.person.name })}</h1>
        <p className="page-line">{posts.length === 0 ? say('no-assignment') : posts.join(' / ')}</p>
      </header>
      <TaskList />
      {me.office !== null && <GettingStarted office={me.office} />}
      <OfficeCards office={me.office} />
      {mayReadLog(me) && (
        <Suspense fallback={<Loading rows={8} />}>
          <LogOverview />
        </Suspense>
      )}
      {(me.office === null || me.purposes.length > 0) && <CustomerData />}
    </div>
  );
}

function CustomerData() {
  const say = useHomeWords();
  const label = useLabel();
  const purpose = usePurpose();
  const types = useRecordTypes();
  if (purpose === null) return <PurposeNeeded />;
  const customer = types.data?.find((type) => type.name === 'customer');
  const phone = customer?.fields.some((field) => field.type === 'phone' && field.findable) ?? false;
  return (
    <div className="home-grid">
      <div className="stack">
        <section className="sheet sheet-pad home-purpose">
          <h2>{say('purpose.title')}</h2>
          <p className="home-purpose-name">{label(purpose.label)}</p>
          <PurposeFacts purpose={purpose} />
        </section>
        <section className="sheet sheet-pad">
          <h2>{say('find.title')}</h2>
          {customer && phone ? (
            <QuickFind type={customer} />
          ) : (
            <p className="fact-quiet">{say('find.none')}</p>
          )}
        </section>
        <p className="fact-quiet home-hint">{say('hint')}</p>
      </div>
      <div className="stack">
        {types.data && <RecentRecords types={types.data} purpose={purpose.code} />}
        {customer && <MyRecords type={customer} purpose={purpose.code} />}
        <section className="sheet sheet-pad">
          <h2>{say('measure.title')}</h2>
          <p className="fact-quiet">{say('measure.line')}</p>
          <Answer query={types} rows={5}>
            {(known) => <MeasureList types={known} />}
          </Answer>
        </section>
      </div>
    </div>
  );
}

function OfficeCards({ office }: { office: Office | null }) {
  const say = useHomeWords();
  const app = useAppWords();
  const me = useMe();
  const cards = [
    {
      to: '/organisation',
      name: app('nav.organisation'),
      line: say('office.organisation'),
      open: office === 'system-administrator',
    },
    {
      to: '/templates',
      name: say('office.templates.name'),
      line: say('office.templates'),
      open: office !== null,
    },
    { to: '/policy', name: app('nav.policy'), line: say('office.policy'), open: mayReadPolicy(me) },
    { to: '/log', name: app('nav.log'), line: say('office.log'), open: mayReadLog(me) },
  ].filter((card) => card.open);
  if (cards.length === 0) return null;
  return (
    <section className="home-office">
      {office !== null && (
        <>
          <h2>{say('office.title')}</h2>
          <p className="fact-quiet">{say('office.line')}</p>
        </>
      )}
      <ul className="home-cards">
        {cards.map((card) => (
          <li key={card.to} className="sheet sheet-pad">
            <h3>
              <Link to={card.to}>{card.name}</Link>
            </h3>
            <p>{card.line}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
