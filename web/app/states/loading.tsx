import Skeleton from 'antd/es/skeleton';
import { useAppWords } from '../locale/words.ts';

/** The place-holder of a page or table while it is read. */
export function Loading({ rows = 6 }: { rows?: number }) {
  const say = useAppWords();
  return (
    <div className="loading" role="status" aria-live="polite">
      <span className="unseen">{say('state.loading')}</span>
      <Skeleton active title={false} paragraph={{ rows, width: '100%' }} />
    </div>
  );
}
