const PLAIN_NUMBER = /^-?\d{1,15}(?:\.\d{1,6})?$/;
const DIGITS_MAX = 15;

/** Whether a spreadsheet program keeps the text as a number, digit for digit: IEEE 754 doubles hold fifteen. */
export function isPlainNumber(text: string): boolean {
  return PLAIN_NUMBER.test(text) && text.replace(/[-.]/g, '').length <= DIGITS_MAX;
}
