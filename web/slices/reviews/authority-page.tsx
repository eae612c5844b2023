import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuthorityOverview } from '../../../src/contract/reviews.ts';
import type { Sensitivity as Level } from '../../../src/kernel/record-type.ts';
import { useAuthority } from '../../app/api/authority.ts';
import { useMe } from '../../app/api/session.ts';
import { useFormat } from '../../app/format.ts';
import { useLabel } from '../../app/i18n.ts';
import { useAppWords } from '../../app/locale/words.ts';
import { Sensitivity } from '../../app/sensitivity.tsx';
import { usePageTitle } from '../../app/shell/page-title.ts';
import { mayWatchAuthority } from '../../app/shell/places.ts';
import { Answer } from '../../app/states/answer.tsx';
import { BlankState } from '../../app/states/blank-state.tsx';
import { EndButton } from './end-button.tsx';
import './reviews.css';
import { Findings } from './findings.tsx';
import { useReviewsWords } from './words.ts';

/** Authority that nobody uses or answers for. */
export function AuthorityPage() {
  const say = useReviewsWords();
  const me = useMe();
  usePageTitle(say('authority.title'));
  if (!mayWatchAuthority(me)) return <BlankState drawing="locked" title={say('authority.refused')} />;
  return <Authority />;
}

function Authority() {
  const say = useReviewsWords();
  const format = useFormat();
  const overview = useAuthority();
  return (
    <>
      <div className="page-head">
        <div className="page-head-text">
          <h1>{say('authority.title')}</h1>
          <p className="page-line">{say('authority.line')}</p>
        </div>
      </div>
      <Answer query={overview} rows={10}>
        {(answer) => (
          <>
            <p className="fact-quiet">
              {answer.watchedSince === null
                ? say('authority.not-watched')
                : say('authority.watched', { since: format.day(answer.watchedSince) })}
            </p>
            {answer.use !== null && <Unused use={answer.use} days={answer.days} />}
            <Unassigned rows={answer.unassigned} />
            <Clients rows={answer.clients} days={answer.days} />
            {answer.shared !== null && <Shared rows={answer.shared} />}
            <Differences rows={answer.differences} />
          </>
        )}
      </Answer>
    </>
  );
}

function Unused({ use, days }: { use: NonNullable<AuthorityOverview['use']>; days: number }) {
  const say = useReviewsWords();
  const app = useAppWords();
  const label = useLabel();
  const format = useFormat();
  const isSecurity = useMe().office === 'security-administrator';
  const counts = {
    rights: format.integer(use.rights),
    used: format.integer(use.used),
    unused: format.integer(use.unused),
    early: format.integer(use.tooEarly),
    days,
  };
  const left = use.unused - use.listed.length;
  return (
    <Findings
      title={say('unused.title')}
      line={`${say('unused.line', { days })} ${say('unused.counts', counts)}`}
      empty={say('unused.empty')}
      columns={[say('column.person'), say('column.what'), say('column.why'), say('column.next')]}
      rows={use.listed.map((right) => ({
        key: `${right.assignment} ${right.recordType} ${right.category}`,
        cells: [
          <Who key="who" name={right.person.name} more={label(right.post)} />,
          <span key="what" className="finding-what">
            {label(right.recordTypeLabel)} · {app.code('category', right.category)}{' '}
            <Sensitivity value={right.sensitivity as Level} />
          </span>,
          right.lastUsed === null
            ? say('unused.never', { day: format.day(right.since) })
            : say('unused.last', { day: format.day(right.lastUsed) }),
          isSecurity ? (
            <Link key="next" to="/policy">
              {say('unused.next.security')}
            </Link>
          ) : (
            say('unused.next.other')
          ),
        ],
      }))}
      {...(left > 0 ? { more: say('unused.more', { count: format.integer(left) }) } : {})}
    />
  );
}

function Unassigned({ rows }: { rows: AuthorityOverview['unassigned'] }) {
  const say = useReviewsWords();
  const format = useFormat();
  return (
    <Findings
      title={say('unassigned.title')}
      line={say('unassigned.line')}
      empty={say('unassigned.empty')}
      columns={[say('column.person'), say('column.why'), say('column.next')]}
      rows={rows.map(({ person, login, kind, since, credentials }) => ({
        key: String(person.id),
        cells: [
          <Who key="who" name={person.name} more={login} />,
          <Who
            key="why"
            name={say(`unassigned.${kind}`, { day: format.day(since) })}
            more={say('unassigned.credentials', { count: credentials })}
          />,
          <ToOrganisation key="next" />,
        ],
      }))}
    />
  );
}

function Clients({ rows, days }: { rows: AuthorityOverview['clients']; days: number }) {
  const say = useReviewsWords();
  const isSystem = useMe().office === 'system-administrator';
  return (
    <Findings
      title={say('clients.title')}
      line={say('clients.line')}
      empty={say('clients.empty')}
      columns={[say('column.client'), say('column.why'), say('column.next')]}
      rows={rows.map(({ id, name, kind, owner, fault }) => ({
        key: id,
        cells: [
          <Who key="client" name={name} more={say(`clients.kind.${kind}`)} />,
          <Who
            key="why"
            name={fault === 'unused' ? say('clients.fault.unused', { days }) : say(`clients.fault.${fault}`)}
            more={say('clients.owner', { name: owner.name })}
          />,
          isSystem && kind === 'token' ? (
            <EndButton key="next" what={say('next.end-token')} of={name} act={{ credential: id }} />
          ) : (
            <ToOrganisation key="next" />
          ),
        ],
      }))}
    />
  );
}

function Shared({ rows }: { rows: NonNullable<AuthorityOverview['shared']> }) {
  const say = useReviewsWords();
  const format = useFormat();
  return (
    <Findings
      title={say('shared.title')}
      line={say('shared.line')}
      empty={say('shared.empty')}
      columns={[say('column.person'), say('column.why'), say('column.next')]}
      rows={rows.map(({ person, login, places, times, lastAt }) => ({
        key: String(person.id),
        cells: [
          <Who key="who" name={person.name} more={login} />,
          <Who
            key="why"
            name={say('shared.row', { places, times })}
            more={say('shared.last', { at: format.instant(lastAt) })}
          />,
          say('shared.next'),
        ],
      }))}
    />
  );
}

function Differences({ rows }: { rows: AuthorityOverview['differences'] }) {
  const say = useReviewsWords();
  const label = useLabel();
  const isSystem = useMe().office === 'system-administrator';
  return (
    <Findings
      title={say('differences.title')}
      line={say('differences.line')}
      empty={say('differences.empty')}
      columns={[say('column.person'), say('column.post'), say('column.why'), say('column.next')]}
      rows={rows.map(({ person, assignment, post, kind }) => ({
        key: `${person.id} ${label(post)}`,
        cells: [
          person.name,
          label(post),
          say(`differences.${kind}`),
          isSystem && assignment !== null ? (
            <EndButton key="next" what={say('next.end-assignment')} of={person.name} act={{ assignment }} />
          ) : (
            say('next.source')
          ),
        ],
      }))}
    />
  );
}

function ToOrganisation(): ReactNode {
  const say = useReviewsWords();
  const isSystem = useMe().office === 'system-administrator';
  return isSystem ? <Link to="/organisation">{say('next.organisation')}</Link> : say('next.system');
}

function Who({ name, more }: { name: string; more: string }) {
  return (
    <span className="finding-who">
      {name} <span className="fact-quiet">{more}</span>
    </span>
  );
}
