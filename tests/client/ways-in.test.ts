/** How a person comes in and finds the way: by keys, by links that lead nowhere, in windows of every size, on paper. */
import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../server/app.ts';
import { readEnv } from '../../server/env.ts';
import type { Database } from '../../server/kernel/database/database.ts';
import { buildClient, clientIsFresh } from '../../server/kernel/http/client-build.ts';
import { AtlasPage, DESKTOP, launchBrowser } from '../support/browser.ts';
import { caseWith } from '../support/desk.ts';
import { ownDatabase } from '../support/test-database.ts';

const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000, interval: 100 });

let app: App;
let database: Database;
let base: string;
let browser: Browser;
let atlas: AtlasPage;

beforeAll(async () => {
  if (!(await clientIsFresh())) await buildClient();
  [database, browser] = await Promise.all([ownDatabase('demo'), launchBrowser()]);
  app = await createApp({ env: { ...readEnv(), logLevel: 'error' }, database, demoPosts: true });
  base = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => atlas?.close());
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await database?.close();
});

async function open(query = '', screen: BrowserContextOptions = DESKTOP): Promise<void> {
  atlas = await AtlasPage.open(browser, base, query, screen);
}
const $ = (selector: string, hasText?: string): Locator =>
  atlas.page.locator(selector, hasText === undefined ? {} : { hasText });
const focused = (): Promise<string> =>
  atlas.page.evaluate(() => document.activeElement?.closest('[class]')?.className ?? '');

describe('By keys', () => {
  it('the first Tab after loading is the way past everything, then come search and the bar', async () => {
    await open();
    await atlas.sees('市南区');
    await atlas.settled();
    await atlas.page.keyboard.press('Tab');
    expect(await focused()).toBe('skip');
    await atlas.page.keyboard.press('Tab');
    expect(await atlas.page.evaluate(() => document.activeElement?.closest('.search') !== null)).toBe(true);
  });

  it('who chooses a place in a list goes on from its heading, and hears its name', async () => {
    await open();
    await atlas.sees('市南区');
    await atlas.openChild('江苏路街道');
    await atlas.sees('江苏路街道');
    await eventually(focused).toBe('place__name');
    expect(await $('[role=status]', '已选择江苏路街道').count()).toBe(1);
  });
});

describe('A link', () => {
  it('to an area that was merged says since when, names what followed it, and leads to its last day', async () => {
    const [ended] = await database.dataSource.query<{ code: string; next: string; last: string; day: string }[]>(`
      select o.code, n.code as next, s.succeeded_on::text as day, (s.succeeded_on - 1)::text as last
      from area_succession s join area o on o.id = s.predecessor_id join area n on n.id = s.successor_id order by o.code limit 1`);
    if (!ended) throw new Error('The demo has no area that has ended');
    await open(`?place=${ended.code}&date=2025-12-31`);
    await $('.problem', `${ended.day}起撤并`).waitFor();
    expect(await $('.missing__successors').innerText()).toContain(ended.next);
    // The map shows the district, and not the sea.
    await eventually(async () => (await atlas.legend())['95% 及以上']).toBeGreaterThan(0);
    expect(Number(/map=([\d.]+)/.exec(await mapAddress())?.[1])).toBeGreaterThan(10);
    await $('.problem .button', `查看${ended.last}`).click();
    await $('.place__code', ended.code).waitFor();
    await open(`?place=${ended.code}&date=2025-12-31`);
    await $('.missing__successors a').click();
    await $('.place__code', ended.next).waitFor();
  });

  it('to a district that is not here says so', async () => {
    await open('?district=110101');
    await atlas.sees('市南区');
    expect(await $('.panel__notice').innerText()).toBe('这里没有代码为 110101 的区，现显示市南区。');
    await open('?district=370202');
    await atlas.sees('市南区');
    expect(await $('.panel__notice').count()).toBe(0);
  });

  it('to a day before all data says when it begins, over the ground of the district', async () => {
    await open('?date=1995-01-01');
    await $('.problem', '市南区在1995-01-01不存在').waitFor();
    expect(Number(/map=([\d.]+)/.exec(await mapAddress())?.[1])).toBeGreaterThan(10);
    await $('.legend', '1995-01-01没有数据').waitFor();
    expect(await $('.map-notice').count()).toBe(0);
    await $('.problem .button', '回到最新日期').click();
    await atlas.sees('市南区');
  });
});

/** The address once the map has come to rest. */
async function mapAddress(): Promise<string> {
  await atlas.page.waitForFunction(() => window.location.search.includes('map='));
  return atlas.query();
}

describe('What stands on the map', () => {
  const parts =
    '.ladder, .layers, .layers-button, .map-frame, .dates, .zoom-buttons, .map-notice, .bar, .stage__foot .live';

  it.each([
    [768, 1024],
    [1024, 768],
    [844, 390],
    [667, 375],
    [1000, 700],
    [1280, 800],
    [1440, 900],
    [390, 844],
  ])('lies side by side and inside a window of %i × %i', async (width, height) => {
    await open('', { viewport: { width, height } });
    await atlas.sees('市南区');
    await atlas.settled();
    const faults = await atlas.page.evaluate((selector) => {
      const found = [...document.querySelectorAll(selector)].flatMap((element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return right > left && bottom > top ? [{ name: element.className, left, top, right, bottom }] : [];
      });
      const over = found.flatMap((one, i) =>
        found
          .slice(i + 1)
          .filter(
            (other) =>
              Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 &&
              Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1,
          )
          .filter((other) => !(one.name === 'map-frame' && other.name.startsWith('live')))
          .map((other) => `${one.name} × ${other.name}`),
      );
      const out = found.filter(({ left, right }) => left < -1 || right > window.innerWidth + 1);
      return [...over, ...out.map(({ name }) => `${name} is out of the window`)];
    }, parts);
    expect(faults).toEqual([]);
  });

  it('a tip at the edge is not cut, and goes when the map moves away under the mouse', async () => {
    const [centre] = await database.dataSource.query<{ x: number; y: number }[]>(`
      select ST_X(p) as x, ST_Y(p) as y from (select ST_PointOnSurface(geom) as p from boundary b join area a on a.id = b.area_id
        where a.code = '370202007' and b.valid_to = 'infinity') c`);
    if (!centre) throw new Error('The subdistrict has no ground');
    const query = `?level=subdistrict&map=16.50/${centre.y.toFixed(5)}/${centre.x.toFixed(5)}`;
    await open(query, { viewport: { width: 1280, height: 800 } });
    await atlas.sees('市南区');
    await atlas.settled();
    const box = await $('.map-canvas').boundingBox();
    if (!box) throw new Error('There is no map');
    const tip = $('.map-canvas__tip');
    for (const [x, y] of [
      [box.x + box.width * 0.3, box.y + box.height / 2],
      [box.x + box.width * 0.6, box.y + box.height / 2],
    ] as const) {
      await atlas.page.mouse.move(x, y);
      await atlas.page.mouse.move(x + 1, y + 1);
      await tip.waitFor();
      const shown = await tip.boundingBox();
      const left = x > box.x + box.width / 2;
      expect(left ? (shown?.x ?? 0) + (shown?.width ?? 0) < x : (shown?.x ?? 0) > x, `at ${x}`).toBe(true);
    }
    await atlas.page.keyboard.press('Escape');
    await $('.zoom-buttons button').first().focus();
    await atlas.page.keyboard.press('Enter');
    await eventually(() => tip.count()).toBe(0);
  });
});

describe('On paper', () => {
  it('the sheet of a case takes the width of the page', async () => {
    const planner = '370202-PLANNER-01';
    const { code } = await caseWith(base, '370202007-CADRE-01', 'VERIFY').catch(() =>
      caseWith(base, '370202007-CADRE-01', 'DISPATCH'),
    );
    await open('?desk=mine');
    await $(`[data-post="${planner}"]`).first().click();
    await $('.desk-nav').waitFor();
    await atlas.page.goto(`${base}/?desk=sheet:${encodeURIComponent(code)}`);
    await $('.paper').waitFor();
    // A sheet of A4 at 96 dots an inch, with and without its margins.
    for (const width of [794, 680]) {
      await atlas.page.setViewportSize({ width, height: 1123 });
      await atlas.page.emulateMedia({ media: 'print' });
      const box = await $('.paper').boundingBox();
      expect((box?.width ?? 0) / width, `${width}`).toBeGreaterThan(0.9);
    }
  });
});
