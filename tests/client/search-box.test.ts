import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { AtlasPage, DESKTOP, launchBrowser } from '../support/browser.ts';
import { startApp, type RunningApp } from '../support/start-app.ts';

let app: RunningApp;
let browser: Browser;
let atlas: AtlasPage;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});
afterEach(async () => atlas?.close());
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

it('one searches by initials, and by a former name, which is said', async () => {
  atlas = await AtlasPage.open(browser, app.url, '', DESKTOP);
  const box = atlas.page.getByRole('combobox');
  await box.focus();
  await atlas.type('ZJL 7');
  await expect.poll(() => atlas.searchResults(), { timeout: 20_000 }).toEqual(['浙江路7号院']);
  await box.fill('海口路社区 第５网格');
  await expect.poll(() => atlas.searchResults(), { timeout: 20_000 }).toEqual(['海口路社区第四网格']);
  expect(await atlas.text('[role=option] .search__former')).toBe('曾用名：海口路社区第五网格');
  // The Enter with which an input method ends, as Safari tells of it.
  await box.evaluate((input) =>
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true })),
  );
  expect(await box.inputValue()).toBe('海口路社区 第５网格');
  await atlas.press('Enter');
  await atlas.sees('海口路社区第四网格');
});
