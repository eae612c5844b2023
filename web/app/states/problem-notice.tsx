import Alert from 'antd/es/alert';
import Button from 'antd/es/button';
import { ApiProblem } from '../api/problem.ts';
import { useAppWords } from '../locale/words.ts';

/** A problem as a person can act on it: what, why, and the request id to quote. */
export function ProblemNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const say = useAppWords();
  const { title, detail, request, errors } = useProblemWords(error);
  return (
    <Alert
      className="problem"
      type={isRefusal(error) ? 'warning' : 'error'}
      showIcon
      role="alert"
      title={title}
      description={
        <>
          <p>{detail}</p>
          {errors.length > 0 && (
            <ul>
              {errors.map((each) => (
                <li key={each.path + each.message}>
                  <code>{each.path}</code> {each.message}
                </li>
              ))}
            </ul>
          )}
          {request !== '' && (
            <p className="problem-request">
              {say('problem.request')} <code>{request}</code>
            </p>
          )}
        </>
      }
      {...(onRetry
        ? {
            action: (
              <Button size="small" onClick={onRetry}>
                {say('do.retry')}
              </Button>
            ),
          }
        : {})}
    />
  );
}

function isRefusal(error: unknown): boolean {
  return error instanceof ApiProblem && error.status >= 400 && error.status < 500;
}

export type ProblemWords = {
  title: string;
  detail: string;
  request: string;
  errors: readonly { path: string; message: string }[];
};

export function useProblemWords(error: unknown): ProblemWords {
  const say = useAppWords();
  if (!(error instanceof ApiProblem)) {
    return {
      title: say('problem.unexpected.title'),
      detail: say('problem.unexpected.detail'),
      request: '',
      errors: [],
    };
  }
  const { code, title, detail, request, errors } = error.body;
  if (code === 'unreachable' || code === 'unreadable') {
    return {
      title: say(`problem.${code}.title`),
      detail: say(`problem.${code}.detail`),
      request,
      errors: [],
    };
  }
  return { title, detail, request, errors: errors ?? [] };
}
