/** What is not there for want of a server: it is missed where it belongs, and comes by itself. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AtlasPage, DESKTOP, launchBrowser } from '../support/browser.ts';
import { startApp, type RunningApp } from '../support/start-app.ts';

const CADRE = '370202007-CADRE-01';

let app: RunningApp;
let browser: Browser;
let atlas: AtlasPage;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser({ webgl: false })]);
});
afterEach(async () => atlas?.close());
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** Until the page knows: code that is sent for in between is missed by the browser for ever. */
async function offline(is: boolean): Promise<void> {
  await atlas.page.context().setOffline(is);
  await atlas.page.waitForFunction((wanted) => navigator.onLine === !wanted, is);
}
const failure = () => atlas.page.locator('#panel').getByRole('alert').filter({ hasText: '连接不上服务器' }).first();

describe('one click without a connection', () => {
  it('is one panel’s failure: map and bar stay, and the panel heals when the line is back', async () => {
    atlas = await AtlasPage.open(browser, app.url);
    await atlas.sees('市南区');
    await atlas.page.getByText('缺少 WebGL').waitFor();
    await offline(true);
    await atlas.openChild('江苏路街道');
    await failure().waitFor();
    expect(await atlas.page.locator('.opening').count()).toBe(0);
    for (const part of ['.bar', '.stage'])
      expect([part, await atlas.page.locator(part).isVisible()]).toEqual([part, true]);
    await offline(false);
    await atlas.sees('江苏路街道');
    expect(await atlas.page.getByRole('alert').count()).toBe(0);
  });

  it('leaves a part of the page whose code did not come to come later', async () => {
    atlas = await AtlasPage.open(browser, app.url, '?desk=mine', DESKTOP, async (page) => {
      await page.context().request.post(`${app.url}/sign-in/demo`, { data: { post: CADRE } });
    });
    await atlas.page.locator('.case-row').first().waitFor();
    await offline(true);
    await atlas.page.locator('.desk-nav__page[data-page=report]').click();
    await atlas.page.locator('.desk__part[role=alert]').waitFor();
    expect(await atlas.page.locator('.stage').isVisible()).toBe(true);
    await offline(false);
    await atlas.page.locator('.report__form').waitFor();
  });
});

describe('a server that is away for a while', () => {
  it('is asked again by itself, also where nothing tells that it is back', async () => {
    atlas = await AtlasPage.open(browser, app.url, '?place=370202007');
    await atlas.sees('江苏路街道');
    await atlas.page.route('**/graphql', (route) => route.fulfill({ status: 503, body: '' }));
    await atlas.openChild('龙江路社区');
    await atlas.page.locator('#panel').getByRole('alert').filter({ hasText: '503' }).first().waitFor();
    await atlas.page.unroute('**/graphql');
    await atlas.sees('龙江路社区');
  });

  it('is asked again by a page that knows nothing yet', async () => {
    atlas = await AtlasPage.open(browser, app.url, '', DESKTOP, async (page) => {
      await page.route('**/graphql', (route) => route.fulfill({ status: 503, body: '' }));
    });
    await atlas.page.locator('.opening').getByRole('alert').waitFor();
    await atlas.page.unroute('**/graphql');
    await atlas.sees('市南区');
  });
});
