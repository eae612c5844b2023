import type { ZodFastifySchemaValidationError } from 'fastify-type-provider-zod';
import type { ProblemBody } from '../../contract/common.ts';
import type { Label } from '../../kernel/record-type.ts';
import type { Language } from './language.ts';

/**
 * What is wrong with an input, part by part, in words that hold nothing of the input itself: it may be a customer's
 * value, and problems end up in consoles and tickets.
 */
export function fieldErrors(
  issues: readonly ZodFastifySchemaValidationError[],
  language: Language,
): NonNullable<ProblemBody['errors']> {
  return issues.slice(0, 50).map(({ instancePath, keyword, params, message }) => ({
    path: spoken(instancePath),
    message: wordsFor(keyword, params, message)[language],
  }));
}

/** A position, or a name without longer numbers. */
const SPEAKABLE = /^(\d{1,4}|[A-Za-z](?:[A-Za-z_-]|\d(?!\d{4})){0,47})$/;

/** Names of our own and positions stay; a name that only the sender knows becomes a star. */
function spoken(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return parts.map((part) => (SPEAKABLE.test(part) ? part : '*')).join('.');
}

const TYPES: Readonly<Record<string, Label>> = {
  string: { zh: '文本', en: 'a text' },
  number: { zh: '数字', en: 'a number' },
  int: { zh: '整数', en: 'an integer' },
  boolean: { zh: 'true 或 false', en: 'true or false' },
  array: { zh: '列表', en: 'a list' },
  object: { zh: '对象', en: 'an object' },
  record: { zh: '对象', en: 'an object' },
};

function wordsFor(
  keyword: string,
  params: Readonly<Record<string, unknown>>,
  message: string | undefined,
): Label {
  switch (keyword) {
    case 'invalid_type': {
      const type = TYPES[String(params.expected)];
      if (type === undefined) break;
      return { zh: `应为${type.zh}，且不可缺少。`, en: `Must be ${type.en}, and must not be missing.` };
    }
    case 'too_big':
      return {
        zh: `过大或过长，上限为 ${params.maximum}。`,
        en: `Too large or too long; at most ${params.maximum}.`,
      };
    case 'too_small':
      return {
        zh: `过小或过短，下限为 ${params.minimum}。`,
        en: `Too small or too short; at least ${params.minimum}.`,
      };
    case 'invalid_format':
      return { zh: '格式不正确。', en: 'Not in the expected form.' };
    case 'invalid_value':
      return allowed(params.values);
    case 'unrecognized_keys':
      return { zh: '含有未定义的属性。', en: 'Has properties that are not defined.' };
    case 'custom':
      // Written by us in a schema, never made from the input.
      return { zh: '不符合要求。', en: message ?? 'Not acceptable.' };
  }
  return { zh: '不符合要求。', en: 'Not acceptable.' };
}

function allowed(values: unknown): Label {
  const words = Array.isArray(values) ? values.slice(0, 30).map(String).join(', ') : '';
  return { zh: `应为以下之一：${words}。`, en: `Must be one of: ${words}.` };
}
