import type { FastifyRequest } from 'fastify';

export type Language = 'zh' | 'en';
export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en' };

/** The language that the client likes best of ours (RFC 9110 section 12.5.4); Chinese where it likes none. */
export function languageOf(header: string | undefined): Language {
  let best: Language = 'zh';
  let weightOfBest = 0;
  for (const part of (header ?? '').slice(0, 500).split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const primary = tag.split('-')[0];
    if (primary !== 'zh' && primary !== 'en') continue;
    const weight = weightOf(parameters);
    if (weight > weightOfBest) {
      best = primary;
      weightOfBest = weight;
    }
  }
  return best;
}

function weightOf(parameters: readonly string[]): number {
  const written = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(parameter)?.[1]);
  const given = written.find((text) => text !== undefined);
  if (given !== undefined) return Number(given);
  return parameters.length === 0 ? 1 : 0;
}

export function languageOfRequest(request: FastifyRequest): Language {
  return languageOf(request.headers['accept-language']);
}
