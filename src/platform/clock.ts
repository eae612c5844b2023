/** Milliseconds since the Unix epoch. Handed in wherever time matters, so that tests can stop it. */
export type Clock = () => number;
