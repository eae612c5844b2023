import { Problem } from '../../contract/problem.ts';

/**
 * Refuses texts that no database column could hold as they are: PostgreSQL has no NUL in a text, and half a surrogate
 * pair is no character.
 *
 * @throws Problem `invalid-input`, which doesn't say where: names and values are the sender's
 */
export function mustBeStorable(value: unknown): void {
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next === 'string') {
      if (next.includes('\0') || !isWellFormed(next)) throw notStorable();
    } else if (typeof next === 'object' && next !== null) {
      for (const [name, member] of Object.entries(next)) waiting.push(name, member);
    }
  }
}

function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

function notStorable(): Problem {
  return new Problem('invalid-input', {
    'detail.zh': '文本中含有无法保存的字符（空字符或残缺的字符）。',
    'detail.en': 'A text holds characters that cannot be stored (NUL, or half a surrogate pair).',
  });
}
