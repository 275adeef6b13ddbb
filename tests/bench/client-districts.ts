import type { Browser } from 'playwright-core';
import { WatchedPage } from './client-page.ts';
import type { Line } from './client-table.ts';

const NUMBERS = [10, 100];
/** The best of several rounds counts: what disturbs the machine only ever adds. */
const ROUNDS = 3;
const LAYERS = [
  ['物管覆盖', 'property'],
  ['业委会覆盖', 'committee'],
] as const;
const ASK = `query ($after: String) { districts(first: 200, after: $after) {
  edges { node { code bounds { west south east north } } } pageInfo { endCursor hasNextPage } } }`;

interface Node {
  readonly code: string;
  readonly bounds: {
    readonly west: number;
    readonly south: number;
    readonly east: number;
    readonly north: number;
  } | null;
}

/** The same with many districts in view, as many as the database holds. */
export async function measureManyDistricts(browser: Browser, product: string): Promise<Line[]> {
  const districts = await districtsOf(product);
  const lines: Line[] = [];
  for (const number of NUMBERS) {
    if (districts.length < number) {
      console.error(
        `Not measured: ${number} districts in view. The database holds ${districts.length}: load more with`,
      );
      console.error(`  npm run geodata:demo -- --replace --scale ${number}`);
      continue;
    }
    console.error(`With ${number} districts in view`);
    lines.push(...(await measureView(browser, product, districts.slice(0, number), number)));
  }
  return lines;
}

async function measureView(browser: Browser, product: string, nodes: readonly Node[], number: number): Promise<Line[]> {
  const page = await WatchedPage.open(browser, `${product}/?map=${cameraOver(nodes)}`, {
    first: '.first-map[data-painted=true], .map-canvas[data-drawn=true]',
    library: '.map-canvas[data-drawn=true]',
  });
  try {
    const first = await page.mark('first');
    const library = await page.mark('library');
    const coloured = (wanted: number) => {
      const { settled, districts } = document.querySelector<HTMLElement>('.map-canvas')?.dataset ?? {};
      return settled === 'true' && Number(districts) >= wanted;
    };
    await page.page.waitForFunction(coloured, number, { polling: 250, timeout: 120_000 });
    // Now the same with everything else done: another layer gives every area in view another colour.
    await page.page.waitForTimeout(6000);
    await page.page.locator('.layers-button').tap();
    const switched: number[] = [];
    const longest: number[] = [];
    for (const [name, theme] of Array.from({ length: ROUNDS }, () => LAYERS).flat()) {
      await page.page.waitForTimeout(2500);
      await page.longestTask();
      const layer = page.page.locator('.themes__choice', { hasText: name });
      switched.push(await page.until(`.map-canvas[data-theme=${theme}]`, () => layer.tap()));
      await page.page.waitForTimeout(2500);
      longest.push(await page.longestTask());
    }
    const of = `${number} districts in view: `;
    return [
      { what: `${of}first map drawn`, unit: 'ms', value: first, bare: null, goal: 3000 },
      { what: `${of}the library's map drawn`, unit: 'ms', value: library, bare: null, goal: null },
      { what: `${of}another layer is coloured`, unit: 'ms', value: Math.min(...switched), bare: null, goal: 200 },
      { what: `${of}longest task while it is`, unit: 'ms', value: Math.min(...longest), bare: null, goal: 50 },
    ];
  } finally {
    await page.close();
  }
}

/** A camera of the phone from which all of them are seen. */
function cameraOver(nodes: readonly Node[]): string {
  const bounds = nodes.flatMap((node) => node.bounds ?? []);
  const west = Math.min(...bounds.map((one) => one.west));
  const east = Math.max(...bounds.map((one) => one.east));
  const south = Math.min(...bounds.map((one) => one.south));
  const north = Math.max(...bounds.map((one) => one.north));
  const zoom =
    Math.min(Math.log2((370 * 360) / (east - west) / 512), Math.log2((300 * 360) / (north - south) / 512)) - 0.05;
  return `${zoom.toFixed(2)}/${((south + north) / 2).toFixed(5)}/${((west + east) / 2).toFixed(5)}`;
}

async function districtsOf(product: string): Promise<Node[]> {
  const found: Node[] = [];
  for (let after: string | null = null; ;) {
    const body = JSON.stringify({ query: ASK, variables: { after } });
    const answer = await fetch(`${product}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { data } = (await answer.json()) as {
      data: { districts: { edges: { node: Node }[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } } };
    };
    found.push(...data.districts.edges.map(({ node }) => node));
    if (!data.districts.pageInfo.hasNextPage) return found;
    after = data.districts.pageInfo.endCursor;
  }
}
