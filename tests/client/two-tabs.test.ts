/** Two pages of one browser, which have one cookie, over a database of the test's own. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AtlasPage, DESKTOP } from '../support/browser.ts';
import { caseWith, eventsOf } from '../support/desk.ts';
import { ownDemo, type OwnDemo } from '../support/own-demo.ts';

const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000, interval: 100 });
const CADRE = '370202007-CADRE-01';
const PLANNER = '370202-PLANNER-01';

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

const signIn = (page: Page, post: string) =>
  page
    .context()
    .request.post(`${base}/sign-in/demo`, { data: { post } })
    .then((answer) => expect(answer.ok()).toBe(true));

/** A page for a post, and beside it another of the same browser. */
async function open(query: string, post: string): Promise<Page> {
  atlas = await AtlasPage.open(browser, base, query, DESKTOP, (page) => signIn(page, post));
  await atlas.page.locator('.desk .account').waitFor();
  return atlas.page;
}
async function another(query: string): Promise<Page> {
  const page = await atlas.page.context().newPage();
  await page.goto(`${base}/${query}`);
  await page.locator('.desk .account').waitFor();
  return page;
}
const sentAs = async (code: string, action: string): Promise<string[]> => {
  const rows = await demo.database.dataSource.query<{ post_code: string }[]>(
    `select post_code from audit_entry where action = 'CASE_MOVED' and subject = $1 and detail->>'action' = $2`,
    [code, action],
  );
  return rows.map(({ post_code }) => post_code);
};

describe('a page whose post is not the one that is signed in any more', () => {
  it('sends nothing as the other, keeps it, says so, and goes on when its own post is there again', async () => {
    const { code } = await caseWith(base, CADRE, 'SEND_BACK');
    const page = await open(`?desk=case:${code}`, CADRE);
    await page.locator('[data-action=SEND_BACK]').click();
    await page.locator('.action-form textarea').fill('照片上仍有积水');
    // Somebody signs in beside it, and nothing tells this page.
    await signIn(page, PLANNER);
    await page.locator('.action-form .button[type=submit]').click();
    await page.locator('.other-post', { hasText: '没有以另一岗位的名义提交' }).waitFor();
    expect(await page.locator('.case').isVisible()).toBe(false);
    expect(await sentAs(code, 'SEND_BACK')).toEqual([]);
    await page.locator('.other-post .button--quiet').click();
    await page.locator('.dialog .sign-in input').fill(CADRE);
    await page.locator(`.dialog [data-post="${CADRE}"]`).click();
    await eventually(() => sentAs(code, 'SEND_BACK')).toEqual([CADRE]);
    await page.locator('.other-post').waitFor({ state: 'detached' });
    await page.locator('.case').waitFor();
    expect((await eventsOf(base, CADRE, code)).filter((action) => action === 'SEND_BACK')).toHaveLength(1);
  });

  it('notices it by itself when somebody signs in on another page, and opens anew as that post', async () => {
    const page = await open('?desk=mine', CADRE);
    await page.locator('.case-row').first().waitFor();
    const beside = await another('?desk=mine');
    await beside.locator('.account__out').click();
    await page.locator('.expired').waitFor();
    await beside.locator('.sign-in input').fill(PLANNER);
    await beside.locator(`[data-post="${PLANNER}"]`).click();
    await page.locator('.other-post').waitFor();
    expect(await page.locator('.case-row').first().isVisible()).toBe(false);
    await page.locator('.other-post .button').first().click();
    await page.locator('.account__post').waitFor();
    expect(await page.locator('.other-post').count()).toBe(0);
    expect(await page.locator('.account__post').innerText()).toBe(await beside.locator('.account__post').innerText());
  });

  it('has a report of its own that is being written', async () => {
    const page = await open('?desk=report', CADRE);
    const beside = await another('?desk=report');
    await page.locator('[data-field=text]').fill('一号楼前路灯不亮');
    await beside.locator('[data-field=text]').fill('二号楼后积水');
    for (const [each, text] of [
      [page, '一号楼前路灯不亮'],
      [beside, '二号楼后积水'],
    ] as const) {
      await each.reload();
      await expect.poll(() => each.locator('[data-field=text]').inputValue(), { timeout: 20_000 }).toBe(text);
    }
  });
});
