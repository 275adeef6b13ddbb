import type { Browser, Page } from 'playwright-core';
import { PHONE } from '../support/browser.ts';

/** A mid-range phone on Fast 3G, as the developer tools of Chromium mean it. */
export const PHONE_CPU_SLOWDOWN = 4;
export const FAST_3G = {
  offline: false,
  latency: 562.5,
  downloadThroughput: (1.6e6 * 0.9) / 8,
  uploadThroughput: (750e3 * 0.9) / 8,
};
const PATIENCE = 120_000;

interface Script {
  readonly url: string;
  readonly at: number;
}

/** A page that is slowed down and watched: what appears when, what scripts came, which tasks were long. */
export class WatchedPage {
  private readonly scripts: Script[] = [];
  private started = 0;

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, url: string, marks: Readonly<Record<string, string>>): Promise<WatchedPage> {
    const context = await browser.newContext({ ...PHONE, locale: 'zh-CN', reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const cdp = await context.newCDPSession(page);
    const watched = new WatchedPage(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', FAST_3G);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: PHONE_CPU_SLOWDOWN });
    cdp.on('Network.requestWillBeSent', ({ timestamp }) => (watched.started ||= timestamp));
    cdp.on('Network.responseReceived', ({ response, timestamp, type }) => {
      if (type === 'Script') watched.scripts.push({ url: response.url, at: (timestamp - watched.started) * 1000 });
    });
    // What tsx wraps around named functions is not there in the page.
    await page.addInitScript('globalThis.__name = (named) => named;');
    await page.addInitScript(watchMarks, marks);
    await page.goto(url, { waitUntil: 'commit' });
    return watched;
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  /** Milliseconds from the start of the navigation until what a mark looks for had been painted. */
  async mark(name: string): Promise<number> {
    await this.page.waitForFunction((wanted) => performance.getEntriesByName(wanted).length > 0, name, {
      timeout: PATIENCE,
      polling: 250,
    });
    return this.page.evaluate((wanted) => performance.getEntriesByName(wanted)[0]?.startTime ?? NaN, name);
  }

  /** Addresses of scripts that had begun to arrive by then. */
  scriptsBefore(milliseconds: number): string[] {
    return [...new Set(this.scripts.filter(({ at }) => at < milliseconds).map(({ url }) => url))];
  }

  /** Milliseconds from now until something is so and painted. */
  async until(selector: string, act: () => Promise<void>): Promise<number> {
    await this.page.evaluate(watchNext, selector);
    await act();
    await this.page.waitForFunction(() => window.benchUntil !== undefined, undefined, {
      polling: 100,
      timeout: PATIENCE,
    });
    return this.page.evaluate(() => window.benchUntil ?? NaN);
  }

  /** The longest task of the page since it was last asked, in milliseconds; 0 when none was longer than 50. */
  async longestTask(): Promise<number> {
    return this.page.evaluate(() => {
      const longest = Math.max(0, ...(window.benchTasks ?? []));
      window.benchTasks = [];
      return longest;
    });
  }
}

declare global {
  interface Window {
    benchTasks?: number[];
    benchUntil?: number | undefined;
  }
}

/** Runs in the page before its own scripts. */
function watchMarks(marks: Readonly<Record<string, string>>): void {
  window.benchTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.benchTasks?.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  const open = new Map(Object.entries(marks));
  const look = (): void => {
    for (const [name, selector] of open) {
      if (!document.querySelector(selector)) continue;
      open.delete(name);
      requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(name)));
    }
    if (open.size === 0) observer.disconnect();
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true });
}

/** Runs in the page: the time from the next input until the selector finds something and a frame has shown it. */
function watchNext(selector: string): void {
  window.benchUntil = undefined;
  let from = 0;
  window.addEventListener('pointerup', ({ timeStamp }) => (from = timeStamp), { once: true, capture: true });
  const look = (): void => {
    if (from === 0 || !document.querySelector(selector)) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => (window.benchUntil = performance.now() - from)));
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { subtree: true, childList: true, attributes: true });
}
