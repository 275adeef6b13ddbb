import type { Browser } from 'playwright-core';
import { WatchedPage } from './client-page.ts';
import type { Line } from './client-table.ts';

const ROUNDS = 5;
const SETTLED = '.map-canvas[data-settled=true]';
const AREA_OF_PHONE = { x: 200, y: 300 };

/**
 * How long a finger waits: for the answer to a tap on the map, and for another layer. The best of several rounds counts:
 * what disturbs the machine only ever adds.
 */
export async function measureInputs(browser: Browser, product: string): Promise<Line[]> {
  console.error('Tapping and switching layers');
  const page = await WatchedPage.open(browser, `${product}/?date=2025-06-30`, { settled: SETTLED });
  const dialog = page.page.locator('.layers-button');
  const layer = (name: string) => async () => page.page.locator('.themes__choice', { hasText: name }).tap();
  const shown = (theme: string, act: () => Promise<void>) => page.until(`.map-canvas[data-theme=${theme}]`, act);
  const times = { same: [] as number[], finer: [] as number[], tap: [] as number[] };
  try {
    await page.mark('settled');
    // The numbers of other layers are asked for ahead.
    await page.page.waitForTimeout(4000);
    for (let round = 0; round < ROUNDS; round++) {
      await dialog.tap();
      times.same.push(await shown('property', layer('物管覆盖')), await shown('both', layer('两项对照')));
      times.finer.push(await shown('service', layer('物管状态与模式')));
      await shown('committee', layer('业委会覆盖'));
      await page.page.locator('.layers-dialog__head button').tap();
      await page.page.waitForTimeout(500);
      const tap = () => page.page.touchscreen.tap(AREA_OF_PHONE.x, AREA_OF_PHONE.y);
      times.tap.push(await page.until('.map-canvas[data-selected=true]', tap));
      await page.page.waitForTimeout(2000);
      await page.page.goBack();
      await page.page.waitForSelector('.map-canvas[data-selected=false][data-settled=true]');
      await page.page.waitForTimeout(2000);
    }
  } finally {
    await page.close();
  }
  const best = (values: readonly number[]) => Math.min(...values);
  return [
    { what: 'a tap on the map is answered by an outline', unit: 'ms', value: best(times.tap), bare: null, goal: 100 },
    { what: 'another layer is coloured, same level', unit: 'ms', value: best(times.same), bare: null, goal: 200 },
    { what: 'another layer is coloured, finer level', unit: 'ms', value: best(times.finer), bare: null, goal: 200 },
  ];
}
