/** What the browser of each kind of post is refused while it goes through its own pages: nothing. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AtlasPage, DESKTOP, launchBrowser } from '../support/browser.ts';
import { startApp, type RunningApp } from '../support/start-app.ts';

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

async function aPostOf(kind: string): Promise<string> {
  const query = '{ signInOptions { demoPosts { code kind } } }';
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data } = (await answer.json()) as {
    data: { signInOptions: { demoPosts: { code: string; kind: string }[] } };
  };
  const found = data.signInOptions.demoPosts.find((post) => post.kind === kind);
  if (!found) throw new Error(`The demo has no post of kind ${kind}`);
  return found.code;
}

describe('the console of a post', () => {
  it.each(['SUBDISTRICT_OFFICIAL', 'COMMUNITY', 'GRID', 'DEPARTMENT', 'DASHBOARD', 'ADMINISTRATOR'])(
    'shows no refusal to one of kind %s',
    async (kind) => {
      const post = await aPostOf(kind);
      const refused: string[] = [];
      atlas = await AtlasPage.open(browser, app.url, '?desk=mine', DESKTOP, async (page) => {
        await page.context().request.post(`${app.url}/sign-in/demo`, { data: { post } });
        page.on('response', async (answer) => {
          if (answer.status() >= 400) refused.push(`${answer.status()} ${new URL(answer.url()).pathname}`);
          const text = answer.url().endsWith('/graphql') ? await answer.text().catch(() => '') : '';
          if (text.includes('"errors"')) refused.push(text.slice(0, 300));
        });
      });
      const { page } = atlas;
      await page.locator('.desk .account').waitFor();
      await page.getByText('缺少 WebGL').waitFor();
      const pages = page.locator('.desk-nav__page');
      for (let i = 0; i < (await pages.count()); i++) {
        await pages.nth(i).click();
        await page.waitForLoadState('networkidle');
      }
      expect(refused).toEqual([]);
    },
  );
});
