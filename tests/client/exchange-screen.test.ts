/** Files that go out and come in, as a person does it, over a database of the test's own. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Download, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../server/app.ts';
import { readEnv } from '../../server/env.ts';
import type { Database } from '../../server/kernel/database/database.ts';
import { buildClient, clientIsFresh } from '../../server/kernel/http/client-build.ts';
import { AtlasPage, DESKTOP, launchBrowser, PHONE } from '../support/browser.ts';
import { ownDatabase } from '../support/test-database.ts';

const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000, interval: 100 });
const AS_OF = '2025-12-31';

let app: App;
let database: Database;
let base: string;
let browser: Browser;
let folder: string;
let atlas: AtlasPage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-exchange-'));
  if (!(await clientIsFresh())) await buildClient();
  [database, browser] = await Promise.all([ownDatabase('demo'), launchBrowser()]);
  app = await createApp({ env: { ...readEnv(), logLevel: 'error' }, database, imports: true });
  base = await app.fastify.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => atlas?.close());
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

const $ = (selector: string, hasText?: string): Locator =>
  atlas.page.locator(selector, hasText === undefined ? {} : { hasText });

async function open(query = '', screen: Parameters<typeof AtlasPage.open>[3] = DESKTOP): Promise<void> {
  atlas = await AtlasPage.open(browser, base, query, screen);
  await atlas.settled();
}

async function openExport(of: Locator): Promise<{ count: string; list: string }> {
  await of.locator('.export-button').click();
  await $('.export-summary[data-count]').waitFor();
  const list = $('.export-menu .option:has(:checked) .option__count');
  return {
    count: await $('.export-summary__count strong').innerText(),
    list: (await list.count()) > 0 ? await list.innerText() : '',
  };
}

async function download(): Promise<Download> {
  const [file] = await Promise.all([
    atlas.page.waitForEvent('download'),
    atlas.page.locator('a.export-menu__download').click(),
  ]);
  return file;
}

async function chooseFile(name: string, text: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, text);
  await $('.import-button').click();
  await $('.drop input').setInputFiles(path);
}

const preview = (): Promise<void> => $('.import-form > .button').click();

async function shiftedSubdistricts(crs: string): Promise<string> {
  const answer = await fetch(`${base}/exports/subdistricts.geojson?within=370202&asOf=${AS_OF}&crs=${crs}`);
  const { type, features } = (await answer.json()) as { type: string; features: object[] };
  return JSON.stringify({ type, features });
}

const RENAMED = 'code,name\n370202007,江苏路新街道\n370202009,八大关街道\n';

describe('an export', () => {
  it('has as many rows as the list it stands at, and says so before it is taken', async () => {
    await open('?place=370202007&date=2025-12-31');
    const children = $('.children');
    expect(await openExport(children)).toMatchObject({ count: await children.locator('.gloss').innerText() });
    await atlas.press('Escape');
    const issues = $('.section', '未结问题');
    expect(await openExport(issues)).toMatchObject({ count: await issues.locator('.issue-count').innerText() });
    await atlas.press('Escape');
    const all = await openExport($('.section', '覆盖情况'));
    expect(all.count).toBe(all.list);
    for (const choice of await $('.export-menu__what .option').all()) {
      await choice.click();
      const listed = await choice.locator('.option__count').innerText();
      await eventually(() => $('.export-summary__count strong').innerText()).toBe(listed);
    }
  });

  it('of the map holds what its legend counts', async () => {
    await open('?layer=property&level=grid&population=renewed&date=2025-12-31');
    await atlas.legendHas('未覆盖');
    const { 覆盖: covered = 0, 未覆盖: uncovered = 0, 未知: unknown = 0 } = await atlas.legend();
    const { count } = await openExport($('.themes'));
    expect(Number(count)).toBe(covered + uncovered + unknown);
    expect(await $('.export-summary').innerText()).toContain('近五年旧改网格');
  });

  it('comes as a file with a Chinese name and as many lines', async () => {
    await open('?place=370202007&date=2025-12-31');
    const { count } = await openExport($('.section', '未结问题'));
    await $('.format', 'CSV').click();
    const file = await download();
    expect(file.suggestedFilename()).toBe(`问题_江苏路街道_状态：未结案_${AS_OF}.csv`);
    const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(Number(count) + 1);
    await $('.export-menu__begun', '已开始下载').waitFor();
  });

  it('warns of offset coordinates, and goes without where nothing has a shape', async () => {
    await open('?date=2025-12-31');
    await openExport($('.children'));
    await $('.format', 'GeoPackage').click();
    await $('.export-menu select').selectOption('GCJ-02');
    await $('.export-menu__warning', '不得用于测量').waitFor();
    expect(await $('a.export-menu__download').getAttribute('href')).toContain('crs=GCJ-02');
    await atlas.press('Escape');
    await openExport($('.section', '楼宇党委'));
    expect(await $('.format', 'Shapefile').locator('input').isDisabled()).toBe(true);
    expect(await $('.export-menu select').count()).toBe(0);
  });

  it('that the server refuses is said in the menu, and the page stays', async () => {
    await open('?date=2025-12-31');
    await openExport($('.children'));
    await atlas.page.route('**/exports/subdistricts.xlsx*', (route) =>
      route.fulfill({ status: 503, json: { code: 'TOO_MANY_EXPORTS', message: '4 exports are under way.' } }),
    );
    await $('a.export-menu__download').click();
    await $('.export-menu [role=alert]', '同时导出过多').waitFor();
    expect(await atlas.placeName()).toContain('市南区');
  });
});

describe('a file that comes in', () => {
  it('may be a template that is offered before there is a file, on a phone too, and by the layer that is chosen', async () => {
    await open('?date=2025-12-31', PHONE);
    await $('.import-button').click();
    await $('.templates summary').click();
    const links = $('.templates a');
    expect(await links.allInnerTexts()).toContain('楼院');
    const [file] = await Promise.all([
      atlas.page.waitForEvent('download'),
      links.filter({ hasText: /^楼院$/ }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('楼院_填报模板.xlsx');
    await $('.drop input').setInputFiles(await file.path());
    await $('.import-form select').first().selectOption('grids');
    expect(await $('.import-form .template-link').getAttribute('href')).toBe('/exports/grids.template.xlsx');
  });

  it('in offset coordinates is refused with the evidence, and read as what it is by one click', async () => {
    await open('?date=2025-12-31');
    // Made-up ground tells nothing of coordinates.
    await database.dataSource.query(`update data_source set provenance = 'IMPORTED'`);
    await chooseFile('街道.geojson', await shiftedSubdistricts('GCJ-02'));
    await preview();
    await $('.refusal[data-reason=CRS_DETECTED]').waitFor();
    expect((await $('.fits tbody th').allInnerTexts())[0]).toContain('GCJ-02');
    await $('.fits .button', 'GCJ-02').click();
    await $('.report[data-state=CHECKED]').waitFor();
    expect(await $('.numbers [data-kind=unchanged] dd').innerText()).toBe('11');
    expect(await $('.confirm .button', '确认写入').count()).toBe(0);
    await database.dataSource.query(`update data_source set provenance = 'SYNTHETIC'`);
  });

  it('is previewed, written, seen on the page, and taken back', async () => {
    await open('?place=370202007&date=2025-12-31');
    await chooseFile('街道名称.csv', RENAMED);
    await preview();
    await $('.report[data-state=CHECKED]').waitFor();
    expect(await $('.change').allInnerTexts()).toHaveLength(1);
    expect(await $('.change del').innerText()).toBe('江苏路街道');
    expect(await $('.change ins').innerText()).toBe('江苏路新街道');
    await $('.confirm .button', '确认写入').click();
    await $('.report[data-state=APPLIED]').waitFor();
    await $('.import__head .icon-button').click();
    await atlas.sees('江苏路新街道');
    // Whoever steers by keys is back at the button.
    await atlas.press('Enter');
    await $('.history__line[data-state=APPLIED] .button', '撤销').click();
    await $('.button--grave').click();
    await $('.report[data-state=UNDONE]').waitFor();
    await $('.import__head .icon-button').click();
    await eventually(() => atlas.placeName()).toContain('江苏路街道');
  });

  it('with doubts is written only after each kind has been looked at, on the map if one likes', async () => {
    await open('?place=370202007&date=2025-12-31');
    const answer = await fetch(`${base}/exports/yards.geojson?within=370202007004003&asOf=${AS_OF}`);
    const { features, ...rest } = (await answer.json()) as { type: string; features: { geometry: object }[] };
    // Forty metres to the east, and so over its neighbours.
    const moved = features.map((feature, i) => {
      if (i > 0) return feature;
      const text = JSON.stringify(feature.geometry).replace(/\[(120\.\d+),/g, (_, x) => `[${Number(x) + 0.00045},`);
      return { ...feature, geometry: JSON.parse(text) as object };
    });
    await chooseFile('楼院.geojson', JSON.stringify({ ...rest, features: moved }));
    await preview();
    await $('.findings[data-severity=DOUBTFUL]').waitFor();
    const confirm = $('.confirm .button', '确认写入');
    expect(await confirm.isDisabled()).toBe(true);
    const before = atlas.query();
    await $('.findings[data-severity=DOUBTFUL] .place-button').first().click();
    await $('.map-pin__label').waitFor();
    expect(atlas.query()).not.toBe(before);
    for (const box of await $('.acceptance input').all()) await box.check();
    expect(await confirm.isDisabled()).toBe(false);
    await $('.confirm .button', '放弃预览').click();
    await $('.drop').waitFor();
    expect(await $('.map-pin').count()).toBe(0);
  });

  it('with strange headings is read after somebody has said which is which', async () => {
    await open('?date=2025-12-31');
    await chooseFile('表.csv', '甲,乙\n370202007,江苏路街道\n');
    await $('.import-form select').first().selectOption('subdistricts');
    await preview();
    await $('.refusal[data-reason=CODE_UNMAPPED]').waitFor();
    await $('.mapping select').nth(0).selectOption('甲');
    await $('.mapping select').nth(1).selectOption('乙');
    await $('.import__actions .button', '按此重新预览').click();
    await $('.report[data-state=CHECKED]').waitFor();
    expect(await $('.numbers [data-kind=unchanged] dd').innerText()).toBe('1');
    const [file] = await Promise.all([
      atlas.page.waitForEvent('download'),
      (async () => {
        await $('.part summary', '字段对应').click();
        await $('.import__actions .button', '保存对应关系').click();
      })(),
    ]);
    expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toEqual({ code: '甲', name: '乙' });
  });

  it('that cannot be told is asked about, and one that cannot be sent says so', async () => {
    await open('?date=2025-12-31');
    await chooseFile('无代码.csv', '甲,乙\n1,2\n');
    await preview();
    await $('.refusal[data-reason=LAYER_UNCLEAR]').waitFor();
    await atlas.page.route('**/imports?*', (route) => route.abort());
    await preview();
    await $('.refusal[data-reason=OFFLINE]').waitFor();
  });

  it('is not offered where the server takes none', async () => {
    const asked: string[] = [];
    atlas = await AtlasPage.open(browser, base, '', DESKTOP, async (page) => {
      await page.route('**/imports', (route) => {
        asked.push(route.request().url());
        return route.fulfill({ status: 403, json: { code: 'FORBIDDEN', message: 'Not here.' } });
      });
    });
    await atlas.settled();
    await eventually(() => asked.length).toBeGreaterThan(0);
    await atlas.page.waitForLoadState('networkidle');
    expect(await $('.import-button').count()).toBe(0);
  });
});

describe('for everybody', () => {
  it.each([
    ['on a desk', DESKTOP],
    ['on a phone', PHONE],
  ] as const)('there is no serious barrier in menu, form and report %s', async (_, screen) => {
    await open('?place=370202007&date=2025-12-31', screen);
    await openExport($('.section', '覆盖情况'));
    expect(await atlas.barriers()).toEqual([]);
    await atlas.press('Escape');
    await chooseFile('街道名称.csv', RENAMED);
    expect(await atlas.barriers()).toEqual([]);
    await preview();
    await $('.report[data-state=CHECKED]').waitFor();
    expect(await atlas.barriers()).toEqual([]);
  });

  it('nothing to touch is smaller than 44 pixels on a phone, and nothing is wider than the screen', async () => {
    await open('?place=370202007&date=2025-12-31', PHONE);
    await chooseFile('街道名称.csv', RENAMED);
    await preview();
    await $('.report[data-state=CHECKED]').waitFor();
    const small = await atlas.page.evaluate(() =>
      [...document.querySelectorAll('.import button, .import summary, .import select, .export-button, .import-button')]
        .filter((element) => element.getClientRects().length > 0 && element.getBoundingClientRect().height < 43.5)
        .map((element) => element.className || element.tagName),
    );
    expect(small).toEqual([]);
    expect(await atlas.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  });
});
