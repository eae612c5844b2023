import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDoor, type TestDoor } from '../../../test/support/http-services.ts';

let folder: string;
let door: TestDoor;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fencun-web-'));
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  writeFileSync(
    join(folder, 'web', 'index.html'),
    '<meta name="csp-nonce" content="__CSP_NONCE__"><div id="root">',
  );
  writeFileSync(join(folder, 'web', 'mark.svg'), '<svg/>');
  writeFileSync(join(folder, 'web', 'assets', 'main-4f2a.js'), 'export {}');
  door = await openTestDoor({}, { webFolder: join(folder, 'web') });
});
afterAll(async () => {
  await door.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the web app', () => {
  it.each([['/'], ['/index.html'], ['/records/customer'], ['/records/customer/0195a4c0?tab=history']])(
    'HTTP-21 %s is its page, asked for anew each time, with the nonce of this answer',
    async (url) => {
      const answer = await door.app.inject({ url });
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['cache-control']).toBe('no-cache');
      const [, nonce] = /content="([\w-]{22})"/.exec(answer.body) ?? [];
      expect(answer.headers['content-security-policy']).toContain(`'nonce-${nonce}'`);
      expect(answer.body).toContain('<div id="root">');
    },
  );

  it('HTTP-21 files with a digest in their name may be kept for good, others are asked for', async () => {
    const script = await door.app.inject({ url: '/assets/main-4f2a.js' });
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['content-type']).toMatch(/javascript/);
    const mark = await door.app.inject({ url: '/mark.svg' });
    expect(mark.headers['cache-control']).toBe('no-cache');
    expect(mark.headers['content-type']).toBe('image/svg+xml');
  });

  it.each([
    ['/assets/gone-0000.js'],
    ['/robots.txt'],
    ['/../secret.txt'],
    ['/%2e%2e/secret.txt'],
    ['/assets/..%2f..%2fsecret.txt'],
    ['/api'],
    ['/api/v2/records'],
    ['/metrics/more'],
  ])('HTTP-21 %s is a problem and no page', async (url) => {
    const answer = await door.app.inject({ url });
    expect(answer.statusCode).toBeGreaterThanOrEqual(400);
    expect(answer.statusCode).toBeLessThan(500);
    expect(answer.json()).toMatchObject({ code: 'not-found' });
    expect(answer.body).not.toContain('secret"');
  });

  it('says how to build it where it has not been built', async () => {
    const unbuilt = await openTestDoor({}, { webFolder: join(folder, 'none') });
    const answer = await unbuilt.app.inject({ url: '/', headers: { 'accept-language': 'en' } });
    expect(answer.body).toContain('npm run build');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    await unbuilt.close();
  });
});
