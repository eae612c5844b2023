import type { Label } from '../../kernel/record-type.ts';

export type Language = keyof Label;

export const LANGUAGES: readonly Language[] = ['zh', 'en'];

/** The language that locale variables ask for, or null where they name neither of ours (unset, C, POSIX, others). */
export function languageOfLocale(environment: Readonly<Record<string, string | undefined>>): Language | null {
  // POSIX.1-2017, section 8.2: the first of them that is set decides.
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  if (/^zh\b|^zh_/i.test(locale)) return 'zh';
  return /^en\b|^en_/i.test(locale) ? 'en' : null;
}

/** `--lang` as it stands anywhere before `--`: needed before the arguments are parsed, because help speaks it too. */
export function languageOfArguments(argv: readonly string[]): Language | null {
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  const at = own.findIndex((argument) => argument === '--lang' || argument.startsWith('--lang='));
  if (at < 0) return null;
  const given = own[at] === '--lang' ? own[at + 1] : own[at]?.slice('--lang='.length);
  return LANGUAGES.find((language) => language === given) ?? null;
}
