import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseTileEncoder } from '../../../server/tiles/database-tile-encoder.ts';
import { EXACT, LAST_DAY, TILE_LAYERS, type TileLayer } from '../../../server/tiles/layers.ts';
import { NodeTileEncoder } from '../../../server/tiles/node-tile-encoder.ts';
import { PreparedQueries } from '../../../server/tiles/prepared-queries.ts';
import type { TileAddress } from '../../../server/tiles/tile-address.ts';
import type { TileEncoder } from '../../../server/tiles/tile-encoder.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ownDatabase } from '../../support/test-database.ts';
import {
  decodeTile,
  drawnFeatures,
  groundOf,
  outlineDistance,
  tileAt,
  type DecodedFeature,
  type DecodedTile,
} from './decode.ts';
import { insertShapes, SHAPES_DISTRICT } from './shapes.ts';

/** Half a pixel of a tile drawn 512 pixels wide. */
const HALF_A_PIXEL = 4;
const MIDDLE = [10.03, 20.03] as const;

let database: Database;
let encoders: TileEncoder[];
let inNode: NodeTileEncoder;
const grids = layer('grids');

beforeAll(async () => {
  database = await ownDatabase();
  await insertShapes(database.dataSource);
  const queries = new PreparedQueries(database.dataSource);
  inNode = new NodeTileEncoder(queries);
  // The embedded PostGIS cannot encode, so there is one encoder to look at there.
  encoders = database.kind === 'postgres' ? [inNode, new DatabaseTileEncoder(queries)] : [inNode];
});

afterAll(async () => {
  await inNode.close();
  await database.close();
});

function layer(name: string): TileLayer {
  const found = TILE_LAYERS.find((each) => each.name === name);
  if (!found) throw new Error(`No layer ${name}`);
  return found;
}

async function decoded(encoder: TileEncoder | undefined, at: TileAddress, from = grids): Promise<DecodedTile> {
  return decodeTile((await encoder?.encode([from], at))?.body ?? Buffer.alloc(0));
}

function day(date: string): number {
  return Date.parse(date) / 86_400_000;
}

describe('a tile', () => {
  it('holds one layer of a Mapbox vector tile of version 2', async () => {
    for (const encoder of encoders) {
      const tile = await decoded(encoder, tileAt(...MIDDLE, 12));
      expect(tile).toMatchObject({ layers: ['grids'], version: 2, extent: 4096 });
      expect(tile.features.length).toBeGreaterThan(100);
    }
  });

  it('holds the shapes of every date, with their periods in days, half-open', async () => {
    for (const encoder of encoders) {
      const tile = await decoded(encoder, tileAt(...MIDDLE, 9));
      const of = (grid: number) =>
        tile.features.find(({ properties }) => properties['name'] === `第${grid}网格`)?.properties;
      expect(of(1)).toEqual({
        code: `${SHAPES_DISTRICT}001001001`,
        name: '第1网格',
        from: day('2024-03-01'),
        to: LAST_DAY,
        synthetic: 0,
      });
      expect(of(13)).toMatchObject({ from: day('2020-01-01'), to: day('2025-01-01') });
      expect(tile.features).toHaveLength(144);
    }
  });

  it('gives each feature the id of its area', async () => {
    const areas = await database.dataSource.query<{ id: number; code: string }[]>(
      'select id, code from area where district_code = $1 order by id',
      [SHAPES_DISTRICT],
    );
    for (const encoder of encoders) {
      const tile = await decoded(encoder, tileAt(...MIDDLE, 9));
      expect(tile.features.map(({ id, properties }) => ({ id, code: properties['code'] }))).toEqual(areas);
    }
  });

  it('says of a shape that it is synthetic when its area or its outline is', async () => {
    for (const encoder of encoders) {
      const tile = await decoded(encoder, tileAt(...MIDDLE, 9));
      const synthetic = tile.features.filter(({ properties }) => properties['synthetic'] === 1);
      expect(synthetic.every(({ properties }) => /7$/.test(String(properties['code'])))).toBe(true);
      expect(synthetic).toHaveLength(14);
    }
  });

  it('lets nothing out but code, name, from, to and synthetic, in every layer', async () => {
    for (const encoder of encoders)
      for (const each of TILE_LAYERS) {
        const tile = await decoded(encoder, tileAt(...MIDDLE, 14), each);
        for (const { properties } of tile.features)
          expect(Object.keys(properties).sort()).toEqual(['code', 'from', 'name', 'synthetic', 'to']);
      }
  });

  it('keeps holes', async () => {
    for (const encoder of encoders) {
      const tile = await decoded(encoder, tileAt(10.01 + 5.5 * 0.0031, 20.01 + 5.5 * 0.0031, 14));
      const pierced = tile.features.find(({ properties }) => properties['name'] === `第${5 * 12 + 6}网格`);
      expect(pierced?.rings).toHaveLength(2);
      const [outer, hole] = (pierced?.rings ?? []).map((ring) => groundOf({ id: 0, properties: {}, rings: [ring] }));
      expect(outer).toBeGreaterThan(0);
      expect(hole).toBeLessThan(0);
    }
  });

  it('is empty where nothing lies', async () => {
    for (const encoder of encoders)
      expect(await encoder.encode([grids], tileAt(-10, -20, 12))).toEqual({ body: Buffer.alloc(0), version: 0 });
  });

  it('is made of the same bytes each time', async () => {
    for (const encoder of encoders) {
      const [first, second] = [
        await encoder.encode([grids], tileAt(...MIDDLE, 13)),
        await encoder.encode([grids], tileAt(...MIDDLE, 13)),
      ];
      expect(first).toEqual(second);
    }
  });

  it('moves an outline by less than half a pixel when it simplifies it', async () => {
    for (const encoder of encoders)
      for (const z of [9, 11, 12, 14]) {
        const at = tileAt(...MIDDLE, z);
        const exact = drawnFeatures(await decoded(encoder, at, { ...grids, bands: [EXACT] }));
        const simple = drawnFeatures(await decoded(encoder, at));
        // A hole under a few units wide goes altogether.
        const outer = (feature: DecodedFeature): DecodedFeature => ({ ...feature, rings: feature.rings.slice(0, 1) });
        const corners = (tile: typeof exact) => tile.flatMap(({ rings }) => rings.flat()).length;
        expect(corners(simple)).toBeLessThan(corners(exact));
        for (const [index, feature] of simple.entries()) {
          const original = exact[index];
          expect(original && outlineDistance(outer(feature), outer(original))).toBeLessThan(HALF_A_PIXEL);
        }
      }
  });
});

describe('both encoders', () => {
  it('give the same features, ids and properties, and outlines within two units', async ({ skip }) => {
    const inDatabase = encoders[1];
    if (!inDatabase) return skip('The embedded PostGIS has no ST_AsMVT.');
    for (let z = 9; z <= 18; z++) {
      const { x, y } = tileAt(...MIDDLE, z);
      for (const at of [
        { z, x, y },
        { z, x: x + 1, y },
        { z, x, y: y + 1 },
        { z, x: x - 1, y: y - 1 },
      ]) {
        const [left, right] = [drawnFeatures(await decoded(inNode, at)), drawnFeatures(await decoded(inDatabase, at))];
        expect(left.map(({ id, properties }) => ({ id, properties }))).toEqual(
          right.map(({ id, properties }) => ({ id, properties })),
        );
        for (const [index, feature] of left.entries()) {
          const other = right[index];
          expect(
            other && outlineDistance(feature, other),
            `${z}/${at.x}/${at.y} ${String(feature.properties['name'])}`,
          ).toBeLessThanOrEqual(2);
        }
      }
    }
  });
});
