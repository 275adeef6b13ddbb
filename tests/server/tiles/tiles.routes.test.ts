import { gunzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TILE_LAYERS } from '../../../server/tiles/layers.ts';
import { registerTiles } from '../../../server/tiles/tiles.routes.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
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

  it('are compressed for those who take gzip, under a tag of their own', async () => {
    const [plain, zipped] = [await get(address), await get(address, { 'accept-encoding': 'br, gzip;q=0.8' })];
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(zipped.rawPayload).equals(plain.rawPayload)).toBe(true);
    expect(zipped.headers['etag']).not.toBe(plain.headers['etag']);
    expect((await get(address, { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined();
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

describe('the version of a kind of shape', () => {
  const version = async (kind: string): Promise<number> => {
    const rows = await database.dataSource.query<{ version: string }[]>(
      `select coalesce((select changes from shape_version where kind = $1), 0)
         + (select count(*) from shape_change where kind = $1) as version`,
      [kind],
    );
    return Number(rows[0]?.version);
  };

  it('counts the transactions that touched it, and no other kind', async () => {
    const [grids, yards] = [await version('GRID'), await version('YARD')];
    await database.dataSource.transaction(async (manager) => {
      await manager.query(`update area set name = name || '一' where code = $1`, [`${SHAPES_DISTRICT}001001001`]);
      await manager.query(`update area set name = name || '二' where code = $1`, [`${SHAPES_DISTRICT}001001002`]);
    });
    expect([await version('GRID'), await version('YARD')]).toEqual([grids + 1, yards]);
  });

  it('stays what it is when the changes are folded', async () => {
    const before = await version('GRID');
    await database.dataSource.query('select fold_shape_changes()');
    await database.dataSource.query('select fold_shape_changes()');
    expect(await version('GRID')).toBe(before);
    expect(await database.dataSource.query('select 1 from shape_change')).toEqual([]);
  });

  it('changes for all when a source is found to be of another provenance', async () => {
    const [grids, offices] = [await version('GRID'), await version('OFFICE_BUILDING')];
    await database.dataSource.query(`update data_source set provenance = 'IMPORTED' where code = 'tiles-measured'`);
    expect([await version('GRID'), await version('OFFICE_BUILDING')]).toEqual([grids + 1, offices + 1]);
  });
});
