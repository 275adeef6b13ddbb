/**
 * npm run gen:screenshots: the pictures of the README, taken of the demo district in server/docs/images/.
 * `-- http://localhost:4000` takes them of a server that already runs; otherwise one is started for it.
 */
import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { BrowserContextOptions } from 'playwright-core';
import { runCommandLine } from '../../server/kernel/command-line.ts';
import { AtlasPage, DESKTOP, launchBrowser, PHONE } from './browser.ts';

const root = path.resolve(import.meta.dirname, '../..');
const folder = path.join(root, 'server/docs/images');

/** A building with something to see: one with open issues. */
const ASK_BUILDING = '{ buildings(within: "370202005", hasOpenIssues: true, first: 1) { edges { node { code } } } }';

async function views(base: string): Promise<Readonly<Record<string, string>>> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query: ASK_BUILDING }),
  });
  const { data } = (await answer.json()) as { data: { buildings: { edges: { node: { code: string } }[] } } };
  return {
    district: '?layer=property&date=2024-12-31',
    grid: '?place=370202005007003&layer=service',
    building: `?place=${data.buildings.edges[0]?.node.code ?? ''}&layer=issues`,
  };
}
const SCREENS: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { ...DESKTOP, viewport: { width: 1360, height: 850 } },
  phone: PHONE,
};

async function takeAll(base: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const browser = await launchBrowser();
  try {
    for (const [screen, options] of Object.entries(SCREENS)) {
      for (const [view, query] of Object.entries(await views(base))) {
        const atlas = await AtlasPage.open(browser, base, query, options);
        await atlas.still();
        const file = path.join(folder, `${view}-${screen}.png`);
        await atlas.page.screenshot({ path: file });
        console.log(`Wrote ${path.relative(root, file)}`);
        await atlas.close();
      }
    }
  } finally {
    await browser.close();
  }
}

/** Runs the product on a free port with a database of its own, and takes it away again. */
async function withServer(use: (base: string) => Promise<void>): Promise<void> {
  const port = await freePort();
  const dataDir = path.join(root, '.build', `screenshots-${process.pid}`);
  const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, DATABASE_URL: '' };
  const server = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  try {
    await answers(`http://localhost:${port}/health`, () => server.exitCode !== null);
    await use(`http://localhost:${port}`);
  } finally {
    server.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function answers(url: string, gone: () => boolean): Promise<void> {
  for (const started = Date.now(); Date.now() - started < 180_000;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    if (gone()) throw new Error('The server ended before it answered');
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`Nothing answers at ${url}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

await runCommandLine('Usage: npm run gen:screenshots -- [http://localhost:PORT]', async (args) => {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [given] = positionals;
  await (given ? takeAll(given.replace(/\/$/, '')) : withServer(takeAll));
});
