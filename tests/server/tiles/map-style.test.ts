import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TILE_LAYERS } from '../../../server/tiles/layers.ts';
import { registerTiles } from '../../../server/tiles/tiles.routes.ts';
import { demoDatabase } from '../../support/test-database.ts';

let fastify: FastifyInstance;

beforeAll(async () => {
  const { dataSource, kind } = await demoDatabase();
  fastify = Fastify();
  registerTiles(fastify, { dataSource, kind });
  await fastify.ready();
});
afterAll(() => fastify.close());

const get = (url: string, headers: Record<string, string> = {}) => fastify.inject({ method: 'GET', url, headers });

describe('the style', () => {
  it('draws what held at a date, and nothing that had ended', async () => {
    interface Style {
      sources: Record<string, { url: string }>;
      layers: { id: string; 'source-layer'?: string; filter?: unknown }[];
    }
    const style = (await get('/tiles/style.json?asOf=1970-01-11', { host: 'a.example' })).json<Style>();
    expect(style.sources).toEqual({ atlas: { type: 'vector', url: 'http://a.example/tiles/atlas.json' } });
    const drawn = style.layers.filter((layer) => layer['source-layer'] !== undefined);
    expect(new Set(drawn.map((layer) => layer['source-layer']))).toEqual(new Set(TILE_LAYERS.map(({ name }) => name)));
    for (const { filter } of drawn)
      expect(filter).toEqual(['all', ['<=', ['get', 'from'], 10], ['>', ['get', 'to'], 10]]);
    expect((await get('/tiles/style.json?asOf=1970-02-30')).statusCode).toBe(400);
    expect((await get('/tiles/style.json?asOf=9999-12-31')).statusCode).toBe(400);
  });
});

describe('TileJSON', () => {
  it('says where the data come from, and that they are made up', async () => {
    const { attribution } = (await get('/tiles/atlas.json')).json<{ attribution?: string }>();
    expect(attribution).toContain('含虚构数据');
    expect(attribution).toContain('国家统计局');
  });
});
