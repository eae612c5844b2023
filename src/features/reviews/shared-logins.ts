/** A session as far as it tells whether two people use one login. Instants are ms since the Unix epoch. */
export type SessionSpan = Readonly<{
  person: number;
  from: number;
  /** When it was last seen. */
  until: number;
  /** Network and browser together: what one person is usually at once. */
  place: string;
}>;

export type SharedLogin = Readonly<{
  person: number;
  /** Most places at once. */
  places: number;
  /** How many sessions were active while another of the same person was, elsewhere. */
  times: number;
  lastAt: number;
}>;

/**
 * Logins that were active in two places at once. One person with two devices looks the same: it is a reason to ask, and
 * no verdict.
 */
export function sharedLogins(sessions: readonly SessionSpan[]): readonly SharedLogin[] {
  const found = new Map<number, SharedLogin>();
  const active = new Map<number, readonly SessionSpan[]>();
  for (const session of sessions.toSorted((one, other) => one.from - other.from)) {
    const { person, from, place } = session;
    const still = (active.get(person) ?? []).filter(({ until }) => until > from);
    active.set(person, [...still, session]);
    const elsewhere = still.filter((each) => each.place !== place);
    if (elsewhere.length === 0) continue;
    const known = found.get(person) ?? { person, places: 0, times: 0, lastAt: 0 };
    const places = new Set([place, ...elsewhere.map((each) => each.place)]).size;
    const lastAt = Math.max(...elsewhere.map(({ until }) => Math.min(until, session.until)), from);
    found.set(person, {
      person,
      places: Math.max(known.places, places),
      times: known.times + 1,
      lastAt: Math.max(known.lastAt, lastAt),
    });
  }
  return [...found.values()].sort((one, other) => other.times - one.times);
}
