/**
 * npm run bench:client: how soon the map of a mid-range phone on Fast 3G is there and answers, against a page that only draws
 * the same tiles. A table on the terminal, and bench/client.json.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { childEnvironment } from '../../server/env.ts';
import { launchBrowser } from '../support/browser.ts';
import { measureInputs } from './client-inputs.ts';
import { measureManyDistricts } from './client-districts.ts';
import { WatchedPage } from './client-page.ts';
import { printLines, type Line } from './client-table.ts';
import type { ClientServing } from './client-serve.ts';

const RUNS = 3;
const FIRST = '.first-map[data-painted=true], .map-canvas[data-drawn=true]';
const LIBRARY = '.map-canvas[data-drawn=true]';

const folder = mkdtempSync(join(tmpdir(), 'atlas-client-'));
const child = fork(join(import.meta.dirname, 'client-serve.ts'), {
  execArgv: ['--import', 'tsx'],
  env: childEnvironment({ DATA_DIR: folder }),
  stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
});
const ended = once(child, 'exit');
try {
  const serving = await servingOf(child);
  const browser = await launchBrowser();
  try {
    const lines: Line[] = [];
    const parts = [
      () => measureStart(browser, serving),
      () => measureInputs(browser, serving.product),
      () => measureManyDistricts(browser, serving.product),
    ];
    for (const part of parts) {
      lines.push(...(await part().catch(notMeasured)));
    }
    const machine = {
      date: new Date().toISOString(),
      cores: cpus().length,
      node: process.version,
      chromium: browser.version(),
    };
    printLines(lines);
    mkdirSync('bench', { recursive: true });
    writeFileSync('bench/client.json', `${JSON.stringify({ ...machine, runs: RUNS, lines }, null, 2)}\n`);
  } finally {
    await browser.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (child.connected) child.send('close');
  const killed = setTimeout(() => child.kill(), 10_000);
  await ended;
  clearTimeout(killed);
  rmSync(folder, { recursive: true, force: true });
}

/** What was measured before is printed all the same. */
function notMeasured(error: unknown): Line[] {
  console.error(`Not measured: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
  return [];
}

interface Start {
  readonly first: number;
  readonly library: number;
  readonly scriptsFirst: readonly string[];
  readonly scriptsLibrary: readonly string[];
  readonly camera: string;
}

async function measureStart(browser: Browser, { product, bare }: ClientServing): Promise<Line[]> {
  const starts: Start[] = [];
  const bares: number[] = [];
  let bareScripts: readonly string[] = [];
  // In turns, so that what disturbs the machine disturbs both.
  for (let run = 0; run < RUNS; run++) {
    console.error(`Opening the map, ${run + 1} of ${RUNS}`);
    const start = await openProduct(browser, product);
    starts.push(start);
    const page = await WatchedPage.open(browser, `${bare}/?camera=${start.camera}`, { drawn: 'body[data-drawn=true]' });
    const drawn = await page.mark('drawn');
    bares.push(drawn);
    bareScripts = page.scriptsBefore(drawn);
    await page.close();
  }
  const first = median(starts.map((one) => one.first));
  const library = median(starts.map((one) => one.library));
  const drawn = median(bares);
  const kB = async (urls: readonly string[] = []) =>
    (await Promise.all(urls.map(gzipped))).reduce((sum, size) => sum + size, 0) / 1000;
  const scriptsFirst = await kB(starts[0]?.scriptsFirst);
  const scriptsLibrary = await kB(starts[0]?.scriptsLibrary);
  const scriptsBare = await kB(bareScripts);
  return [
    { what: 'first map drawn', unit: 'ms', value: first, bare: drawn, goal: 3000 },
    { what: "the library's map drawn", unit: 'ms', value: library, bare: drawn, goal: null },
    { what: 'scripts before the first map, gzipped', unit: 'kB', value: scriptsFirst, bare: scriptsBare, goal: 450 },
    {
      what: "scripts before the library's map, gzipped",
      unit: 'kB',
      value: scriptsLibrary,
      bare: scriptsBare,
      goal: null,
    },
  ];
}

async function openProduct(browser: Browser, product: string): Promise<Start> {
  const page = await WatchedPage.open(browser, `${product}/`, { first: FIRST, library: LIBRARY });
  const first = await page.mark('first');
  const library = await page.mark('library');
  await page.page.waitForFunction(() => window.location.search.includes('map='), undefined, { polling: 250 });
  const camera = new URL(page.page.url()).searchParams.get('map') ?? '';
  const [scriptsFirst, scriptsLibrary] = [page.scriptsBefore(first), page.scriptsBefore(library)];
  await page.close();
  return { first, library, scriptsFirst, scriptsLibrary, camera };
}

async function gzipped(url: string): Promise<number> {
  const answer = await fetch(url);
  return gzipSync(Buffer.from(await answer.arrayBuffer()), { level: 9 }).length;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function servingOf(from: ChildProcess): Promise<ClientServing> {
  const failed = ended.then(() => Promise.reject(new Error('The server to be measured ended before it was ready.')));
  const [message] = (await Promise.race([once(from, 'message'), failed])) as [ClientServing];
  return message;
}
