import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createApp, type App } from '../../server/app.ts';
import { readEnv } from '../../server/env.ts';
import type { Database } from '../../server/kernel/database/database.ts';
import { buildClient, clientIsFresh } from '../../server/kernel/http/client-build.ts';
import { AtlasPage, launchBrowser } from '../support/browser.ts';
import { ownDatabase } from '../support/test-database.ts';

const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());
const NOW = `?date=${today}&layer=issues&level=subdistrict`;
const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000, interval: 25 });

let database: Database;
let app: App;
let url: string;
let browser: Browser;
const pages: AtlasPage[] = [];

beforeAll(async () => {
  [database, browser] = await Promise.all([ownDatabase('demo'), launchBrowser()]);
  if (!(await clientIsFresh())) await buildClient();
  await serve(0);
});
afterEach(async () => {
  for (const page of pages.splice(0)) await page.close();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await database?.close();
});

async function serve(port: number): Promise<void> {
  app = await createApp({ env: { ...readEnv(), logLevel: 'silent' }, database });
  url = await app.fastify.listen({ host: '127.0.0.1', port });
}

async function open(query = NOW): Promise<AtlasPage> {
  const page = await AtlasPage.open(browser, url, query);
  pages.push(page);
  return page;
}

const live = (page: AtlasPage) => page.page.locator('.live').getAttribute('data-state');

/** As the legend adds the coloured areas up. */
async function openIssues(page: AtlasPage): Promise<number> {
  const text = await page.page.locator('.legend__total').innerText({ timeout: 20_000 });
  return Number(text.replaceAll(/\D/g, ''));
}

async function closeIssues(count: number): Promise<void> {
  await database.dataSource.query(
    `update issue set closed_on = reported_on
     where id in (select id from issue where closed_on = 'infinity' order by id limit $1)`,
    [count],
  );
}

/** What the page fetches from now on. */
function fetches(page: AtlasPage): string[] {
  const addresses: string[] = [];
  page.page.on('request', (request) => {
    const body = request.postData();
    const operation = body?.startsWith('{') ? (JSON.parse(body) as { operationName?: string }).operationName : '';
    addresses.push(`${new URL(request.url()).pathname} ${operation ?? ''}`.trim());
  });
  return addresses;
}

describe('an open map', () => {
  it('shows what becomes of an issue, on every screen, without tiles', async () => {
    const [one, other] = [await open(), await open()];
    for (const page of [one, other]) {
      await page.settled();
      await eventually(() => live(page)).toBe('live');
    }
    await one.page.waitForTimeout(1500);
    const before = await openIssues(one);
    expect(await openIssues(other)).toBe(before);
    const fetched = [fetches(one), fetches(other)];
    await closeIssues(1);
    for (const page of [one, other]) await eventually(() => openIssues(page)).toBe(before - 1);
    for (const addresses of fetched) {
      expect(addresses.filter((address) => address.startsWith('/tiles'))).toEqual([]);
      expect(addresses).toContain('/graphql OpenIssueColumn');
      expect(addresses).toContain('/graphql MapIssuePoints');
      expect(addresses).not.toContain('/graphql MapStatuses');
    }
  });

  it('catches up with what it has missed while the server was away', async () => {
    const page = await open();
    await page.settled();
    await eventually(() => live(page)).toBe('live');
    const before = await openIssues(page);
    const port = Number(new URL(url).port);
    await app.close();
    await eventually(() => live(page)).toBe('reconnecting');
    await closeIssues(2);
    await serve(port);
    await eventually(() => live(page)).toBe('live');
    await eventually(() => openIssues(page)).toBe(before - 2);
  });

  it('follows by server-sent events where no socket gets through', async () => {
    const page = await AtlasPage.open(browser, url, NOW, undefined, async (made) => {
      await made.routeWebSocket(/graphql/, (socket) => socket.close());
    });
    pages.push(page);
    await page.settled();
    await eventually(() => live(page)).toBe('live');
    const before = await openIssues(page);
    await closeIssues(1);
    await eventually(() => openIssues(page)).toBe(before - 1);
  });

  it('of a past date is not live, and says so', async () => {
    const page = await open('?date=2025-06-30&layer=issues');
    await page.settled();
    await eventually(() => live(page)).toBe('off');
    expect(await page.text('.live')).toContain('非实时');
  });
});
