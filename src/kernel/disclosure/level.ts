/** What one field of one record becomes for one reader, least first. */
export const DISCLOSURES = ['withheld', 'summary', 'masked', 'shown'] as const;
export type Disclosure = (typeof DISCLOSURES)[number];

/** A disclosure as a number, for plans and SQL: 0 withheld, 1 summary, 2 masked, 3 shown. */
export type Level = 0 | 1 | 2 | 3;

export function levelOf(disclosure: Disclosure): Level {
  return DISCLOSURES.indexOf(disclosure) as Level;
}

export function disclosureOf(level: Level): Disclosure {
  return DISCLOSURES[level];
}
