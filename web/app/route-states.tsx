import { Link, useRouter } from '@tanstack/react-router';
import { useAppWords } from './locale/words.ts';
import { BlankState } from './states/blank-state.tsx';
import { Loading } from './states/loading.tsx';
import { ProblemNotice } from './states/problem-notice.tsx';

export function RouteLoading() {
  return (
    <div className="route-state">
      <Loading rows={4} />
    </div>
  );
}

export function RouteProblem({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <div className="route-state">
      <ProblemNotice error={error} onRetry={() => void router.invalidate()} />
    </div>
  );
}

export function RouteNotFound() {
  const say = useAppWords();
  return (
    <BlankState
      drawing="missing"
      title={say('state.page-not-found.title')}
      action={<Link to="/">{say('state.to-home')}</Link>}
    >
      {say('state.page-not-found.detail')}
    </BlankState>
  );
}
