import type { Label } from '../../../src/kernel/record-type.ts';

/** Something that can be done from the palette. It never holds a customer's value, but for what was just typed. */
export type Command = Readonly<{
  id: string;
  group: 'find' | 'place' | 'purpose' | 'action';
  name: string;
  /** What it is found by besides its name: the name in the other language, a code. */
  also: readonly string[];
  hint?: string;
  /** The keys that do the same, as they are pressed. */
  keys?: readonly string[];
  run: () => void;
}>;

/** Every word that was typed must occur; what begins with it comes first. The order of the list breaks ties. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands;
  const ranked = commands.flatMap((command, index) => {
    const texts = [command.name, ...command.also].map((text) => text.normalize('NFKC').toLowerCase());
    const places = words.map((word) => best(texts, word));
    if (places.includes(Number.POSITIVE_INFINITY)) return [];
    return [{ command, rank: Math.max(...places), index }];
  });
  return ranked
    .toSorted((one, other) => one.rank - other.rank || one.index - other.index)
    .map(({ command }) => command);
}

/** 0 where a text begins with the word, 1 where a part of it does, 2 where the word stands anywhere in it. */
function best(texts: readonly string[], word: string): number {
  const ranks = texts.map((text) => {
    if (text.startsWith(word)) return 0;
    if (text.includes(` ${word}`)) return 1;
    return text.includes(word) ? 2 : Number.POSITIVE_INFINITY;
  });
  return Math.min(...ranks);
}

export function bothLanguages({ zh, en }: Label): readonly string[] {
  return [zh, en];
}
