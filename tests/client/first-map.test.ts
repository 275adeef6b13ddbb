import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { projectionOf } from '../../client/map/camera.ts';
import { screenOf } from '../../client/map/screen.ts';
import { parseAddress } from '../../client/state/address.ts';
import { AtlasPage, DESKTOP, launchBrowser, PHONE } from '../support/browser.ts';
import { startApp, type RunningApp } from '../support/start-app.ts';

let app: RunningApp;
let browser: Browser;
let atlas: AtlasPage;
/** Lets the map's code through. */
let release: () => void = () => undefined;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), launchBrowser()]);
});
afterEach(async () => {
  release();
  await atlas?.close();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function openWithoutMap(query: string, screen: typeof DESKTOP | typeof PHONE): Promise<void> {
  ({ atlas, release } = await AtlasPage.openWithoutMap(browser, app.url, query, screen));
}

describe('before the code of the map has come', () => {
  it('its first view is drawn, with colours and names', async () => {
    await openWithoutMap('', DESKTOP);
    expect(await atlas.page.locator('.first-map > path[fill^="#"]').count()).toBeGreaterThanOrEqual(11);
    const names = await atlas.page.locator('.first-map text').allTextContents();
    expect(names).toContainEqual(expect.stringMatching(/^江苏路街道\d+%$/));
  });

  it('an area can be chosen', async () => {
    await openWithoutMap('', DESKTOP);
    const name = atlas.page.locator('.first-map text', { hasText: '江苏路街道' });
    const box = await name.boundingBox();
    await atlas.page.mouse.click((box?.x ?? 0) + 5, (box?.y ?? 0) + 5);
    await atlas.sees('江苏路街道');
  });

  it('its data has been asked for once only', async () => {
    const asked: string[] = [];
    const held = new Promise<void>((resolve) => (release = resolve));
    atlas = await AtlasPage.open(browser, app.url, '?place=370202007', DESKTOP, async (page) => {
      await page.route('**/assets/map-stage*.js', () => held);
      page.on('request', (request) => {
        const { operationName } = (request.postDataJSON() ?? {}) as { operationName?: string };
        if (operationName) asked.push(operationName);
      });
    });
    await atlas.page.waitForSelector('.first-map[data-painted=true] path[fill^="#"]');
    await atlas.sees('江苏路街道');
    for (const name of ['Opening', 'PlaceArea', 'FirstMap', 'MapStatuses'])
      expect([name, asked.filter((one) => one === name).length]).toEqual([name, 1]);
  });
});

describe('when the map itself is drawn', () => {
  it.each([
    ['the district', '', DESKTOP],
    ['a subdistrict', '?place=370202007', DESKTOP],
    ['the district on a phone', '', PHONE],
  ] as const)('it takes the place of the first view of %s without a step aside', async (_, query, screen) => {
    await openWithoutMap(query, screen);
    const label = atlas.page.locator('.first-map text').first();
    const [code, x, y] = await label.evaluate((text) => [
      text.getAttribute('data-code') ?? '',
      Number(text.getAttribute('x')),
      Number(text.getAttribute('data-y')),
    ]);
    release();
    await atlas.settled();
    await expect.poll(() => atlas.page.locator('.first-map').count(), { timeout: 20_000 }).toBe(0);
    await expect.poll(() => atlas.query(), { timeout: 20_000 }).toContain('map=');
    const { camera } = parseAddress(atlas.query());
    const { longitude, latitude } = await centreOf(String(code));
    const { width, height } = screen.viewport;
    const project = camera && projectionOf(camera, screenOf(width, height));
    const [left, top] = project?.(longitude, latitude) ?? [NaN, NaN];
    expect(Math.abs(left - Number(x))).toBeLessThan(4);
    expect(Math.abs(top - Number(y))).toBeLessThan(4);
  });
});

async function centreOf(code: string): Promise<{ longitude: number; latitude: number }> {
  const query = `query ($code: String!) { area(code: $code, asOf: "2025-12-31") { centre { longitude latitude } } }`;
  const answer = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { code } }),
  });
  const { data } = (await answer.json()) as { data: { area: { centre: { longitude: number; latitude: number } } } };
  return data.area.centre;
}
