import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TILE_LAYERS, TILE_SETS } from '../../../server/tiles/layers.ts';
import { registerTiles } from '../../../server/tiles/tiles.routes.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../server/kernel/database/read-session.ts';
import { ownDatabase } from '../../support/test-database.ts';
import { decodeTile, tileAt } from './decode.ts';
import { insertShapes, SHAPES_DISTRICT } from './shapes.ts';

let database: Database;
let fastify: FastifyInstance;
const { z, x, y } = tileAt(10.03, 20.03, 12);
const address = `/tiles/grids/${z}/${x}/${y}.mvt`;

beforeAll(async () => {
  database = await ownDatabase();
  await insertShapes(database.dataSource);
  fastify = Fastify();
  registerTiles(fastify, { dataSource: database.dataSource, kind: database.kind });
  await fastify.ready();
});

afterAll(async () => {
  await fastify.close();
  await database.close();
});

function get(url: string, headers: Record<string, string> = {}) {
  return fastify.inject({ method: 'GET', url, headers });
}

async function tag(): Promise<string> {
  return String((await get(address)).headers['etag']);
}

describe('the tiles of the house', () => {
  it('come with their type, a tag and the order to ask again', async () => {
    const answer = await get(address);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/vnd.mapbox-vector-tile',
      'cache-control': 'public, no-cache',
      vary: 'accept-encoding',
    });
    expect(answer.headers['etag']).toMatch(/^"[\w-]{22}"$/);
    expect(decodeTile(answer.rawPayload).features.length).toBeGreaterThan(100);
  });

  it('are compressed for those who take it, with Brotli rather than gzip, each under a tag of its own', async () => {
    const plain = await get(address);
    const ways = { 'gzip, deflate, br, zstd': 'br', 'gzip;q=0.8, br;q=0': 'gzip', '*': 'br', GZIP: 'gzip' };
    for (const [header, encoding] of Object.entries(ways)) {
      const sent = await get(address, { 'accept-encoding': header });
      expect(sent.headers['content-encoding'], header).toBe(encoding);
      const unpack = encoding === 'br' ? brotliDecompressSync : gunzipSync;
      expect(unpack(sent.rawPayload).equals(plain.rawPayload)).toBe(true);
      expect(sent.headers['etag']).toBe(`${String(plain.headers['etag']).slice(0, -1)}-${encoding}"`);
    }
    for (const header of ['gzip;q=0', 'identity', 'br;q=0.0, *;q=0', 'brotli'])
      expect((await get(address, { 'accept-encoding': header })).headers['content-encoding'], header).toBeUndefined();
  });

  it('are not sent again to those who have them', async () => {
    const answer = await get(address, { 'if-none-match': `"other", W/${await tag()}` });
    expect(answer.statusCode).toBe(304);
    expect(answer.rawPayload).toHaveLength(0);
    expect(answer.headers['etag']).toBe(await tag());
    expect((await get(address, { 'if-none-match': '"other"' })).statusCode).toBe(200);
  });

  it('are answered with 204 where nothing lies, and below the zoom of their layer', async () => {
    expect((await get(`/tiles/grids/${z}/0/0.mvt`)).statusCode).toBe(204);
    expect((await get('/tiles/buildings/4/8/6.mvt')).statusCode).toBe(204);
    for (const layer of TILE_LAYERS) expect((await get(`/tiles/${layer.name}/18/0/0.mvt`)).statusCode).toBe(204);
  });

  it('are refused in words when there is no such layer or tile', async () => {
    for (const url of [
      '/tiles/residents/12/1/1.mvt',
      '/tiles/boundary/12/1/1.mvt',
      '/tiles/grids/19/1/1.mvt',
      '/tiles/grids/1/2/0.mvt',
      '/tiles/grids/1/0/2.mvt',
      '/tiles/grids/-1/0/0.mvt',
      '/tiles/grids/1.5/0/0.mvt',
      '/tiles/grids/01/0/0.mvt',
      "/tiles/grids/12/1/1'.mvt",
      '/tiles/grids/12/1/99999999999999999999.mvt',
      '/tiles/grids/12/1.mvt',
      '/tiles/grids',
      '/tiles/residents.json',
      '/tiles/2-0/residents/12/1/1.mvt',
      '/tiles/2-0/grids/19/1/1.mvt',
      '/tiles/2-0/grids/12/1/1/1.mvt',
    ]) {
      const answer = await get(url);
      expect(answer.statusCode, url).toBe(404);
      expect(answer.json(), url).toEqual({ code: 'NOT_FOUND', message: expect.stringMatching(/\.$/) });
    }
  });
});

describe('a tile changes', () => {
  const rename = (name: string) =>
    database.dataSource.query('update area set name = $1 where code = $2', [name, `${SHAPES_DISTRICT}001001066`]);

  it('with the shapes it is made of, at once', async () => {
    const before = await tag();
    await rename('改名网格');
    const renamed = await get(address);
    expect(renamed.headers['etag']).not.toBe(before);
    expect(decodeTile(renamed.rawPayload).features.map(({ properties }) => properties['name'])).toContain('改名网格');

    await database.dataSource.query(
      `update boundary set valid_to = '2026-01-01' where area_id = (select id from area where code = $1)`,
      [`${SHAPES_DISTRICT}001001066`],
    );
    expect(await tag()).not.toBe(renamed.headers['etag']);
  });

  it('not with what was rolled back', async () => {
    const before = await tag();
    await database.dataSource
      .transaction(async (manager) => {
        await manager.query(`update area set name = '不算数' where code = $1`, [`${SHAPES_DISTRICT}001001066`]);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    expect(await tag()).toBe(before);
  });

  it('when shapes go', async () => {
    const before = await tag();
    await database.dataSource.query('delete from area where code = $1', [`${SHAPES_DISTRICT}001001067`]);
    expect(await tag()).not.toBe(before);
  });
});

interface TileJson {
  tilejson: string;
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  bounds?: number[];
  vector_layers: { id: string; minzoom: number; maxzoom: number; fields: Record<string, string> }[];
  versions: { zoom: number; none: string; tiles: Record<string, string[]> };
}

async function described(name = 'grids'): Promise<TileJson> {
  return (await get(`/tiles/${name}.json`)).json();
}

/** What TileJSON tells to ask for, without its origin. */
async function told(at = { z, x, y }): Promise<string> {
  const [template = ''] = (await described()).tiles;
  return new URL(template).pathname
    .replaceAll(/%7B([xyz])%7D/g, '{$1}')
    .replace('{z}', String(at.z))
    .replace('{x}', String(at.x))
    .replace('{y}', String(at.y));
}

describe('TileJSON', () => {
  it('says where the tiles are, what is in them, and is asked again', async () => {
    const answer = await get('/tiles/atlas.json', { host: 'atlas.example:4000' });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'cache-control': 'public, no-cache' });
    const json = answer.json<TileJson>();
    expect(json).toMatchObject({ tilejson: '3.0.0', scheme: 'xyz', minzoom: 4, maxzoom: 18 });
    expect(json.tiles).toEqual([
      expect.stringMatching(/^http:\/\/atlas\.example:4000\/tiles\/2-\d+\/atlas\/\{z\}\/\{x\}\/\{y\}\.mvt$/),
    ]);
    expect(json.vector_layers.map(({ id, minzoom }) => ({ id, minzoom }))).toEqual(
      TILE_LAYERS.map(({ name, minZoom }) => ({ id: name, minzoom: minZoom })),
    );
    expect(json.vector_layers.map(({ fields }) => Object.keys(fields).sort().join())).toEqual(
      TILE_LAYERS.map(() => 'code,from,name,synthetic,to'),
    );
    const again = await get('/tiles/atlas.json', {
      host: 'atlas.example:4000',
      'if-none-match': String(answer.headers['etag']),
    });
    expect(again.statusCode).toBe(304);
  });

  it('is there for every layer, and tells the bounds of the districts', async () => {
    await database.dataSource.query(
      `with added as (
         insert into area (district_code, level, code, name, valid_from, source_id)
         select $1, 'DISTRICT', $1, '试区', '2020-01-01', id from data_source limit 1 returning id, source_id
       )
       insert into boundary (area_id, valid_from, source_id, geom)
       select id, '2020-01-01', source_id, ST_GeomFromText('MULTIPOLYGON(((10 20,10.1 20,10.1 20.1,10 20.1,10 20)))', 4490) from added`,
      [SHAPES_DISTRICT],
    );
    for (const { name, layers } of TILE_SETS)
      expect((await described(name)).vector_layers.map(({ id }) => id)).toEqual(layers.map((layer) => layer.name));
    expect((await described()).bounds).toEqual([10, 20, 10.1, 20.1]);
  });

  it('names the version of each tile that has one', async () => {
    const { versions } = await described();
    expect(versions.zoom).toBe(12);
    const versionOf = (key: string) => Object.entries(versions.tiles).find(([, tiles]) => tiles.includes(key))?.[0];
    expect(versionOf(`${z}/${x}/${y}`)).toMatch(/^2-\d+$/);
    expect(versionOf(`${z}/${x + 20}/${y}`)).toBeUndefined();
    expect((await get(`/tiles/${versions.none}/grids/${z}/${x + 20}/${y}.mvt`)).headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
    });
  });
});

describe('an address with a version', () => {
  const lasting = 'public, max-age=31536000, immutable';

  it('may be kept for ever', async () => {
    const answer = await get(await told());
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({ 'cache-control': lasting, vary: 'accept-encoding' });
    expect(answer.rawPayload.equals((await get(address)).rawPayload)).toBe(true);
    expect(answer.headers['etag']).toBe(await tag());
    expect((await get(await told({ z, x: 0, y: 0 }))).headers['cache-control']).toBe(lasting);
  });

  it('is answered without the database once the tile is kept', async () => {
    const url = await told();
    await get(url);
    const asked = vi.spyOn(ReadSession.prototype, 'queryAlone');
    try {
      expect((await get(url)).headers['cache-control']).toBe(lasting);
      expect(asked).not.toHaveBeenCalled();
      await get(address);
      expect(asked).toHaveBeenCalled();
    } finally {
      asked.mockRestore();
    }
  });

  it('that is old, unheard of or of another format is answered with the tile of now, to be asked for again', async () => {
    const old = await told();
    const elsewhere = await told(tileAt(10.012, 20.012, 12));
    await database.dataSource.query(`update area set name = '新名' where code = $1`, [`${SHAPES_DISTRICT}001001080`]);
    const now = await get(address);
    const [, version = ''] = old.split('/').slice(1);
    for (const other of [version, `1-${version.slice(2)}`, '2-1', '2-999999999999999', '2-', 'x', '2--1', '2-01']) {
      const answer = await get(old.replace(version, other));
      expect(answer.statusCode, other).toBe(200);
      expect(answer.headers['cache-control'], other).toBe('public, no-cache');
      expect(answer.rawPayload.equals(now.rawPayload), other).toBe(true);
    }
    expect((await get(elsewhere)).headers['cache-control'], 'a tile that has not changed since').toBe(lasting);
    expect(await told()).not.toBe(old);
    expect((await get(await told())).headers['cache-control']).toBe(lasting);
  });
});

describe('the version of a tile', () => {
  const versionOf = async (at: { z: number; x: number; y: number }): Promise<number> => {
    const rows = await database.dataSource.query<{ version: number }[]>(
      'select version from tile_block where z = $1 and x = $2 and y = $3',
      [at.z, at.x, at.y],
    );
    return rows[0]?.version ?? 0;
  };
  const west = tileAt(10.012, 20.012, 12);
  const east = tileAt(10.044, 20.044, 12);

  it('changes exactly where something was changed, however often in one transaction', async () => {
    // District 990202 lies in several tiles of zoom 12; its first grid in the south-west of it.
    expect(west).not.toEqual(east);
    const [before, other] = [await versionOf(west), await versionOf(east)];
    await database.dataSource.transaction(async (manager) => {
      await manager.query(`update area set name = name || '一' where code = $1`, [`${SHAPES_DISTRICT}001001001`]);
      await manager.query(`update area set name = name || '二' where code = $1`, [`${SHAPES_DISTRICT}001001001`]);
    });
    expect(await versionOf(west)).toBeGreaterThan(before);
    expect(await versionOf(east)).toBe(other);
  });

  it('stays what it is when what was written is what was there, or is not drawn', async () => {
    const before = await versionOf(west);
    await database.dataSource.query('update boundary set geom = geom');
    await database.dataSource.query('update area set name = name, built_year = 1990');
    expect(await versionOf(west)).toBe(before);
  });

  it('changes when a source is found to be of another provenance, and when a table is emptied', async () => {
    const before = await versionOf(east);
    await database.dataSource.query(`update data_source set provenance = 'IMPORTED' where code = 'tiles-drawn'`);
    const corrected = await versionOf(east);
    expect(corrected).toBeGreaterThan(before);
    await database.dataSource.query('truncate boundary');
    expect(await versionOf(east)).toBeGreaterThan(corrected);
    expect((await get(address)).statusCode).toBe(204);
    expect((await get(await told())).statusCode).toBe(204);
  });
});
