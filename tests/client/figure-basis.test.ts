/** A figure says beside itself what it rests on and what it means. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { AtlasPage, launchBrowser } from '../support/browser.ts';
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

it('says in the legend and in the panel of a place what figures rest on and what they mean', async () => {
  atlas = await AtlasPage.open(browser, app.url, '?place=370202005');
  await atlas.page.locator('.legend__provenance', { hasText: '数据性质：示意数据' }).waitFor();
  for (const words of [/分母：全部网格.*示意数据/, /问题数.*不明.*示意数据/])
    await atlas.page.locator('.figure-definition', { hasText: words }).first().waitFor({ state: 'attached' });
  await atlas.chooseLayer('未结问题');
  await atlas.page.locator('.legend__definition', { hasText: '各区域未结问题数' }).waitFor();
  expect(await atlas.text('.legend__provenance')).toBe('数据性质：示意数据');
});
