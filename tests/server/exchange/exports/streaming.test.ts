import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { registerExports, UNDER_WAY } from '../../../../server/exchange/exports/exports.routes.ts';
import { spooled } from '../../../../server/exchange/exports/spool.ts';
import { exchangeLayers } from '../../../../server/exchange/layers.ts';
import type { ExchangeLayer } from '../../../../server/kernel/exchange/layer.ts';
import { sql } from '../../../../server/kernel/graph/sql.ts';
import { createWebServer } from '../../../../server/kernel/http/web-server.ts';
import { readEnv } from '../../../../server/env.ts';
import { demoDatabase } from '../../../support/test-database.ts';

const open: FastifyInstance[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

/** The real web server, over the demo district. */
async function serve(layers: readonly ExchangeLayer[] = exchangeLayers): Promise<string> {
  const { dataSource } = await demoDatabase();
  const fastify = await createWebServer({ ...readEnv(), logLevel: 'silent' });
  open.push(fastify);
  registerExports(fastify, { dataSource, layers });
  return fastify.listen({ host: '127.0.0.1', port: 0 });
}

/** Buildings, the later of which lie where no map reaches: that comes out when their shapes are made, page by page. */
function breakingLayers(): ExchangeLayer[] {
  return exchangeLayers.map((layer) =>
    layer.key !== 'buildings'
      ? layer
      : {
          ...layer,
          state: (asOf) => sql`
            select s.code, s.path, s.attributes, s.source_id,
              case when s.code < '370202012' then s.geom else ST_Translate(s.geom, 0, 100) end as geom
            from (${layer.state(asOf)}) s`,
        },
  );
}

async function untilAnswered(ask: () => Promise<Response>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    const again = await ask();
    await again.text();
    if (again.status === 200) break;
    expect(tries).toBeLessThan(200);
    await sleep(50);
  }
}

/** The status of an answer to a client with another address. */
function from(localAddress: string, url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { localAddress }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    }).on('error', reject);
  });
}

describe('an export over the wire', () => {
  it('breaks the connection when it cannot be finished, compressed or not', async () => {
    const url = await serve(breakingLayers());
    for (const encoding of ['gzip', 'identity']) {
      const answer = await fetch(`${url}/exports/buildings.geojson?asOf=2025-12-31&crs=EPSG:3857`, {
        headers: { 'accept-encoding': encoding },
      });
      expect(answer.status).toBe(200);
      await expect(answer.text(), encoding).rejects.toThrow();
    }
    expect(
      (await fetch(`${url}/exports/buildings.gpkg?asOf=2025-12-31&crs=EPSG:3857`)).status,
      'nothing was sent yet',
    ).toBe(500);
  });

  it('holds the database no longer than reading takes, however slow its taker is', async () => {
    const url = await serve();
    const slow = new AbortController();
    const answer = await fetch(`${url}/exports/buildings.geojson?asOf=2025-12-31`, {
      headers: { 'accept-encoding': 'identity' },
      signal: slow.signal,
    });
    // Nothing of the body is taken; others are answered all the same, on the embedded database too.
    const others = await fetch(`${url}/exports/districts.geojson?asOf=2025-12-31`);
    expect(others.status).toBe(200);
    await others.text();
    slow.abort();
    await answer.text().catch(() => undefined);
  });

  it('is one of so many of a caller; the next is asked to come again, and others are not', async () => {
    const url = await serve();
    const held = new AbortController();
    const ask = (signal?: AbortSignal) =>
      fetch(`${url}/exports/buildings.geojson`, {
        headers: { 'accept-encoding': 'identity' },
        ...(signal && { signal }),
      });
    // None of them is read: what was made of them waits in files, and makes nobody else wait.
    const taken = await Promise.all(Array.from({ length: UNDER_WAY.perCaller }, () => ask(held.signal)));
    expect(taken.map(({ status }) => status)).toEqual(taken.map(() => 200));
    const refused = await ask();
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await from('127.0.0.2', `${url}/exports/districts.geojson`)).toBe(200);
    held.abort();
    // Nor does it cost a turn for good to leave before there is anything to take.
    for (let i = 0; i <= UNDER_WAY.perCaller; i += 1) {
      await fetch(`${url}/exports/buildings.gpkg`, { signal: AbortSignal.timeout(15) }).catch(() => undefined);
    }
    await untilAnswered(ask);
  });

  it('gives its turn back when it waited behind another on a connection that was lost', async () => {
    const url = await serve();
    const { port } = new URL(url);
    const line = 'GET /exports/buildings.geojson HTTP/1.1\r\nhost: localhost\r\n\r\n';
    const socket = connect(Number(port), '127.0.0.1').pause();
    socket.write(line.repeat(UNDER_WAY.perCaller));
    const ask = () => fetch(`${url}/exports/districts.geojson`);
    while ((await ask()).status === 200) await sleep(20);
    socket.destroy();
    await untilAnswered(ask);
  });

  it('leaves nothing behind, finished or not', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exports-test-'));
    vi.stubEnv('TMPDIR', folder);
    const url = await serve();
    for (const format of ['geojson', 'gpkg', 'shp.zip', 'xlsx'])
      await (await fetch(`${url}/exports/yards.${format}`)).arrayBuffer();
    const left = new AbortController();
    await fetch(`${url}/exports/buildings.geojson`, {
      signal: left.signal,
      headers: { 'accept-encoding': 'identity' },
    });
    left.abort();
    await fetch(`${url}/exports/yards.shp.zip?geometry=false`);
    for (let tries = 0; readdirSync(folder).length > 0 && tries < 100; tries += 1) await sleep(50);
    expect(readdirSync(folder)).toEqual([]);
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
});

describe('a spooled stream', () => {
  it('hands on what it is given, to the letter, and fails as it fails', async () => {
    const pieces = Array.from({ length: 300 }, (_, i) => Buffer.alloc(1 + ((i * 7919) % 5000), i % 256));
    const slowly = async function* () {
      for (const piece of pieces) {
        if (piece.length % 50 === 0) await sleep(1);
        yield piece;
      }
    };
    expect((await buffer(await spooled(Readable.from(slowly())))).equals(Buffer.concat(pieces))).toBe(true);
    const broken = async function* () {
      yield Buffer.from('begun');
      throw new Error('broken off');
    };
    await expect(buffer(await spooled(Readable.from(broken())))).rejects.toThrow('broken off');
    await expect(buffer(await spooled(Readable.from(pieces), { maxBytes: 1000 }))).rejects.toThrow(
      /larger than 1000 bytes/,
    );
  });

  it('ends its source when nobody wants it any more', async () => {
    let ended = false;
    const endless = async function* () {
      try {
        for (;;) {
          await sleep(1);
          yield Buffer.alloc(1000);
        }
      } finally {
        ended = true;
      }
    };
    const stream = await spooled(Readable.from(endless()));
    await sleep(20);
    stream.destroy();
    for (let tries = 0; !ended && tries < 100; tries += 1) await sleep(10);
    expect(ended).toBe(true);
  });
});
