import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Reads the sources as text, for what must have one home or none. */

const HERE = fileURLToPath(new URL('.', import.meta.url));
const sources = readdirSync(HERE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /^(?:app|slices)\/.*\.tsx?$/.test(path) && !path.endsWith('.test.ts'))
  .map((path) => ({ path, text: readFileSync(HERE + path, 'utf8') }));

function filesWith(pattern: RegExp): string[] {
  return sources.filter(({ text }) => pattern.test(text)).map(({ path }) => path);
}

describe('traces in the browser', () => {
  it('WEB-11 storage is written in one place, which knows three preferences', () => {
    expect(filesWith(/\blocalStorage\b/)).toEqual(['app/preferences.ts']);
    expect(filesWith(/\bsessionStorage\b|\bindexedDB\b|\bdocument\.cookie\b|\bcaches\.open\b/)).toEqual([]);
    const text = sources.find(({ path }) => path === 'app/preferences.ts')?.text;
    expect(text).toContain("type Preference = 'purpose' | 'language' | 'theme';");
  });

  it('WEB-11 the title of the document is set in one place, and nothing is written to the console', () => {
    expect(filesWith(/\bdocument\.title\b/)).toEqual(['app/shell/page-title.ts']);
    expect(filesWith(/\bconsole\.\w+\(/)).toEqual([]);
  });

  it('WEB-12 the page holds no inline script, no inline style and no address of another site', () => {
    const page = readFileSync(`${HERE}index.html`, 'utf8');
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(page).not.toMatch(/https?:\/\//);
    expect(page).toContain('<meta name="csp-nonce" content="__CSP_NONCE__" />');
    expect(filesWith(/dangerouslySetInnerHTML|\.innerHTML\b|\beval\(|new Function\(/)).toEqual([]);
  });
});
