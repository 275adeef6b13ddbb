import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import chromium from '@sparticuz/chromium';
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

/** What a Chromium without a graphics card needs to draw maps. */
const DRAWING = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'];
const NOT_DRAWING = ['--disable-gpu', '--disable-3d-apis'];
const PLAIN = ['--no-sandbox', '--disable-dev-shm-usage', '--no-first-run', '--font-render-hinting=none'];
const PATIENCE = 30_000;

export const DESKTOP = { viewport: { width: 1440, height: 900 } } satisfies BrowserContextOptions;
export const PHONE = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions;

export type Layer = '业委会覆盖' | '物管覆盖' | '两项对照' | '物管状态与模式' | '未结问题' | '楼宇党委';

/** The Chromium that comes from an npm package, with WebGL drawn in software; nothing of the machine's own is used. */
export async function launchBrowser(options: { readonly webgl?: boolean } = {}): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: [...PLAIN, ...(options.webgl === false ? NOT_DRAWING : DRAWING)],
    headless: true,
  });
}

/** The product as a person sees it. Only this file knows that it is a page in a browser. */
export class AtlasPage {
  private constructor(
    readonly page: Page,
    private readonly base: string,
  ) {}

  static async open(
    browser: Browser,
    base: string,
    query = '',
    screen: BrowserContextOptions = DESKTOP,
    prepare: (page: Page) => Promise<void> = async () => undefined,
  ): Promise<AtlasPage> {
    const context = await browser.newContext({ ...screen, locale: 'zh-CN', reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const atlas = new AtlasPage(page, base);
    await prepare(page);
    await page.goto(base + '/' + query);
    return atlas;
  }

  /** A page to which the map's code does not come before it is released: until then it shows the first map. */
  static async openWithoutMap(
    browser: Browser,
    base: string,
    query: string,
    screen: BrowserContextOptions = DESKTOP,
  ): Promise<{ atlas: AtlasPage; release: () => void }> {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const atlas = await AtlasPage.open(browser, base, query, screen, async (page) => {
      await page.route('**/assets/map-stage*.js', async (route) => {
        await held;
        await route.continue().catch(() => undefined);
      });
    });
    await atlas.page.waitForSelector('.first-map[data-painted=true] path[fill^="#"]');
    return { atlas, release };
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  /** Until the map has drawn everything it waits for. */
  async settled(): Promise<this> {
    await this.page.waitForSelector('.map-canvas[data-settled="true"]');
    return this;
  }

  /** Until everything has come and nothing moves any more: for pictures. */
  async still(): Promise<void> {
    await this.page.waitForLoadState('networkidle');
    await this.settled();
    await this.page.waitForFunction(() => !document.querySelector('.skeleton, [data-waiting="true"]'));
    await this.page.waitForTimeout(600);
    await this.settled();
  }

  query(): string {
    return new URL(this.page.url()).search;
  }

  async openLink(query: string): Promise<void> {
    await this.page.goto(this.base + '/' + query);
  }

  async back(): Promise<void> {
    await this.page.goBack();
  }

  text(selector: string): Promise<string> {
    return this.page.locator(selector).first().innerText();
  }

  placeName(): Promise<string> {
    return this.text('.place__name');
  }

  async sees(name: string): Promise<void> {
    await this.page.locator('.place__name', { hasText: name }).waitFor();
  }

  async trail(): Promise<string[]> {
    return this.page.locator('.breadcrumb a').allInnerTexts();
  }

  /** "11 街道", "50 社区" …: what the place contains. */
  async contents(): Promise<string[]> {
    const all = await this.page.locator('.place__contains li').allInnerTexts();
    return all.map((text) => text.replace(/\s+/g, ' '));
  }

  /** As the panel words it: "99% 258 / 260 …". */
  async coverage(indicator: 'OWNERS_COMMITTEE' | 'PROPERTY_SERVICE'): Promise<string> {
    const figure = this.page.locator(`.coverage[data-indicator=${indicator}] .coverage__figure`);
    return (await figure.innerText()).replace(/\s+/g, ' ');
  }

  async children(): Promise<string[]> {
    return this.page.locator('.children__name').allInnerTexts();
  }

  async openChild(name: string): Promise<void> {
    await this.page.locator('.children__name', { hasText: name }).first().click();
  }

  async chooseLayer(layer: Layer): Promise<void> {
    await this.page.locator('.themes__choice', { hasText: layer }).click();
  }

  async choosePopulation(name: '全部网格' | '近五年旧改网格'): Promise<void> {
    await this.page.locator('.segmented__choice', { hasText: name }).click();
  }

  async chooseDate(date: string): Promise<void> {
    await this.page.locator('.dates__day').fill(date);
  }

  async pinLevel(name: string): Promise<void> {
    await this.page.locator('.ladder__step', { hasText: name }).click();
  }

  level(): Promise<string> {
    return this.text('.ladder__step[aria-pressed="true"]');
  }

  /** The legend's lines: what a colour means, and how many areas have it. */
  async legend(): Promise<Record<string, number>> {
    const rows = await this.page.locator('.legend__row').allInnerTexts();
    return Object.fromEntries(
      rows.map((row) => {
        const parts = row.split('\n').map((part) => part.trim());
        return [parts[0] ?? '', Number(parts.at(-1)?.replaceAll(',', ''))];
      }),
    );
  }

  async legendHas(text: string): Promise<void> {
    await this.page.locator('.legend[data-waiting=false]', { hasText: text }).waitFor();
  }

  /** The point of the map that the camera looks at, in pixels of the page. */
  private async middle(): Promise<{ x: number; y: number }> {
    const cross = await this.page.locator('.map-canvas__cross').evaluate((element) => {
      const { left, top } = getComputedStyle(element);
      const box = element.parentElement?.getBoundingClientRect();
      return { x: (box?.x ?? 0) + Number.parseFloat(left), y: (box?.y ?? 0) + Number.parseFloat(top) };
    });
    return cross;
  }

  async clickMiddleOfMap(): Promise<void> {
    await this.settled();
    const { x, y } = await this.middle();
    await this.page.mouse.click(x, y);
  }

  async focusMap(): Promise<void> {
    await this.page.locator('.map-canvas canvas').focus();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async searchResults(): Promise<string[]> {
    await this.page.locator('[role=option]').first().waitFor();
    return this.page.locator('[role=option] .search__name').allInnerTexts();
  }

  /** How much of the ground around the middle of the map has about a colour (`#rrggbb`), from 0 to 1. */
  async shareOfColour(colour: string, reach = 60): Promise<number> {
    await this.settled();
    const { x, y } = await this.middle();
    const clip = { x: x - reach, y: y - reach, width: reach * 2, height: reach * 2 };
    const shot = (await this.page.screenshot({ clip })).toString('base64');
    return this.page.evaluate(
      async ([data, wanted]) => {
        const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
        const pen = new OffscreenCanvas(image.width, image.height).getContext('2d');
        pen?.drawImage(image, 0, 0);
        const pixels = pen?.getImageData(0, 0, image.width, image.height).data ?? [];
        const parts = [1, 3, 5].map((at) => Number.parseInt((wanted ?? '').slice(at, at + 2), 16));
        let like = 0;
        for (let i = 0; i < pixels.length; i += 4) {
          if (parts.every((part, k) => Math.abs((pixels[i + k] ?? 0) - part) < 26)) like++;
        }
        return like / (pixels.length / 4);
      },
      [shot, colour],
    );
  }

  /** What an automatic look for barriers finds that is serious. */
  async barriers(): Promise<string[]> {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await this.page.evaluate(axe);
    return this.page.evaluate(async () => {
      const { axe: run } = window as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
      interface Violation {
        id: string;
        impact: string | null;
        nodes: { target: unknown[]; failureSummary?: string }[];
      }
      const { violations } = await run.run();
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) =>
          nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
        );
    });
  }
}
