/** A page that is left open over midnight in China. Server and browser are told the same time. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AtlasPage, DESKTOP, launchBrowser } from '../support/browser.ts';
import { startApp, type RunningApp } from '../support/start-app.ts';

let app: RunningApp;
let browser: Browser;
let atlas: AtlasPage;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser({ webgl: false })]);
});
afterEach(async () => {
  await atlas?.page.unrouteAll({ behavior: 'ignoreErrors' });
  await atlas?.close();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const dayIn = (time: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date(time));
const TODAY = dayIn(Date.now());
const LATE = Date.parse(`${TODAY}T23:59:30+08:00`);
const TOMORROW = dayIn(LATE + 60_000);

/** Opens the page half a minute before midnight; answers come from a server whose clock agrees. */
async function open(query: string): Promise<Page> {
  atlas = await AtlasPage.open(browser, app.url, query, DESKTOP, async (page) => {
    await page.clock.install({ time: LATE });
    await page.route('**/graphql', async (route) => {
      const answer = await route.fetch();
      const now = await page.evaluate(() => Date.now()).catch(() => LATE);
      await route.fulfill({ response: answer, headers: { ...answer.headers(), date: new Date(now).toUTCString() } });
    });
  });
  await atlas.sees('市南区');
  await atlas.page.locator('.dates__day').waitFor();
  return atlas.page;
}
const shown = (page: Page): Promise<string> => page.locator('.dates__day').inputValue();

describe('a page that is left open over midnight', () => {
  it('goes along with the day where it shows what is now', async () => {
    const page = await open(`?date=${TODAY}`);
    expect(await shown(page)).toBe(TODAY);
    await page.clock.runFor(40_000);
    await expect.poll(() => shown(page), { timeout: 20_000 }).toBe(TOMORROW);
    expect(atlas.query()).toContain(`date=${TOMORROW}`);
  });

  it('finds the day when it is looked at again after a sleep', async () => {
    const page = await open(`?date=${TODAY}`);
    // Timers stood still.
    await page.clock.pauseAt(LATE + 8 * 3_600_000);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect.poll(() => shown(page), { timeout: 20_000 }).toBe(TOMORROW);
  });

  it('stays on a day that was chosen', async () => {
    const page = await open('?date=2024-12-31');
    await page.clock.runFor(120_000);
    expect(await shown(page)).toBe('2024-12-31');
  });
});
