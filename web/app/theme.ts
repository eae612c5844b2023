import type { ThemeConfig } from 'antd/es/config-provider/context';
import theme from 'antd/es/theme';
import { useSyncExternalStore } from 'react';
import { onPreferenceChange, readPreference, usePreference, writePreference } from './preferences.ts';

/** Ink on paper: one deep green, one seal red, warm greys. Contrast is at least 4.5:1 for every text. */

export type ThemeChoice = 'light' | 'dark' | 'system';

const darkMedia = typeof matchMedia === 'undefined' ? null : matchMedia('(prefers-color-scheme: dark)');

export function useThemeChoice(): ThemeChoice {
  const stored = usePreference('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function chooseTheme(choice: ThemeChoice): void {
  writePreference('theme', choice === 'system' ? null : choice);
}

function isDark(): boolean {
  const stored = readPreference('theme');
  return stored === 'dark' || (stored !== 'light' && darkMedia?.matches === true);
}

function onThemeChange(listener: () => void): () => void {
  const stop = onPreferenceChange(listener);
  darkMedia?.addEventListener('change', listener);
  return () => {
    stop();
    darkMedia?.removeEventListener('change', listener);
  };
}

export function useDark(): boolean {
  return useSyncExternalStore(onThemeChange, isDark);
}

/** Marks the document, so that the app's own style sheets follow the same choice as the components. */
export function followTheme(): void {
  const mark = () => {
    document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  };
  mark();
  onThemeChange(mark);
}

const SHARED = {
  borderRadius: 6,
  fontSize: 14,
  controlHeight: 34,
  // Fonts are chosen in global.css, by the language of the document.
  fontFamily: 'var(--font)',
  fontFamilyCode: 'var(--code-font)',
  // What opens is there at once, and what closes is gone, focus included.
  motion: false,
} as const;

export function themeConfig(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: dark
      ? {
          ...SHARED,
          colorPrimary: '#2f8a80',
          colorInfo: '#2f8a80',
          colorLink: '#85cfc4',
          colorSuccess: '#4da673',
          colorWarning: '#d29a2f',
          colorError: '#e0705a',
          colorBgBase: '#121716',
          colorBgLayout: '#0d1110',
          colorBgContainer: '#161c1b',
          colorBgElevated: '#1d2423',
          colorTextBase: '#edf1ef',
          colorTextSecondary: '#b4beba',
          colorTextDescription: '#98a39f',
          colorTextPlaceholder: '#8b9692',
          colorBorder: '#3a4542',
          colorBorderSecondary: '#2a3331',
          colorPrimaryBg: '#17322f',
          colorPrimaryBgHover: '#1d3f3b',
          colorPrimaryBorder: '#2c5d57',
          colorPrimaryHover: '#37978c',
          colorPrimaryActive: '#277a71',
          controlItemBgActive: '#17322f',
          controlItemBgActiveHover: '#1d3f3b',
          controlOutline: 'rgba(133, 207, 196, 0.2)',
          colorInfoBg: '#17322f',
          colorInfoBorder: '#2c5d57',
          colorWarningBg: '#33270f',
          colorWarningBorder: '#6b5320',
          colorErrorBg: '#3a201a',
          colorErrorBorder: '#7a4234',
        }
      : {
          ...SHARED,
          colorPrimary: '#1c5f5a',
          colorInfo: '#1c5f5a',
          colorLink: '#1c5f5a',
          colorSuccess: '#2b7548',
          colorWarning: '#8f5f00',
          colorError: '#b0341c',
          colorBgBase: '#ffffff',
          colorBgLayout: '#f5f5f1',
          colorTextBase: '#17211f',
          colorTextSecondary: '#4b5754',
          colorTextDescription: '#5f6b68',
          colorTextPlaceholder: '#6b7673',
          colorBorder: '#c9cdc6',
          colorBorderSecondary: '#e3e5df',
          colorPrimaryBg: '#e5efed',
          colorPrimaryBgHover: '#d7e7e3',
          colorPrimaryBorder: '#9cc4bd',
          colorPrimaryHover: '#28736d',
          colorPrimaryActive: '#134a46',
          controlItemBgActive: '#e5efed',
          controlItemBgActiveHover: '#d7e7e3',
          controlOutline: 'rgba(28, 95, 90, 0.16)',
          colorInfoBg: '#e5efed',
          colorInfoBorder: '#9cc4bd',
          colorWarningBg: '#fbf3e0',
          colorWarningBorder: '#e6cf9c',
          colorErrorBg: '#fbece8',
          colorErrorBorder: '#e8bcb0',
        },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
        ...(dark
          ? {
              colorError: '#f0937e',
              colorErrorHover: '#f6ab99',
              colorErrorActive: '#e0806b',
              dangerColor: '#26100b',
            }
          : {}),
      },
      Alert: { withDescriptionPadding: '12px 14px', withDescriptionIconSize: 18, fontSizeLG: 14 },
      Tabs: {
        horizontalItemGutter: 22,
        ...(dark ? { itemSelectedColor: '#85cfc4', itemHoverColor: '#a5ddd4', inkBarColor: '#85cfc4' } : {}),
      },
    },
  };
}
