import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * Reads the sources as text: whatever a person may read stands in a locale file, in both languages, and is used.
 */

const HERE = fileURLToPath(new URL('.', import.meta.url));
const HAN = /\p{Script=Han}/u;
/** The mark's own name, which a comment may explain. */
const COMMENT = /\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm;

const sources = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(?:app|slices)\/.*\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(HERE + path, 'utf8').replaceAll(COMMENT, '') }));
const pages = sources.filter(({ path }) => !path.includes('/locale/'));

type LocaleFile = { folder: string; zh: Record<string, string>; en: Record<string, string> };

async function locales(): Promise<LocaleFile[]> {
  const folders = sources
    .filter(({ path }) => path.endsWith('/locale/zh.ts'))
    .map(({ path }) => path.slice(0, -'zh.ts'.length));
  return Promise.all(
    folders.map(async (folder) => {
      const [{ zh }, { en }] = await Promise.all([
        import(`${HERE}${folder}zh.ts`) as Promise<{ zh: Record<string, string> }>,
        import(`${HERE}${folder}en.ts`) as Promise<{ en: Record<string, string> }>,
      ]);
      return { folder, zh, en };
    }),
  );
}

describe('words', () => {
  it('WEB-4 no Chinese character stands outside a locale file', () => {
    const offenders = pages.filter(({ text }) => HAN.test(text)).map(({ path }) => path);
    expect(offenders).toEqual([]);
  });

  it('WEB-4 no sentence is written into JSX or into an attribute that people read or hear', () => {
    const literal = />\s*[A-Za-z][A-Za-z ,.’'-]*\s*<\/[a-zA-Z]/;
    const attribute = /\b(?:aria-label|title|placeholder|alt|label)="[^"]*[A-Za-z]/;
    const offenders = pages
      .filter(({ path, text }) => path.endsWith('.tsx') && (literal.test(text) || attribute.test(text)))
      .map(({ path }) => path);
    expect(offenders).toEqual([]);
  });

  it('WEB-4 both languages have the same keys and the same parameters, and English holds no Chinese', async () => {
    for (const { folder, zh, en } of await locales()) {
      expect(Object.keys(en), folder).toEqual(Object.keys(zh));
      for (const [key, text] of Object.entries(zh)) {
        const parameters = (words: string) =>
          [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
        expect(parameters(en[key] ?? ''), `${folder} ${key}`).toEqual(parameters(text));
        if (key !== 'language.other') expect(en[key], `${folder} ${key}`).not.toMatch(HAN);
      }
    }
  });

  it('WEB-4 every word is said somewhere', async () => {
    const unsaid: string[] = [];
    for (const { folder, zh } of await locales()) {
      const slice = folder.slice(0, -'locale/'.length);
      const scope =
        folder === 'app/locale/' || folder === 'app/log/locale/'
          ? pages
          : pages.filter(({ path }) => path.startsWith(slice));
      const text = scope.map((each) => each.text).join('\n');
      const unused = Object.keys(zh).filter((key) => !text.includes(`'${key}'`) && !isBuilt(key, text));
      unsaid.push(...unused.map((key) => folder + key));
    }
    expect(unsaid).toEqual([]);
  });
});

/** Whether some code makes the key out of a prefix and a code, by template or by `say.code`. */
function isBuilt(key: string, text: string): boolean {
  const parts = key.split('.');
  return parts.some((_, index) => {
    const prefix = parts.slice(0, index).join('.');
    const suffix = parts.slice(index + 1).join('.');
    if (text.includes(`code('${prefix}'`)) return true;
    const template = `\`${prefix === '' ? '' : `${prefix}.`}\${`;
    return text.includes(template) && (suffix === '' || text.includes(`}.${suffix}\``));
  });
}
