/** A list of yards without codes, as a person brings it in. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AtlasPage, DESKTOP, PHONE } from '../support/browser.ts';
import { ownDemo, type OwnDemo } from '../support/own-demo.ts';

let demo: OwnDemo;
let folder: string;
let atlas: AtlasPage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atlas-list-'));
  demo = await ownDemo({ webgl: true, imports: true });
});
afterEach(async () => atlas?.close());
afterAll(async () => {
  await demo?.close();
  await rm(folder, { recursive: true, force: true });
});

const $ = (selector: string, hasText?: string): Locator =>
  atlas.page.locator(selector, hasText === undefined ? {} : { hasText });

const LIST = [
  '序号,街道,社区,小区名称,户数',
  '1,中山路街道,太平路社区,浙江路７号,120',
  '2,中山路街道,太平路社区,全新的小区,85',
  '3,,,安徽路10号院,90',
].join('\n');

describe.each([
  ['a desk', DESKTOP],
  ['a phone', PHONE],
])('a list of yards without codes, on %s', (_, screen) => {
  it('is matched, decided where it is doubtful, and becomes a preview with codes', async () => {
    atlas = await AtlasPage.open(demo.browser, demo.base, '', screen);
    await atlas.settled();
    const path = join(folder, '小区名单.csv');
    await writeFile(path, LIST);
    await $('.import-button').click();
    await $('.drop input').setInputFiles(path);
    await $('.import-form select').first().selectOption('yards');
    await $('.import-form > .button').click();
    await $('.list-matching .button', '按名称和位置匹配').click();
    await $('.list-matching [role=status]', '可以认定 1 个，待认定 1 个，新增 1 个').waitFor();
    expect(await atlas.barriers()).toEqual([]);
    const doubt = $('.list-matching__rows li', '安徽路10号院');
    expect(await doubt.innerText()).toContain('只有名称相符');
    const select = doubt.locator('select');
    expect((await select.boundingBox())?.height).toBeGreaterThanOrEqual(screen === PHONE ? 43.5 : 24);
    await select.selectOption({ index: 1 });
    const [file] = await Promise.all([
      atlas.page.waitForEvent('download'),
      $('.list-matching .button', '下载带代码的名单').click(),
    ]);
    expect(file.suggestedFilename()).toBe('小区名单_带代码.xlsx');
    await $('.list-matching .button', '带代码导入').click();
    await $('.report[data-state=CHECKED]').waitFor();
    const numbers = await Promise.all(
      ['added', 'changed', 'refused'].map((kind) => $(`.numbers [data-kind=${kind}] dd`).innerText()),
    );
    expect(numbers).toEqual(['1', '2', '0']);
  });
});
