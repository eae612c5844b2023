/** Column of a reference such as `AB12`, from 0 (27); undefined if it names none. */
export function columnOf(reference: string): number | undefined {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at += 1) {
    const letter = reference.charCodeAt(at) & ~0x20;
    if (letter < 0x41 || letter > 0x5a) break;
    column = column * 26 + letter - 0x40;
  }
  return at === 0 || at > 3 ? undefined : column - 1;
}

/** Row of a reference such as `AB12`, from 1 (12); undefined if it names none. */
export function rowOf(reference: string): number | undefined {
  const row = Number(reference.replace(/^[A-Za-z]+/, ''));
  return Number.isInteger(row) && row > 0 ? row : undefined;
}
