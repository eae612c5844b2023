import { Link } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useProposals } from '../api/proposals.ts';
import { useRequests } from '../asking/asking-api.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';
import { type Place, usePlaces } from './places.ts';

export { mayReadCatalogue, mayReadLog, mayReadPolicy } from './places.ts';

const HERE = { className: 'nav-link nav-link-here', 'aria-current': 'page' } as const;

/** The places that this person may go to; the others are not there. */
export function Nav({ onGo }: { onGo?: () => void }) {
  const say = useAppWords();
  const places = usePlaces();
  const go = onGo ?? (() => {});
  const of = (group: Place['group']) => places.filter((place) => place.group === group);
  return (
    <nav className="nav" aria-label={say('nav.main')}>
      {of('home').map((place) => (
        <PlaceLink key={keyOf(place)} place={place} onGo={go} />
      ))}
      {(['data', 'administration'] as const).map((group) => {
        const some = of(group);
        if (some.length === 0) return null;
        return (
          <Fragment key={group}>
            <p className="nav-group">{say(group === 'data' ? 'nav.customer-data' : 'nav.administration')}</p>
            {some.map((place) => (
              <PlaceLink key={keyOf(place)} place={place} onGo={go} />
            ))}
          </Fragment>
        );
      })}
    </nav>
  );
}

/** How many requests wait for the reader's decision. */
function Waiting() {
  const say = useAppWords();
  const { data } = useRequests('inbox');
  if (data === undefined || data.toDecide === 0) return null;
  return (
    <span className="nav-count">
      <span aria-hidden="true">{data.toDecide}</span>
      <span className="unseen">{say('nav.requests.waiting', { count: data.toDecide })}</span>
    </span>
  );
}

/** How many changes of the policy wait for the reader's decision. */
function ProposalsWaiting() {
  const say = useAppWords();
  const { data } = useProposals();
  if (data === undefined || data.toDecide === 0) return null;
  return (
    <span className="nav-count">
      <span aria-hidden="true">{data.toDecide}</span>
      <span className="unseen">{say('nav.policy.waiting', { count: data.toDecide })}</span>
    </span>
  );
}

function keyOf(place: Place): string {
  return place.kind === 'page' ? place.to : place.type;
}

function PlaceLink({ place, onGo }: { place: Place; onGo: () => void }) {
  const say = useAppWords();
  const label = useLabel();
  if (place.kind === 'records') {
    return (
      <Link
        to="/records/$type"
        params={{ type: place.type }}
        className="nav-link"
        activeProps={HERE}
        onClick={onGo}
      >
        {label(place.label)}
      </Link>
    );
  }
  return (
    <Link
      to={place.to}
      className="nav-link"
      activeOptions={{ exact: place.to === '/' }}
      activeProps={HERE}
      onClick={onGo}
    >
      {say(`nav.${place.word}`)}
      {place.word === 'requests' && <Waiting />}
      {place.word === 'policy' && <ProposalsWaiting />}
    </Link>
  );
}
