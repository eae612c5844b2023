import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { SSO_FAULTS, type SsoFault } from '../../src/contract/single-sign-on.ts';
import { whenSignedOut } from './api/client.ts';
import { isProblem } from './api/problem.ts';
import { queryClient } from './api/query-client.ts';
import { dropSession, sessionQuery } from './api/session.ts';
import { isOwnPath } from './own-path.ts';
import { RouteLoading, RouteNotFound, RouteProblem } from './route-states.tsx';

/** Every page is a chunk of its own; addresses hold record types and opaque ids, never a value. */

const root = createRootRoute({ component: Outlet, notFoundComponent: RouteNotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Record<string, unknown>): { next?: string; sso?: SsoFault } => {
    const fault = SSO_FAULTS.find((each) => each === search.sso);
    return {
      ...(typeof search.next === 'string' && isOwnPath(search.next) ? { next: search.next } : {}),
      ...(fault === undefined ? {} : { sso: fault }),
    };
  },
  component: lazyRouteComponent(() => import('../slices/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(() => import('../slices/welcome/welcome-page.tsx'), 'WelcomePage'),
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('../slices/setup/setup-page.tsx'), 'SetupPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!isProblem(error, 'not-signed-in')) throw error;
      throw redirect({ to: '/sign-in', search: nextOf(location.pathname) });
    }
  },
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
});

const page = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => signedIn, path, component });

const routeTree = root.addChildren([
  signIn,
  welcome,
  setup,
  signedIn.addChildren([
    page(
      '/',
      lazyRouteComponent(() => import('../slices/home/home-page.tsx'), 'HomePage'),
    ),
    page(
      '/records/$type',
      lazyRouteComponent(() => import('../slices/records/list-page.tsx'), 'ListPage'),
    ),
    page(
      '/records/$type/$id',
      lazyRouteComponent(() => import('../slices/records/record-page.tsx'), 'RecordPage'),
    ),
    page(
      '/requests',
      lazyRouteComponent(() => import('../slices/sharing/requests-page.tsx'), 'RequestsPage'),
    ),
    page(
      '/requests/$id',
      lazyRouteComponent(() => import('../slices/sharing/request-page.tsx'), 'RequestPage'),
    ),
    page(
      '/approval-flow',
      lazyRouteComponent(() => import('../slices/sharing/flow-page.tsx'), 'FlowPage'),
    ),
    page(
      '/exports',
      lazyRouteComponent(() => import('../slices/exports/exports-page.tsx'), 'ExportsPage'),
    ),
    page(
      '/imports',
      lazyRouteComponent(() => import('../slices/imports/imports-page.tsx'), 'ImportsPage'),
    ),
    page(
      '/imports/$id',
      lazyRouteComponent(() => import('../slices/imports/import-page.tsx'), 'ImportPage'),
    ),
    page(
      '/log',
      lazyRouteComponent(() => import('../slices/access-log/log-page.tsx'), 'LogPage'),
    ),
    page(
      '/credentials',
      lazyRouteComponent(() => import('../slices/credentials/credentials-page.tsx'), 'CredentialsPage'),
    ),
    page(
      '/organisation',
      lazyRouteComponent(() => import('../slices/organisation/organisation-page.tsx'), 'OrganisationPage'),
    ),
    page(
      '/organisation/import',
      lazyRouteComponent(() => import('../slices/roster/roster-page.tsx'), 'RosterPage'),
    ),
    page(
      '/catalogue',
      lazyRouteComponent(() => import('../slices/catalogue/catalogue-page.tsx'), 'CataloguePage'),
    ),
    page(
      '/templates',
      lazyRouteComponent(() => import('../slices/templates/templates-page.tsx'), 'TemplatesPage'),
    ),
    page(
      '/security',
      lazyRouteComponent(() => import('../slices/security/security-page.tsx'), 'SecurityPage'),
    ),
    page(
      '/reviews',
      lazyRouteComponent(() => import('../slices/reviews/reviews-page.tsx'), 'ReviewsPage'),
    ),
    page(
      '/reviews/$id',
      lazyRouteComponent(() => import('../slices/reviews/review-page.tsx'), 'ReviewPage'),
    ),
    page(
      '/authority',
      lazyRouteComponent(() => import('../slices/reviews/authority-page.tsx'), 'AuthorityPage'),
    ),
    page(
      '/policy',
      lazyRouteComponent(() => import('../slices/policy/policy-page.tsx'), 'PolicyPage'),
    ),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: false,
  defaultPendingComponent: RouteLoading,
  defaultErrorComponent: RouteProblem,
  defaultNotFoundComponent: RouteNotFound,
  scrollRestoration: false,
});

whenSignedOut(() => {
  const { pathname } = router.state.location;
  if (pathname === '/sign-in') return;
  void router.navigate({ to: '/sign-in', search: nextOf(pathname) }).then(dropSession);
});

function nextOf(pathname: string): { next?: string } {
  return pathname === '/' ? {} : { next: pathname };
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
