/** The desk as officials use it, over a database of the test's own. */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AtlasPage, DESKTOP, PHONE } from '../support/browser.ts';
import { asPost, caseWith, eventsOf, tooSmall } from '../support/desk.ts';
import { ownDemo, type OwnDemo } from '../support/own-demo.ts';

const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000, interval: 100 });
const PLANNER = '370202-PLANNER-01';
const CADRE = '370202007-CADRE-01';

let demo: OwnDemo;
let base: string;
let browser: Browser;
let atlas: AtlasPage;

beforeAll(async () => {
  demo = await ownDemo();
  ({ base, browser } = demo);
});
afterEach(async () => atlas?.close());
afterAll(() => demo?.close());

const $ = (selector: string, hasText?: string): Locator =>
  atlas.page.locator(selector, hasText === undefined ? {} : { hasText });

/** Opens a page of the desk with somebody signed in: by choosing the post, or by the cookie that choosing brings. */
async function open(
  query: string,
  post: string,
  screen: Parameters<typeof AtlasPage.open>[3] = DESKTOP,
): Promise<void> {
  atlas = await AtlasPage.open(browser, base, query, screen, async (page) => {
    await page.context().request.post(`${base}/sign-in/demo`, { data: { post } });
  });
  await $('.desk .account').waitFor();
}

/** To another page of the desk as Back and Forward go there, without loading anew. */
async function follow(query: string): Promise<void> {
  await atlas.page.evaluate((to) => {
    window.history.pushState(null, '', to);
    window.dispatchEvent(new PopStateEvent('popstate'));
  }, query);
}

const kindOf = (page: string): string =>
  page === 'all' ? 'list' : page === 'hard' ? 'hardIssues' : (page.split(':')[0] ?? '');

const countOf = async (list: string): Promise<number> =>
  Number((await $(`.lists__tab[data-list=${list}] .lists__count`).innerText()).replaceAll(',', ''));

describe('signing in', () => {
  it('is asked for where it is needed, and leads to the list that was wanted', async () => {
    atlas = await AtlasPage.open(browser, base, '?desk=overdue', DESKTOP);
    await $('.sign-in', '演示岗位').waitFor();
    await $('.sign-in input').fill('江苏路 网格化中心');
    await $(`[data-post="${CADRE}"]`).click();
    await $('.account', '江苏路街道').waitFor();
    await $('.lists__tab[data-list=overdue][aria-pressed=true]').waitFor();
    await $('.case-row').first().waitFor();
    await $('.account__out').click();
    await $('.sign-in').waitFor();
    expect(await $('.case-row').count()).toBe(0);
  });

  it('that has ended is said calmly, and what was typed is there afterwards', async () => {
    const { code } = await caseWith(base, CADRE, 'SEND_BACK');
    await open(`?desk=case:${code}`, CADRE);
    await $('[data-action=SEND_BACK]').click();
    await $('.action-form textarea').fill('照片上仍有积水');
    await atlas.page.context().clearCookies();
    await $('.action-form .button[type=submit]').click();
    await $('.expired').waitFor();
    await $('.expired .button').click();
    await $('.dialog .sign-in input').fill(CADRE);
    await $(`.dialog [data-post="${CADRE}"]`).click();
    // It was kept, and went as soon as the post was there again.
    await eventually(() => eventsOf(base, CADRE, code)).toContain('SEND_BACK');
    expect((await eventsOf(base, CADRE, code)).filter((action) => action === 'SEND_BACK')).toHaveLength(1);
  });
});

describe('the working list', () => {
  it('has as many cases as its tabs say, and another after a case was moved', async () => {
    await open('?desk=check', CADRE);
    await eventually(() => countOf('check')).toBeGreaterThan(0);
    const before = await countOf('check');
    expect(Number(await $('.desk__rows').getAttribute('data-total'))).toBe(before);
    const { code } = await caseWith(base, CADRE, 'CHECK');
    await atlas.openLink(`?desk=case:${code}`);
    await $('[data-action=CHECK]').click();
    await $('.action-form .button[type=submit]').click();
    await $('.case__said', '已办理').waitFor();
    await eventually(() => $('.case').getAttribute('data-state')).toBe('CHECKING');
    expect(await $('.timeline__event').first().innerText()).toContain('反馈 → 核查');
    await atlas.openLink('?desk=check');
    await eventually(() => countOf('check')).toBeGreaterThan(0);
    expect(Number(await $('.desk__rows').getAttribute('data-total'))).toBe(await countOf('check'));
  });

  it('is narrowed by area, category and state, in the address', async () => {
    await open('?desk=all&place=370202007', PLANNER);
    await $('.case-row').first().waitFor();
    const here = await countOf('all');
    await $('.lists__within .button').click();
    await eventually(() => countOf('all')).toBeGreaterThan(here);
    await $('.filters select').nth(1).selectOption('HANDLING');
    await eventually(() =>
      $('.case-state')
        .allInnerTexts()
        .then((all) => [...new Set(all)]),
    ).toEqual(['处置']);
    expect(atlas.query()).toContain('state=HANDLING');
    await atlas.back();
    await eventually(() =>
      $('.case-state')
        .allInnerTexts()
        .then((all) => new Set(all).size),
    ).toBeGreaterThan(1);
  });
});

describe('two posts at once', () => {
  it('the slower is told so, sees the fresh state, and keeps what was typed', async () => {
    const { code, version } = await caseWith(base, PLANNER, 'REFUSE_EXTENSION');
    await open(`?desk=case:${code}`, PLANNER);
    await $('[data-action=REFUSE_EXTENSION]').click();
    await $('.action-form textarea').fill('时间已经足够');
    const move = `mutation ($code: String!, $version: Int!) {
      moveIssue(code: $code, action: "REFUSE_EXTENSION", expectedVersion: $version, idempotencyKey: "other-post-was-faster",
        input: { reason: "先到先办" }) { version } }`;
    // The page must not learn of it before it tries.
    await atlas.page.route('**/graphql', (route) =>
      (route.request().postDataJSON() as { operationName?: string }).operationName === 'Case'
        ? route.abort()
        : route.continue(),
    );
    await asPost(base, PLANNER, move, { code, version });
    await atlas.page.unroute('**/graphql');
    await $('.action-form .button[type=submit]').click();
    await $('.case-actions .notice--bad', '刚刚被其他岗位办理').waitFor();
    await eventually(() => $('.case').getAttribute('data-version')).toBe(String(version + 1));
    expect((await eventsOf(base, PLANNER, code)).filter((action) => action === 'REFUSE_EXTENSION')).toHaveLength(1);
  });
});

describe('without a connection', () => {
  it('a step is kept through a reload and sent once when the line is back', async () => {
    const { code } = await caseWith(base, PLANNER, 'APPROVE_SUSPENSION');
    await open(`?desk=case:${code}`, PLANNER);
    await $('[data-action=APPROVE_SUSPENSION]').click();
    await atlas.page.route('**/graphql', async (route) => {
      const { operationName } = route.request().postDataJSON() as { operationName?: string };
      if (operationName !== 'MoveIssue') return route.continue();
      // It arrives, but its answer is lost.
      await route.fetch();
      return route.abort();
    });
    await $('.action-form .button[type=submit]').click();
    await $('.case-actions', '待发送').waitFor();
    await atlas.page.context().setOffline(true);
    await eventually(() => $('.desk-button__waiting').innerText()).toContain('1');
    await atlas.page.context().setOffline(false);
    await atlas.page.route('**/graphql', (route) =>
      (route.request().postDataJSON() as { operationName?: string }).operationName === 'MoveIssue'
        ? route.fulfill({ status: 503, body: '' })
        : route.continue(),
    );
    await atlas.openLink('?desk=outbox');
    await $('.outbox__item', code).waitFor();
    await atlas.page.unroute('**/graphql');
    // The line may be tried again by itself just before.
    await $('.outbox > p .button')
      .click({ timeout: 3_000 })
      .catch(() => undefined);
    await $('.outbox', '没有待发送').waitFor();
    expect((await eventsOf(base, PLANNER, code)).filter((action) => action === 'APPROVE_SUSPENSION')).toHaveLength(1);
  });
});

describe('a report', () => {
  it('shows what is known nearby, warns of personal data, and becomes a case', async () => {
    const near = `{ issueCases(list: ALL, within: "370202007", first: 1) { edges { node { exactPlace { longitude latitude }
      grid { code } issue { category { code parent { code } } } } } } }`;
    interface Near {
      issueCases: {
        edges: { node: { grid: { code: string }; issue: { category: { code: string; parent: { code: string } } } } }[];
      };
    }
    const { issueCases } = await asPost<Near>(base, CADRE, near);
    const known = issueCases.edges[0]?.node;
    await open('?desk=report', CADRE);
    await $('.report-place__search input').fill(known?.grid.code ?? '');
    await $('.report-place__search .row-button').first().click();
    await $('.report-place__found', '已选位置').waitFor();
    await $('[data-field=major]').selectOption(known?.issue.category.parent.code ?? '');
    await $('[data-field=minor]').selectOption(known?.issue.category.code ?? '');
    await $('.similar').waitFor();
    await $('.similar__one').first().waitFor();
    const kinds = await $('.similar__one').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['same']));
    expect(kinds).toEqual([...kinds].sort().reverse());
    // It may be one of these: that is asked, and nobody has to answer before sending.
    await $('.similar .notice--wait', '是不是同一件').waitFor();
    await $('[data-field=text]').fill('楼道灯不亮,请打 13800138000');
    await $('.report__personal', '电话').waitFor();
    await $('.report__form .button[type=submit]').click();
    await $('.report .notice--bad', '个人信息').waitFor();
    await $('[data-field=text]').fill('楼道灯不亮');
    // A draft outlives the page, once it is stored.
    await atlas.page.waitForTimeout(300);
    await atlas.page.reload();
    await eventually(() => $('[data-field=text]').inputValue()).toBe('楼道灯不亮');
    await $('.report__form .button[type=submit]').click();
    await $('.report-done', '已上报').waitFor();
    await $('.report-done .button').first().click();
    await $('.case', '楼道灯不亮').waitFor();
  });
});

describe('a hard issue', () => {
  it('is published, stands on the board, and is moved from there', async () => {
    await open('?desk=hard', PLANNER);
    await $('.hard-issues__head .button').click();
    const form = $('.publish');
    await form.locator('input').nth(0).fill('楼院停车位长期不足');
    await form.locator('textarea').fill('三个楼院共用一条消防通道,需要多部门协同。');
    await form.locator('input').nth(1).fill('370202007');
    await form.locator('button[type=submit]').click();
    await $('.hard-issue h2', '楼院停车位长期不足').waitFor();
    const card = $('.board__column[data-state=PUBLISHED] .hard-card', '楼院停车位长期不足');
    await card.waitFor();
    await $('.hard-issue [data-action=CALL], .hard-issue [data-action=OPEN_CALL]').first().click();
    await $('.hard-issue .action-form .button[type=submit]').click();
    await $('.board__column[data-state=OPEN_CALL] .hard-card', '楼院停车位长期不足').waitFor();
  });
});

describe('for everybody', () => {
  it.each([
    ['on a desk', DESKTOP, ''],
    ['on a phone, in English', PHONE, '&lang=en'],
  ] as const)(
    'there is no serious barrier %s, and nothing is too small to touch or too wide',
    async (_, screen, rest) => {
      const { code } = await caseWith(base, CADRE, 'SEND_BACK');
      const pages = ['all', `case:${code}`, 'report', `sheet:${code}`, 'hard', 'evaluation', 'outbox'];
      await open(`?desk=mine${rest}`, CADRE, screen);
      for (const page of pages) {
        await follow(`?desk=${page}${rest}`);
        await $('#desk .desk__part, #desk .case-sheet, #desk .case-row').first().waitFor();
        await $(`.desk[data-page=${kindOf(page)}]`)
          .first()
          .waitFor();
        await eventually(() => $('#desk .skeleton').count()).toBe(0);
        if (page.startsWith('case')) await $('[data-action=SEND_BACK]').click();
        expect([page, await atlas.barriers()]).toEqual([page, []]);
        if (screen !== PHONE) continue;
        expect([page, await tooSmall(atlas.page)]).toEqual([page, []]);
        expect(await atlas.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
      }
    },
  );

  it('a case is printed on a sheet with its posts and no person', async () => {
    const { code } = await caseWith(base, CADRE, 'SEND_BACK');
    await open(`?desk=sheet:${code}`, CADRE);
    await $('.paper', code).waitFor();
    await atlas.page.emulateMedia({ media: 'print' });
    expect(await $('.case-sheet__buttons').isVisible()).toBe(false);
    expect(await $('.bar').isVisible()).toBe(false);
    const sheet = await $('.paper').innerText();
    for (const word of ['问题处置单', '首问岗位', '办理过程', '示意数据', '打印日期']) expect(sheet).toContain(word);
    expect(sheet).not.toMatch(/姓名|电话|身份证/);
    expect((await atlas.page.pdf({ format: 'A4' })).byteLength).toBeGreaterThan(10_000);
  });
});
