import i18next from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import './i18n.ts';

/**
 * Typed words. Chinese is written first; English must have exactly the same keys, and whoever says a key must give
 * exactly the parameters that its Chinese text names, or the type check fails.
 */

type ParameterNames<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;
type Parameters<Text extends string> = [ParameterNames<Text>] extends [never]
  ? []
  : [parameters: Readonly<Record<ParameterNames<Text>, string | number>>];

type Texts = Readonly<Record<string, string>>;
/** The same keys in another language. */
export type Translation<Zh extends Texts> = Readonly<Record<keyof Zh, string>>;

export type Say<Zh extends Texts> = {
  <Key extends keyof Zh & string>(key: Key, ...parameters: Parameters<Zh[Key]>): string;
  /** Words for a code that the server may extend: the code itself when there are none. */
  code: (prefix: string, code: string) => string;
};

/** Registers the words of one slice and gives the hook by which its components say them. */
export function createWords<const Zh extends Texts>(
  slice: string,
  words: { zh: Zh; en: Translation<Zh> },
): () => Say<Zh> {
  i18next.addResourceBundle('zh', slice, words.zh);
  i18next.addResourceBundle('en', slice, words.en);
  // biome-ignore lint/correctness/noComponentHookFactories: called once, at the top of each slice's words.ts
  return function useWords() {
    const { t } = useTranslation(slice);
    return useMemo(() => {
      const say = (key: string, parameters?: Readonly<Record<string, string | number>>): string =>
        t(key, parameters ?? {});
      const code = (prefix: string, value: string) =>
        Object.hasOwn(words.zh, `${prefix}.${value}`) ? t(`${prefix}.${value}`) : value;
      return Object.assign(say, { code }) as unknown as Say<Zh>;
    }, [t]);
  };
}
