import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseTileEncoder } from '../../../server/tiles/database-tile-encoder.ts';
import { TILE_LAYERS, type TileLayer } from '../../../server/tiles/layers.ts';
import { NodeTileEncoder } from '../../../server/tiles/node-tile-encoder.ts';
import { PreparedQueries } from '../../../server/tiles/prepared-queries.ts';
import type { TileAddress } from '../../../server/tiles/tile-address.ts';
import type { TileEncoder } from '../../../server/tiles/tile-encoder.ts';
import { ask } from '../../support/ask.ts';
import { demoDatabase, inDemoSession, testDatabaseKind } from '../../support/test-database.ts';
import { decodeTile, drawnFeatures, outlineDistance, tileAt } from './decode.ts';

const FIGURES: Readonly<Record<string, number>> = {
  districts: 1,
  subdistricts: 11,
  communities: 50,
  grids: 349,
  yards: 1418,
};
const DAY = Date.parse('2025-12-31') / 86_400_000;

/** The feature ids of all areas of a level on a day, from the graph. */
function featureIds(level: string, asOf: string): Promise<number[]> {
  return inDemoSession(async (session) => {
    const { columns } = await ask<{ columns: { featureIds: number[] } }>(
      session,
      `query ($level: AreaLevel!, $asOf: Date!) {
         columns: areaStatuses(level: $level, within: "370202", asOf: $asOf) { featureIds } }`,
      { level, asOf },
    );
    return columns.featureIds;
  });
}
const rising = (one: number, other: number): number => one - other;

let inNode: NodeTileEncoder;
let encoder: TileEncoder;

beforeAll(async () => {
  const queries = new PreparedQueries((await demoDatabase()).dataSource);
  inNode = new NodeTileEncoder(queries);
  encoder = testDatabaseKind() === 'postgres' ? new DatabaseTileEncoder(queries) : inNode;
});

afterAll(() => inNode.close());

async function encoded(by: TileEncoder, layer: TileLayer | undefined, at: TileAddress): Promise<Buffer> {
  return layer ? (await by.encode([layer], at)).body : Buffer.alloc(0);
}

/** The tiles over the district at a zoom. */
function tilesOver(z: number): TileAddress[] {
  const [northWest, southEast] = [tileAt(120.27, 36.11, z), tileAt(120.43, 36.03, z)];
  const tiles: TileAddress[] = [];
  for (let x = northWest.x; x <= southEast.x; x++)
    for (let y = northWest.y; y <= southEast.y; y++) tiles.push({ z, x, y });
  return tiles;
}

describe('the tiles of the demo district', () => {
  it.each(Object.entries(FIGURES))('%s hold the %i of the end of 2025', async (name, figure) => {
    const layer = TILE_LAYERS.find((each) => each.name === name);
    const ids = new Set<number>();
    for (const at of tilesOver(12))
      for (const { id, properties } of decodeTile(await encoded(encoder, layer, at)).features)
        if (Number(properties['from']) <= DAY && DAY < Number(properties['to'])) ids.add(id);
    expect(ids.size).toBe(figure);
  });

  it('hold on every day the shapes that the graph has, and no other', async () => {
    for (const layer of TILE_LAYERS.filter(({ kind }) => kind !== 'OFFICE_BUILDING')) {
      const { name, kind, minZoom } = layer;
      const shown: { id: number; from: number; to: number }[] = [];
      for (const at of tilesOver(Math.max(12, minZoom)))
        for (const { id, properties } of decodeTile(await encoded(encoder, layer, at)).features)
          shown.push({ id, from: Number(properties['from']), to: Number(properties['to']) });
      expect(shown.length, name).toBeGreaterThan(0);
      for (const asOf of ['2025-12-31', '2024-06-30', '2022-12-31', '2019-01-01']) {
        const day = Date.parse(asOf) / 86_400_000;
        const onDay = new Set(shown.filter(({ from, to }) => from <= day && day < to).map(({ id }) => id));
        expect([...onDay].sort(rising), `${name} on ${asOf}`).toEqual((await featureIds(kind, asOf)).sort(rising));
      }
    }
  });

  it('take outlines from the bands that the database keeps', async () => {
    const bands = await (
      await demoDatabase()
    ).dataSource.query<unknown[]>(
      `select layer as kind, array_to_json(array_agg(band order by band)) as bands, min(from_zoom) as "minZoom"
       from tile_band group by layer order by layer`,
    );
    const known = TILE_LAYERS.map(({ kind, minZoom, bands }) => ({ kind, bands, minZoom }));
    expect(bands).toEqual(known.sort((one, other) => (one.kind < other.kind ? -1 : 1)));
  });

  it('say of every shape that it is synthetic', async () => {
    for (const layer of TILE_LAYERS) {
      const { features } = decodeTile(await encoded(encoder, layer, tileAt(120.385, 36.067, 14)));
      expect(features.length, layer.name).toBeGreaterThan(0);
      expect(new Set(features.map(({ properties }) => properties['synthetic'])), layer.name).toEqual(new Set([1]));
    }
  });

  it('are the same from both encoders', async ({ skip }) => {
    if (encoder === inNode) return skip('The embedded PostGIS has no ST_AsMVT.');
    for (const layer of TILE_LAYERS)
      for (const at of [...tilesOver(13), tileAt(120.314, 36.066, 15), tileAt(120.385, 36.067, 17)]) {
        const [left, right] = [await encoded(inNode, layer, at), await encoded(encoder, layer, at)].map((bytes) =>
          drawnFeatures(decodeTile(bytes)),
        );
        expect(left?.map(({ id, properties }) => ({ id, properties }))).toEqual(
          right?.map(({ id, properties }) => ({ id, properties })),
        );
        for (const [index, feature] of (left ?? []).entries()) {
          const other = right?.[index];
          expect(other && outlineDistance(feature, other), `${layer.name} ${at.z}/${at.x}/${at.y}`).toBeLessThanOrEqual(
            2,
          );
        }
      }
  });
});
