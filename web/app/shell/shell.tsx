import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useMe } from '../api/session.ts';
import { CommandCentre } from '../commands/command-centre.tsx';
import { useAppWords } from '../locale/words.ts';
import { ProofNeeded, SetUpNeeded } from '../second-factor/needed.tsx';
import { StepUp } from '../second-factor/step-up.tsx';
import { AccountMenu } from './account-menu.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { Mark } from './mark.tsx';
import { Nav } from './nav.tsx';
import { OfflineNotice } from './offline-notice.tsx';
import { PasswordNeeded } from './password-form.tsx';
import { PurposeSwitch } from './purpose-switch.tsx';
import './shell.css';

/** The frame of every page behind the sign-in. */
export function Shell() {
  const say = useAppWords();
  const me = useMe();
  const [navOpen, setNavOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  useFocusOnArrival(main, pathname);
  const isFree = !me.mustProveSecondFactor && !me.mustChangePassword && !me.mustSetUpSecondFactor;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape is a shortcut for the button that closes the navigation
    <div
      onKeyDown={(event) => {
        if (event.key === 'Escape') setNavOpen(false);
      }}
      className={`shell${navOpen ? ' shell-nav-open' : ''}${isFree ? '' : ' shell-pending'}`}
    >
      <a className="skip" href="#content">
        {say('nav.skip')}
      </a>
      <header className="top-bar">
        <button
          type="button"
          className="nav-toggle"
          aria-expanded={navOpen}
          aria-controls="navigation"
          aria-label={navOpen ? say('nav.close') : say('nav.open')}
          onClick={() => setNavOpen(!navOpen)}
        >
          <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
            <path d={navOpen ? 'M5 5l10 10M15 5L5 15' : 'M3 6h14M3 10h14M3 14h14'} />
          </svg>
        </button>
        <Link to="/" className="brand">
          <Mark />
          <span className="brand-name">{say('product.name')}</span>
        </Link>
        {isFree && <PurposeSwitch />}
        <div className="top-bar-end">
          {isFree && <CommandCentre />}
          <LanguageSwitch />
          <AccountMenu />
        </div>
      </header>
      <OfflineNotice />
      <div className="side" id="navigation">
        {isFree && <Nav onGo={() => setNavOpen(false)} />}
      </div>
      {navOpen && <div className="nav-shade" onClick={() => setNavOpen(false)} aria-hidden="true" />}
      <main id="content" className="content" ref={main} tabIndex={-1}>
        {me.mustProveSecondFactor && <ProofNeeded />}
        {me.mustChangePassword && <PasswordNeeded />}
        {me.mustSetUpSecondFactor && <SetUpNeeded />}
        {isFree && <Outlet />}
      </main>
      <StepUp />
    </div>
  );
}

/** After a change of page, reading and tabbing go on in the page and not in the navigation. */
function useFocusOnArrival(main: React.RefObject<HTMLElement | null>, pathname: string): void {
  const previous = useRef(pathname);
  useEffect(() => {
    if (previous.current === pathname) return;
    previous.current = pathname;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [main, pathname]);
}
