import { useSyncExternalStore } from 'react';

/**
 * What a page remembers while the tab lives, e.g. the filters of a list: they may hold a customer's number, so they
 * stay out of the address bar and of every storage, and end with the session or the purpose.
 */
const forgetters = new Set<() => void>();

export function forgetEverything(): void {
  for (const forget of forgetters) forget();
}

export type Memory<State> = {
  use: (key: string) => State;
  read: (key: string) => State;
  write: (key: string, change: (state: State) => State) => void;
};

export function createMemory<State>(initial: State): Memory<State> {
  const states = new Map<string, State>();
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  forgetters.add(() => {
    states.clear();
    tell();
  });
  const read = (key: string) => states.get(key) ?? initial;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    read,
    use: (key) => useSyncExternalStore(subscribe, () => read(key)),
    write: (key, change) => {
      states.set(key, change(read(key)));
      tell();
    },
  };
}
