import { useSyncExternalStore } from 'react';

/**
 * The only three things that this app leaves in a browser: which purpose code, language and theme were chosen last.
 * Nothing about a customer is ever stored; a browser that refuses storage merely forgets them.
 */
export type Preference = 'purpose' | 'language' | 'theme';

const PREFIX = 'fencun.';
const listeners = new Set<() => void>();
const values = new Map<Preference, string | null>();

export function readPreference(name: Preference): string | null {
  const known = values.get(name);
  if (known !== undefined) return known;
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(PREFIX + name);
  } catch {
    // Storage is switched off: the preference lasts as long as the page.
  }
  values.set(name, stored);
  return stored;
}

export function writePreference(name: Preference, value: string | null): void {
  values.set(name, value);
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, value);
  } catch {
    // As above.
  }
  for (const listener of listeners) listener();
}

export function onPreferenceChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreference(name: Preference): string | null {
  return useSyncExternalStore(onPreferenceChange, () => readPreference(name));
}
