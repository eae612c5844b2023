/** A moment as an entry of the form `datetime-local` writes it, in the reader's time zone; empty for none. */
export function entryOfMoment(at: number | undefined): string {
  if (at === undefined) return '';
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** Milliseconds since the Unix epoch, or null where nothing readable was entered. */
export function momentOfEntry(text: string): number | null {
  const at = new Date(text).getTime();
  return text === '' || Number.isNaN(at) ? null : at;
}

export type ValidityDraft = Readonly<{ from: string; until: string }>;

export function validityDraftOf({ from, until }: { from?: number; until?: number }): ValidityDraft {
  return { from: entryOfMoment(from), until: entryOfMoment(until) };
}

export function validityOf(draft: ValidityDraft): { from?: number; until?: number } {
  const from = momentOfEntry(draft.from);
  const until = momentOfEntry(draft.until);
  return { ...(from === null ? {} : { from }), ...(until === null ? {} : { until }) };
}

export function isValidityInOrder(draft: ValidityDraft): boolean {
  const { from, until } = validityOf(draft);
  return from === undefined || until === undefined || from < until;
}
