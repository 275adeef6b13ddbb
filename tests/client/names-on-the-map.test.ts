/** A name reaches over the border where the place is narrower than it, and still is the name of its place. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AtlasPage, launchBrowser } from '../support/browser.ts';
import { startApp, type RunningApp } from '../support/start-app.ts';

/** So far out that hardly a subdistrict is as wide as its name. */
const FAR = '?level=subdistrict&map=9.6/36.067/120.372';

/** Nothing is there, at that distance. */
const SEA = { x: 700, y: 150 };

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

interface Reach {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

/** Points at which a name of the first map lies well over another place than the one it names: far shapes are drawn coarsely. */
function reachesOf(page: Page): Promise<Reach[]> {
  return page.locator('.first-map text').evaluateAll((texts) =>
    texts.flatMap((text) => {
      const line = text.querySelector('tspan');
      const { left, right, top, bottom } = (line ?? text).getBoundingClientRect();
      const y = (top + bottom) / 2;
      const codeAt = (x: number): string | null | undefined =>
        document
          .elementsFromPoint(x, y)
          .find((one) => one.matches('.first-map > path[data-code]'))
          ?.getAttribute('data-code');
      const own = text.getAttribute('data-code');
      return [
        [left + 4, left + 10],
        [right - 4, right - 10],
      ].flatMap(([x = 0, inwards = 0]) => {
        const other = codeAt(x);
        return other && other !== own && codeAt(inwards) === other ? [{ name: line?.textContent ?? '', x, y }] : [];
      });
    }),
  );
}

async function openFirst(): Promise<Reach[]> {
  ({ atlas, release } = await AtlasPage.openWithoutMap(browser, app.url, FAR));
  await atlas.page.waitForSelector('.first-map text');
  await atlas.page.evaluate(() => document.fonts.ready);
  const reaches = await reachesOf(atlas.page);
  expect(reaches.length).toBeGreaterThan(0);
  return reaches;
}

describe('a click on a name that reaches over its neighbour', () => {
  it('chooses what it names on the first map', async () => {
    const [first] = await openFirst();
    await atlas.page.mouse.click(first?.x ?? 0, first?.y ?? 0);
    await atlas.sees(first?.name ?? '');
  });

  it('chooses what it names on the map', async () => {
    const reaches = await openFirst();
    release();
    await atlas.settled();
    await expect.poll(() => atlas.page.locator('.first-map').count(), { timeout: 20_000 }).toBe(0);
    const named = await nameUnderPointer(reaches);
    await atlas.page.mouse.click(named.x, named.y);
    await atlas.sees(named.name);
  });
});

/**
 * One that the map draws where the first map had it. It leaves out names that would cover others, not always the same, and they come
 * a moment after the shapes.
 */
async function nameUnderPointer(reaches: readonly Reach[]): Promise<Reach> {
  const { mouse } = atlas.page;
  const tip = atlas.page.locator('.map-canvas__tip');
  let found: Reach | undefined;
  const look = async (): Promise<boolean> => {
    for (const reach of reaches) {
      await mouse.move(SEA.x, SEA.y);
      await tip.waitFor({ state: 'hidden' });
      await mouse.move(reach.x, reach.y);
      await tip.waitFor();
      if ((await tip.innerText()).startsWith(reach.name)) found = reach;
    }
    return found !== undefined;
  };
  await expect.poll(look, { timeout: 20_000 }).toBe(true);
  return found as Reach;
}
