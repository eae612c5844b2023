import { ProblemNotice } from '../states/problem-notice.tsx';
import { PasskeyGivenUp } from './second-factor-api.ts';
import { useSecondFactorWords } from './words.ts';

/** What the server refused, or that the browser gave no passkey. */
export function PasskeyProblem({ error }: { error: unknown }) {
  const say = useSecondFactorWords();
  if (!(error instanceof PasskeyGivenUp)) return <ProblemNotice error={error} />;
  return (
    <p className="entry-problem" role="alert">
      {say('passkey.given-up')}
    </p>
  );
}
