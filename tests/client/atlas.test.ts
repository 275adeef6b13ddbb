import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AtlasPage, DESKTOP, launchBrowser, PHONE } from '../support/browser.ts';
import { startApp, type RunningApp } from '../support/start-app.ts';

const ASK_GRID = `query ($state: CoverageState!) {
  grids(within: "370202", propertyService: $state, asOf: "2025-12-31", first: 1) { edges { node { code } } }
}`;

const ASK_CENTRE = `query ($code: String!) { area(code: $code) { name centre { longitude latitude } } }`;

/** Software drawing on a busy machine takes its time. */
const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000, interval: 100 });

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

async function open(query = '', screen: Parameters<typeof AtlasPage.open>[3] = DESKTOP): Promise<AtlasPage> {
  atlas = await AtlasPage.open(browser, app.url, query, screen);
  return atlas;
}

async function ask<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
  const body = JSON.stringify({ query, variables });
  const answer = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return ((await answer.json()) as { data: Data }).data;
}

describe('the atlas opens', () => {
  it('on the district, with what it contains', async () => {
    await open();
    await atlas.sees('市南区');
    expect((await atlas.contents()).slice(0, 4)).toEqual(['11 街道', '50 社区', '349 网格', '1,418 楼院']);
  });

  it('with the published coverage of the renewed grids', async () => {
    await open('?population=renewed&date=2025-12-31');
    await atlas.sees('市南区');
    await eventually(() => atlas.coverage('OWNERS_COMMITTEE')).toContain('99% 258 / 260');
    await eventually(() => atlas.coverage('PROPERTY_SERVICE')).toContain('84% 219 / 260');
  });

  it('says that its data is synthetic and up to when it speaks', async () => {
    await open();
    expect(await atlas.text('.map-frame')).toContain('示意数据');
    expect(await atlas.text('.map-frame')).toContain('审图号');
    expect(await atlas.text('.dates__hint')).toContain('数据截至 2025-12-31');
  });
});

describe('a layer', () => {
  it('brings its own legend', async () => {
    await open();
    await atlas.legendHas('95% 及以上');
    await atlas.chooseLayer('未结问题');
    await atlas.legendHas('件');
    expect(Object.keys(await atlas.legend())).not.toContain('95% 及以上');
    await atlas.chooseLayer('物管状态与模式');
    await atlas.legendHas('先尝后买');
  });

  it('counts the grids of the district by state, unknown apart', async () => {
    await open('?layer=property&level=grid&date=2025-12-31');
    await atlas.legendHas('未知');
    expect(await atlas.legend()).toEqual({ 覆盖: 219, 未覆盖: 41, 未知: 89 });
  });

  it('draws unknown unlike no', async () => {
    const NO = '#c76833';
    const codeOf = async (state: string) => {
      const data = await ask<{ grids: { edges: { node: { code: string } }[] } }>(ASK_GRID, { state });
      return data.grids.edges[0]?.node.code ?? '';
    };
    await open(`?place=${await codeOf('UNCOVERED')}&layer=property&level=grid&date=2025-12-31`);
    await eventually(() => atlas.shareOfColour(NO)).toBeGreaterThan(0.5);
    await atlas.openLink(`?place=${await codeOf('UNKNOWN')}&layer=property&level=grid&date=2025-12-31`);
    await eventually(() => atlas.shareOfColour('#e6dfd0')).toBeGreaterThan(0.25);
    expect(await atlas.shareOfColour(NO)).toBeLessThan(0.05);
    expect(await atlas.shareOfColour('#857d6c')).toBeGreaterThan(0.05);
  });

  it('speaks of another population when asked to', async () => {
    await open('?layer=property&level=grid&date=2025-12-31');
    await atlas.legendHas('未知');
    await atlas.choosePopulation('近五年旧改网格');
    await atlas.legendHas('不在口径内');
    expect(await atlas.legend()).toEqual({ 覆盖: 219, 未覆盖: 41, 未知: 0, 不在口径内: 89 });
  });
});

describe('the date', () => {
  it('not chosen is today, as behind every other door', async () => {
    await open('?level=grid&layer=property');
    const { now } = await ask<{ now: { asOf: string; coverage: { covered: number } } }>(
      '{ now: area(code: "370202") { asOf coverage(indicator: PROPERTY_SERVICE) { covered } } }',
      {},
    );
    await atlas.legendHas('未知');
    expect(await atlas.page.locator('.dates__day').inputValue()).toBe(now.asOf);
    expect(await atlas.legend()).toMatchObject({ 覆盖: now.coverage.covered });
  });

  it('changes every number', async () => {
    await open('?date=2025-12-31');
    await eventually(() => atlas.coverage('PROPERTY_SERVICE')).toContain('219 / 260');
    await atlas.chooseDate('2023-12-31');
    await eventually(() => atlas.coverage('PROPERTY_SERVICE')).not.toContain('219 / 260');
    await eventually(() => atlas.contents()).not.toContain('349 网格');
    expect(atlas.query()).toContain('date=2023-12-31');
    await atlas.back();
    await eventually(() => atlas.coverage('PROPERTY_SERVICE')).toContain('219 / 260');
  });
});

describe('from the district to a building', () => {
  it('leads one click after another, and Back leads out again', async () => {
    await open();
    await atlas.settled();
    await atlas.openChild('江苏路街道');
    await atlas.sees('江苏路街道');
    const names = ['江苏路街道'];
    for (const level of ['社区', '网格', '楼院', '楼栋']) {
      await eventually(() => atlas.level()).toBe(level);
      const before = await atlas.placeName();
      await atlas.clickMiddleOfMap();
      await eventually(() => atlas.placeName()).not.toBe(before);
      names.push(await atlas.placeName());
      // A yard's middle may lie between its houses; the list leads in as well.
      if (level === '楼院') {
        const [first = ''] = await atlas.children();
        await atlas.openChild(first);
        await eventually(() => atlas.trail()).toHaveLength(5);
        break;
      }
    }
    const trail = await atlas.trail();
    expect(trail.slice(0, 2)).toEqual(['市南区', '江苏路街道']);
    for (const name of [...names].reverse()) {
      await atlas.back();
      await atlas.sees(name);
    }
    await atlas.back();
    await atlas.sees('市南区');
  });

  it('takes the building under the pointer', async () => {
    const code = '370202002009Y0007B001';
    const { area } = await ask<{ area: { name: string; centre: { longitude: number; latitude: number } } }>(
      ASK_CENTRE,
      { code },
    );
    const { longitude, latitude } = area.centre;
    await open(`?place=${code.slice(0, 17)}&map=18.50/${latitude.toFixed(5)}/${longitude.toFixed(5)}`);
    await atlas.sees('号院');
    await atlas.clickMiddleOfMap();
    await atlas.sees(area.name);
    expect(atlas.query()).toContain(`place=${code}`);
  });
});

describe('a link', () => {
  it('reproduces place, layer, date, level, population and camera', async () => {
    const query =
      '?place=370202007004&layer=both&show=issues&date=2024-06-30&level=grid&population=renewed&map=15.10/36.06450/120.32300';
    await open(query);
    await atlas.settled();
    await atlas.sees('龙江路社区');
    expect(await atlas.level()).toBe('网格');
    await atlas.legendHas('2024');
    expect(atlas.query()).toBe(query);
  });

  it('to a place that does not exist says so and leads home', async () => {
    await open('?place=370202999');
    await atlas.page
      .getByRole('alert')
      .filter({ hasText: /代码为 370202999 的地点在.*不存在/ })
      .waitFor();
    await atlas.page.getByRole('button', { name: '回到全区' }).first().click();
    await atlas.sees('市南区');
  });
});

describe('with the keyboard alone', () => {
  it('one searches by name and arrives', async () => {
    await open();
    await atlas.sees('市南区');
    await atlas.page.getByRole('combobox').focus();
    await atlas.type('八大');
    expect((await atlas.searchResults()).slice(0, 2)).toEqual(['八大峡街道', '八大关街道']);
    await atlas.press('ArrowDown', 'Enter');
    await atlas.sees('八大关街道');
  });

  it('one searches by code', async () => {
    await open();
    await atlas.page.getByRole('combobox').focus();
    await atlas.type('370202007004003');
    expect(await atlas.searchResults()).toEqual(['龙江路社区第三网格']);
    await atlas.press('Enter');
    await atlas.sees('龙江路社区第三网格');
  });

  it('one goes down a level from the middle of the map', async () => {
    await open('?place=370202012');
    await atlas.settled();
    await atlas.focusMap();
    await atlas.press('Enter');
    await eventually(() => atlas.trail()).toEqual(['市南区', '八大湖街道']);
  });
});

describe('on a phone', () => {
  it('the panel is a sheet that opens and closes, and the layers are behind a button', async () => {
    await open('?place=370202007', PHONE);
    await atlas.sees('江苏路街道');
    const top = async () => (await atlas.page.locator('.sheet').boundingBox())?.y ?? 0;
    await eventually(top).toBeGreaterThan(400);
    await atlas.page.getByRole('button', { name: '展开面板' }).click();
    await eventually(top).toBeLessThan(80);
    await atlas.page.getByRole('button', { name: '收起面板' }).click();
    await eventually(top).toBeGreaterThan(400);
    await atlas.page.locator('.layers-button').click();
    await atlas.chooseLayer('未结问题');
    await atlas.legendHas('件');
  });

  it('nothing to touch is smaller than 44 pixels, and nothing is wider than the screen', async () => {
    await open('?place=370202007', PHONE);
    await atlas.settled();
    const small = await atlas.page.evaluate(() =>
      [
        ...document.querySelectorAll(
          '.bar button, .bar .search, .ladder__step, .layers-button, .children tbody tr, .row-button',
        ),
      ]
        .filter((element) => element.getBoundingClientRect().height < 43.5)
        .map((element) => element.className || element.tagName),
    );
    expect(small).toEqual([]);
    expect(await atlas.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});

describe('when something is missing', () => {
  it('the server: it says so, and trying again helps', async () => {
    atlas = await AtlasPage.open(browser, app.url, '?place=370202007');
    await atlas.sees('江苏路街道');
    await atlas.page.route('**/graphql', (route) => route.abort());
    await atlas.chooseDate('2024-03-31');
    await atlas.page.getByRole('alert').filter({ hasText: '连接不上服务器' }).first().waitFor();
    // Numbers of another date must not stay on the map as if they were of this one.
    await atlas.page.locator('.legend', { hasText: '图层数字没有载入' }).waitFor();
    await atlas.page.unroute('**/graphql');
    // It asks again by itself, too, and then there is nothing to press any more.
    const again = atlas.page.getByRole('alert').getByRole('button', { name: '重试' }).first();
    await again.click({ timeout: 5_000 }).catch(() => undefined);
    await atlas.sees('江苏路街道');
  });

  it('the server answers 503: it says which', async () => {
    await open();
    await atlas.sees('市南区');
    await atlas.page.route('**/graphql', (route) => route.fulfill({ status: 503, body: '' }));
    await atlas.openLink('?place=370202007');
    await atlas.page.getByRole('alert').filter({ hasText: '503' }).first().waitFor();
  });

  it('WebGL: the list stands in for the map', async () => {
    const blind = await launchBrowser({ webgl: false });
    try {
      const page = await AtlasPage.open(blind, app.url);
      await page.page.getByText('缺少 WebGL').waitFor();
      await page.openChild('江苏路街道');
      await page.sees('江苏路街道');
      await eventually(() => page.children()).toContain('龙江路社区');
    } finally {
      await blind.close();
    }
  });
});

describe('for everybody', () => {
  it.each([
    ['the district', '', DESKTOP],
    ['a grid in English', '?place=370202007004003&layer=service&lang=en', DESKTOP],
    ['a building', '?place=370202002009Y0007B001&layer=issues', DESKTOP],
    ['the district on a phone', '?layer=both', PHONE],
  ] as const)('there is no serious barrier in %s', async (_, query, screen) => {
    await open(query, screen);
    await atlas.settled();
    expect(await atlas.barriers()).toEqual([]);
  });

  it('English stands beside Chinese, and first when asked', async () => {
    await open();
    await atlas.legendHas('业委会覆盖');
    await atlas.page.getByRole('button', { name: 'English' }).click();
    await atlas.page.getByText("Owners' committees").first().waitFor();
    expect(await atlas.page.locator('html').getAttribute('lang')).toBe('en');
    expect(atlas.query()).toContain('lang=en');
  });
});
