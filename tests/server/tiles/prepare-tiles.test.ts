import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseTileEncoder } from '../../../server/tiles/database-tile-encoder.ts';
import { LAND, PREMISES } from '../../../server/tiles/layers.ts';
import { NodeTileEncoder } from '../../../server/tiles/node-tile-encoder.ts';
import { prepareTiles } from '../../../server/tiles/prepare-tiles.ts';
import { PreparedQueries } from '../../../server/tiles/prepared-queries.ts';
import type { TileEncoder } from '../../../server/tiles/tile-encoder.ts';
import { TileVersions } from '../../../server/tiles/tile-versions.ts';
import { TileService } from '../../../server/tiles/tiles.service.ts';
import { demoDatabase, testDatabaseKind } from '../../support/test-database.ts';
import { tileAt } from './decode.ts';

let queries: PreparedQueries;
let inNode: NodeTileEncoder;
let encoder: TileEncoder;

beforeAll(async () => {
  queries = new PreparedQueries((await demoDatabase()).dataSource);
  inNode = new NodeTileEncoder(queries);
  encoder = testDatabaseKind() === 'postgres' ? new DatabaseTileEncoder(queries) : inNode;
});

afterAll(() => inNode.close());

function counted(): { service: TileService; count: () => number } {
  let count = 0;
  const counting: TileEncoder = {
    encode: (layers, at) => {
      count += 1;
      return encoder.encode(layers, at);
    },
  };
  return {
    service: new TileService(counting, new TileVersions(queries), { cacheBytes: 32_000_000 }),
    count: () => count,
  };
}

describe('the tiles made before anybody asks', () => {
  it('are those of the loaded district from far to the zoom of a neighbourhood', async () => {
    const { service, count } = counted();
    const { signal } = new AbortController();
    const made = await prepareTiles({ service, queries, sets: [LAND, PREMISES], signal, startAfterMs: 0 });
    expect(made).toBeGreaterThan(60);
    expect(made).toBeLessThanOrEqual(400);
    const encoded = count();
    for (const z of [4, 9, 12, 14])
      for (const set of [LAND, PREMISES]) await service.getTile(set, tileAt(120.36, 36.068, z));
    expect(count()).toBe(encoded);
    await service.getTile(LAND, tileAt(120.36, 36.068, 15));
    expect(count()).toBe(encoded + 1);
  });

  it('are left when the server closes', async () => {
    const { service, count } = counted();
    const closing = new AbortController();
    const preparing = prepareTiles({ service, queries, sets: [LAND], signal: closing.signal, startAfterMs: 0 });
    closing.abort();
    expect(await preparing).toBeLessThanOrEqual(1);
    expect(count()).toBeLessThanOrEqual(1);
  });
});
