import { useSyncExternalStore } from 'react';
import { useAppWords } from '../locale/words.ts';

function subscribe(listener: () => void): () => void {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

export function useOnline(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine);
}

/** Says across the page that the browser has no connection; empty, but announced, while it has. */
export function OfflineNotice() {
  const say = useAppWords();
  const online = useOnline();
  return (
    <div role="status" className={online ? 'unseen' : 'offline'}>
      {online ? '' : say('state.offline')}
    </div>
  );
}
