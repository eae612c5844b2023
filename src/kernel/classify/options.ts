/**
 * A multi-choice holds several of the options of its field. In its one form they stand a line each, each once and in
 * the order of their characters, so that equal choices are equal texts.
 */
const BETWEEN_OPTIONS = '\n';

/** What people write between several options in a cell; none of it may stand in an option itself. */
const SEPARATOR = /[\n,，;；、|｜]/;

export function chosenOptions(value: string): readonly string[] {
  return value === '' ? [] : value.split(BETWEEN_OPTIONS);
}

export function multiChoice(options: Iterable<string>): string {
  const filled = [...options].map((option) => option.trim()).filter((option) => option !== '');
  return [...new Set(filled)].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(BETWEEN_OPTIONS);
}

/** The one form of what somebody wrote; empty where nothing is chosen. */
export function parseMultiChoice(text: string): string {
  return multiChoice(text.split(SEPARATOR));
}

/** Whether an option can be one of several. */
export function canStandAmongOthers(option: string): boolean {
  return !SEPARATOR.test(option);
}
