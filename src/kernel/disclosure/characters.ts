const PLAIN = /^[\x20-\x7e\u3400-\u4dbf\u4e00-\u9fff]*$/;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
const CHARACTER = /\P{M}\p{M}*|\p{M}+/gu;
const MARKS_MAX = 3;

/**
 * The characters of a value as a reader counts them: a letter with its combining marks is one. Invisible and
 * bidirectional control characters and halves of surrogate pairs are dropped, since a mask that "shows" one of them
 * would show nothing, or garble the text around it. The value is in NFC and without outer white space.
 *
 * A character with more than three marks is no letter of any script that we know of, and could carry text as
 * marks: it counts as one character and is represented by U+FFFD.
 */
export function charactersOf(value: string): string[] {
  if (PLAIN.test(value)) return value.trim().split('');
  const visible = value.normalize('NFC').replace(INVISIBLE, '').trim();
  const characters = visible.match(CHARACTER) ?? [];
  return characters.map((character) => (character.length > MARKS_MAX + 2 ? '\ufffd' : character));
}
