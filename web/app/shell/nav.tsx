import { Link } from '@tanstack/react-router';
import type { Me } from '../../../src/contract/session.ts';
import { useRecordTypes } from '../api/record-types.ts';
import { useMe, usePurpose } from '../api/session.ts';
import { useLabel } from '../i18n.ts';
import { useAppWords } from '../locale/words.ts';

/** The position that carries the duties of a personal information protection officer (PIPL art. 52). */
const OFFICER_POSITIONS: ReadonlySet<string> = new Set([
  'dpo',
  'data-protection-officer',
  'protection-officer',
]);

export function mayReadLog(me: Me): boolean {
  return (
    me.office === 'audit-administrator' ||
    me.assignments.some((assignment) => OFFICER_POSITIONS.has(assignment.position.code))
  );
}

export function mayReadPolicy(me: Me): boolean {
  return me.office === 'security-administrator' || me.office === 'audit-administrator';
}

/** Descriptions of data, for the offices and for who reads the log anyway. */
export function mayReadCatalogue(me: Me): boolean {
  return me.office !== null || mayReadLog(me);
}

/** The places that this person may go to; the others are not there. */
export function Nav({ onGo }: { onGo?: () => void }) {
  const say = useAppWords();
  const label = useLabel();
  const me = useMe();
  const purpose = usePurpose();
  const types = useRecordTypes();
  const go = onGo ?? (() => {});
  const known = types.data ?? [];
  const listed = purpose === null ? known : known.filter((type) => type.fields.length > 0);
  const hasData = me.purposes.length > 0;
  const mayImport = known.some((type) => type.creatable);
  return (
    <nav className="nav" aria-label={say('nav.main')}>
      <NavLink to="/" onGo={go} exact>
        {say('nav.home')}
      </NavLink>
      {hasData && listed.length > 0 && (
        <>
          <p className="nav-group">{say('nav.customer-data')}</p>
          {listed.map((type) => (
            <Link
              key={type.name}
              to="/records/$type"
              params={{ type: type.name }}
              className="nav-link"
              activeProps={{ className: 'nav-link nav-link-here', 'aria-current': 'page' }}
              onClick={go}
            >
              {label(type.label)}
            </Link>
          ))}
          {mayImport && (
            <NavLink to="/imports" onGo={go}>
              {say('nav.imports')}
            </NavLink>
          )}
        </>
      )}
      {(mayReadLog(me) || me.office !== null) && <p className="nav-group">{say('nav.administration')}</p>}
      {me.office === 'system-administrator' && (
        <NavLink to="/organisation" onGo={go}>
          {say('nav.organisation')}
        </NavLink>
      )}
      {mayReadCatalogue(me) && (
        <NavLink to="/catalogue" onGo={go}>
          {say('nav.catalogue')}
        </NavLink>
      )}
      {mayReadPolicy(me) && (
        <NavLink to="/policy" onGo={go}>
          {say('nav.policy')}
        </NavLink>
      )}
      {mayReadPolicy(me) && (
        <NavLink to="/security" onGo={go}>
          {say('nav.security')}
        </NavLink>
      )}
      {mayReadLog(me) && (
        <NavLink to="/log" onGo={go}>
          {say('nav.log')}
        </NavLink>
      )}
    </nav>
  );
}

function NavLink({
  to,
  exact = false,
  onGo,
  children,
}: {
  to: '/' | '/imports' | '/organisation' | '/catalogue' | '/policy' | '/security' | '/log';
  exact?: boolean;
  onGo: () => void;
  children: string;
}) {
  return (
    <Link
      to={to}
      className="nav-link"
      activeOptions={{ exact }}
      activeProps={{ className: 'nav-link nav-link-here', 'aria-current': 'page' }}
      onClick={onGo}
    >
      {children}
    </Link>
  );
}
