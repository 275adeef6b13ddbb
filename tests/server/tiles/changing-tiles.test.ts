import { setTimeout as sleep } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerTiles } from '../../../server/tiles/tiles.routes.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ownDatabase } from '../../support/test-database.ts';
import { decodeTile, tileAt } from './decode.ts';
import { insertShapes, SHAPES_DISTRICT } from './shapes.ts';

/**
 * Writers give grids ever higher numbers as names, some move an outline along, some roll back; readers ask two processes'
 * worth of tile servers all the while. A committed number may never be missing from an answer asked for after its commit,
 * and what may be kept for ever has to be the same for ever.
 */
const EDITS = 20;
const WRITERS = 3;
const READERS = 4;

let database: Database;
let servers: FastifyInstance[];
const committed = new Map<string, number>();
const lasting = new Map<string, Buffer>();

beforeAll(async () => {
  database = await ownDatabase();
  await insertShapes(database.dataSource);
  servers = [1, 2].map(() => {
    const fastify = Fastify();
    registerTiles(fastify, { dataSource: database.dataSource, kind: database.kind });
    return fastify;
  });
});

afterAll(async () => {
  for (const server of servers) await server.close();
  await database.close();
});

const codeOf = (grid: number): string => `${SHAPES_DISTRICT}001001${String(grid).padStart(3, '0')}`;
const server = (turn: number): FastifyInstance => servers[turn % servers.length] as FastifyInstance;

async function write(writer: number): Promise<void> {
  for (let edit = 1; edit <= EDITS; edit++) {
    const code = codeOf(79 + writer);
    const kept = edit % 5 !== 0;
    const done = await database.dataSource
      .transaction(async (manager) => {
        await manager.query('update area set name = $1 where code = $2', [kept ? String(edit) : '不算数', code]);
        if (edit % 2 === 0)
          await manager.query(
            `update boundary set geom = ST_Translate(geom, 0.0000003, 0)
             where area_id in (select id from area where code in ($1, $2))`,
            [code, codeOf(80 + writer)],
          );
        if (!kept) throw new Error('rolled back');
      })
      .then(
        () => true,
        (error: Error) => {
          // Two writers may wait for each other's row; then one of them is told to begin again.
          if (!/rolled back|deadlock/.test(error.message)) throw error;
          return false;
        },
      );
    if (done) committed.set(code, edit);
    await sleep(15);
  }
}

/** Every tile of the place, from far to near. */
const places = [9, 12, 13].map((z) => tileAt(10.035, 20.03, z));

async function addressOf({ z, x, y }: { z: number; x: number; y: number }, turn: number): Promise<string> {
  const way = turn % 3;
  const name = turn % 2 === 0 ? 'atlas' : 'grids';
  if (way === 0) return `/tiles/${name}/${z}/${x}/${y}.mvt`;
  const json = (await server(turn + 1).inject(`/tiles/${name}.json`)).json<{
    tiles: string[];
    versions: { zoom: number; none: string; tiles: Record<string, string[]> };
  }>();
  if (way === 1) {
    const [template = ''] = json.tiles;
    return template
      .replace(/^https?:\/\/[^/]+/, '')
      .replace('{z}', String(z))
      .replace('{x}', String(x))
      .replace('{y}', String(y));
  }
  const { zoom, none, tiles } = json.versions;
  const up = 2 ** Math.max(0, z - zoom);
  const key = [Math.min(z, zoom), Math.floor(x / up), Math.floor(y / up)].join('/');
  const version = Object.entries(tiles).find(([, named]) => named.includes(key))?.[0] ?? none;
  return `/tiles/${version}/${name}/${z}/${x}/${y}.mvt`;
}

let running = true;

async function read(reader: number): Promise<number> {
  let answers = 0;
  for (let turn = reader; running; turn += 1) {
    const at = places[turn % places.length];
    if (!at) continue;
    const before = new Map(committed);
    const url = await addressOf(at, turn);
    const answer = await server(turn).inject(url);
    expect(answer.statusCode, url).toBe(200);
    if (String(answer.headers['cache-control']).includes('immutable')) {
      const first = lasting.get(url) ?? answer.rawPayload;
      expect(first.equals(answer.rawPayload), `${url} is what it was`).toBe(true);
      lasting.set(url, first);
    }
    const names = new Map(
      decodeTile(answer.rawPayload, 'grids').features.map(({ properties }) => [
        String(properties['code']),
        String(properties['name']),
      ]),
    );
    for (const [code, edit] of before) expect(Number(names.get(code)), `${url} ${code}`).toBeGreaterThanOrEqual(edit);
    answers += 1;
  }
  return answers;
}

describe('while shapes are being changed', () => {
  it('the next tile after a commit holds what was committed, at every kind of address and from every process', async () => {
    const readers = Array.from({ length: READERS }, (_, reader) => read(reader));
    const reading = Promise.all(readers);
    const writing = Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer))).finally(
      () => (running = false),
    );
    const [answers] = await Promise.all([reading, writing]);
    expect(committed.size).toBe(WRITERS);
    expect(Math.min(...answers)).toBeGreaterThan(3);
    expect(lasting.size).toBeGreaterThan(0);
  });

  it('what may be kept for ever was right to the end', async () => {
    for (let turn = 0; turn < 18; turn++) {
      const at = places[turn % places.length];
      if (!at) continue;
      const url = await addressOf(at, turn);
      const fresh = Fastify();
      registerTiles(fresh, { dataSource: database.dataSource, kind: database.kind });
      const truth = await fresh.inject(url);
      await fresh.close();
      for (const each of servers) expect((await each.inject(url)).rawPayload.equals(truth.rawPayload), url).toBe(true);
      const kept = lasting.get(url);
      if (kept) expect(kept.equals(truth.rawPayload), url).toBe(true);
    }
  });
});
