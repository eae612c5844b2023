import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Label } from '../../src/kernel/record-type.ts';
import { readPreference, writePreference } from './preferences.ts';

/** The two languages of the app; also the keys of a {@link Label}. */
export type Language = keyof Label;

export const LANGUAGE_TAGS: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

function preferredLanguage(): Language {
  const remembered = readPreference('language');
  if (remembered === 'zh' || remembered === 'en') return remembered;
  return typeof navigator === 'undefined' || navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

void i18next.use(initReactI18next).init({
  lng: preferredLanguage(),
  fallbackLng: false,
  supportedLngs: ['zh', 'en'],
  resources: {},
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  interpolation: { escapeValue: false },
  react: { useSuspense: false, bindI18nStore: '' },
});

export function currentLanguage(): Language {
  return i18next.language === 'en' ? 'en' : 'zh';
}

export function changeLanguage(language: Language): void {
  writePreference('language', language);
  void i18next.changeLanguage(language);
}

export function onLanguageChange(listener: () => void): void {
  i18next.on('languageChanged', listener);
}

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'en' ? 'en' : 'zh';
}

/** Picks the reader's language out of a label. */
export function useLabel(): (label: Label) => string {
  const language = useLanguage();
  return (label) => label[language];
}
