import { useSyncExternalStore } from 'react';

const media = matchMedia('(max-width: 640px)');

function subscribe(listener: () => void): () => void {
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/** Whether the window is as narrow as a phone, where tables become cards. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => media.matches);
}
