import ConfigProvider from 'antd/es/config-provider';
import type { Locale } from 'antd/es/locale';
import en from 'antd/es/locale/en_US';
import zh from 'antd/es/locale/zh_CN';
import { type ReactNode, useMemo } from 'react';
import { type Language, useLanguage } from './i18n.ts';
import { themeConfig, useDark } from './theme.ts';

const LOCALES: Readonly<Record<Language, Locale>> = { zh, en };

/** The nonce that the server wrote into the page: styles made at run time are allowed by it, and by nothing else. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** Theme, component language and style nonce for everything below. */
export function Appearance({ children }: { children: ReactNode }) {
  const language = useLanguage();
  const dark = useDark();
  const theme = useMemo(() => themeConfig(dark), [dark]);
  return (
    <ConfigProvider
      locale={LOCALES[language]}
      theme={theme}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
      form={{ requiredMark: false }}
    >
      {children}
    </ConfigProvider>
  );
}
