import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { en as appEn } from '../../web/app/locale/en.ts';
import { zh as appZh } from '../../web/app/locale/zh.ts';
import { en as organisationEn } from '../../web/slices/organisation/locale/en.ts';
import { zh as organisationZh } from '../../web/slices/organisation/locale/zh.ts';
import { en as signInEn } from '../../web/slices/sign-in/locale/en.ts';
import { zh as signInZh } from '../../web/slices/sign-in/locale/zh.ts';
import { createUser, deactivate } from '../scim/okta.ts';
import { type RunningApp, startApp } from './app.ts';
import { accessibilityProblems, openBrowser, picture } from './browser.ts';

/** The system administrator and the identity system that keeps people, in real Chromium. */

const LANGUAGES = [
  {
    name: 'zh',
    locale: 'zh-CN',
    app: appZh,
    signIn: signInZh,
    say: organisationZh,
    width: 1280,
    dark: false,
  },
  { name: 'en', locale: 'en-GB', app: appEn, signIn: signInEn, say: organisationEn, width: 375, dark: true },
] as const;
type Words = (typeof LANGUAGES)[number];

let app: RunningApp;
let browser: Browser;
beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(60), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function openOrganisation({ locale, signIn, width, dark, say }: Words): Promise<Page> {
  const viewport = { width, height: 860 };
  const context = await browser.newContext({ locale, viewport, colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${app.url}/organisation`);
  await page.getByLabel(signIn.login, { exact: true }).fill('xu.gang');
  await page.getByLabel(signIn.password, { exact: true }).fill(app.password);
  await page.getByRole('button', { name: signIn.submit, exact: true }).click();
  await page.getByRole('heading', { name: say.title, level: 1 }).waitFor();
  return page;
}

async function scim(token: string, method: string, path: string, body?: unknown) {
  const answer = await fetch(`${app.url}/scim/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as { id: string; Resources: { id: string }[] },
  };
}

describe.each(LANGUAGES)('in $locale', (words) => {
  const { say } = words;

  it(`SCIM-14 a token is made, a word is understood, and a halt is decided by clicks (${words.name})`, async () => {
    const page = await openOrganisation(words);
    await page.getByRole('button', { name: say.sync, exact: true }).click();
    await page.getByLabel(say['sync.token.name']).fill('Okta');
    await page.getByRole('button', { name: say['sync.token.add'], exact: true }).click();
    const token = (await page.locator('.sync-new code').textContent()) ?? '';
    expect(token).toMatch(/^fcp_/);

    const profile = { given: 'Mei', family: 'Lin', department: 'Region 7', title: 'Knight' };
    const made = await scim(
      token,
      'POST',
      '/Users',
      createUser({ ...profile, userName: `mei.${words.name}` }),
    );
    expect(made.status).toBe(201);
    await page.keyboard.press('Escape');
    await page.locator('.sync-new').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: say.sync, exact: true }).click();
    const word = page.getByRole('group', { name: 'Region 7' });
    await word.waitFor();
    await picture(page, `${words.name}-people-sync`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await word.getByRole('combobox').click();
    await page
      .locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option')
      .nth(1)
      .click();
    await page.getByRole('button', { name: words.app['do.save'], exact: true }).click();
    await page.getByRole('group', { name: 'Knight' }).waitFor();
    // For the next language it is unknown again.
    await page
      .getByRole('button', { name: say['sync.mapping.remove.one'].replace('{{name}}', 'Region 7') })
      .click();
    await page.getByRole('button', { name: words.app['do.save'], exact: true }).click();
    await word.waitFor();
    await page.keyboard.press('Escape');

    // What was let through in the other language holds for a day.
    await app.database.pool('owner').query('UPDATE fencun.provisioning_state SET lifted_until = NULL');
    const { body } = await scim(token, 'GET', '/Users?filter=active%20eq%20true&count=200');
    const before = body.Resources.length;
    let status = 200;
    let done = 0;
    for (const { id } of body.Resources.toReversed()) {
      status = (await scim(token, 'PATCH', `/Users/${id}`, deactivate)).status;
      if (status !== 200) break;
      done += 1;
    }
    expect(status).toBe(429);
    expect(done).toBeLessThanOrEqual(before * 0.2);
    await page.reload();
    await page.getByText(say['sync.halted'], { exact: true }).waitFor();
    await picture(page, `${words.name}-people-sync-halted`);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: say['sync.deny'], exact: true }).click();
    await page.getByText(say['sync.denied'], { exact: true }).waitFor();
    await page.getByRole('button', { name: say['sync.resume'], exact: true }).click();
    await page.getByText(say['sync.denied'], { exact: true }).waitFor({ state: 'detached' });
    await page.context().close();
  });
});
