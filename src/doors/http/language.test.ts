import { describe, expect, it } from 'vitest';
import { languageOf } from './language.ts';

describe('the language of an answer', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en-US,en;q=0.9', 'en'],
    ['EN', 'en'],
    ['fr, en;q=0.4, zh;q=0.3', 'en'],
    ['en;q=0.3, zh-TW;q=0.7', 'zh'],
    ['en;q=0, zh;q=0', 'zh'],
    ['fr', 'zh'],
    ['*', 'zh'],
    ['en;q=abc', 'zh'],
    ['en; q=0.5', 'en'],
  ])('for Accept-Language %j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });
});
