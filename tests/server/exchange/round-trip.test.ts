import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp, type App } from '../../../server/app.ts';
import { readEnv } from '../../../server/env.ts';
import { areaLayer } from '../../../server/land/area-layers.ts';
import { exchangeLayers, ImportService } from '../../../server/exchange/import.service.ts';
import type { ImportRequest } from '../../../server/exchange/import.service.ts';
import type { Database } from '../../../server/kernel/database/database.ts';
import { ownDatabase } from '../../support/test-database.ts';

const AS_OF = '2025-06-30';
const FORMATS = ['geojson', 'csv', 'xlsx', 'gpkg', 'shp.zip'] as const;

let database: Database;
let app: App;
let folder: string;

beforeAll(async () => {
  database = await ownDatabase('demo');
  app = await createApp({ env: { ...readEnv(), logLevel: 'silent' }, database, client: null });
  folder = await mkdtemp(join(tmpdir(), 'louyuan-atlas-test-'));
});
afterAll(async () => {
  await app.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function exported(address: string, fileName: string): Promise<string> {
  const answer = await app.fastify.inject({ url: address });
  expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200);
  const path = join(folder, fileName);
  await writeFile(path, answer.rawPayload);
  return path;
}

function request(wishes: Pick<ImportRequest, 'path' | 'fileName' | 'layer'> & Partial<ImportRequest>): ImportRequest {
  return {
    asOf: AS_OF,
    complete: false,
    table: null,
    crs: null,
    insist: false,
    encoding: null,
    mapping: null,
    provenance: null,
    attribution: null,
    ...wishes,
  };
}

/** Buildings are many and like yards: those of one subdistrict stand for all. */
const withinOf = (key: string): string => (key === 'buildings' ? '&within=370202001' : '');

describe.each(exchangeLayers)('What goes out of $key comes in again unchanged:', (layer) => {
  const formats = FORMATS.filter((format) => format !== 'shp.zip' || layer.geometry !== null);
  test.each(formats)('as %s', async (format) => {
    const fileName = `${layer.key}.${format}`;
    const path = await exported(`/exports/${fileName}?asOf=${AS_OF}${withinOf(layer.key)}`, fileName);
    const prepared = await ImportService.prepare(database.dataSource, request({ path, fileName, layer }));
    expect(prepared.refusal).toBeNull();
    const run = await ImportService.get(database.dataSource, prepared.key);
    expect(await ImportService.rows(database.dataSource, run, 0, 3)).toEqual([]);
    // What is made up stays made up, whatever a format calls it.
    if (prepared.file.rows > 0) expect(run.provenance).toBe('SYNTHETIC');
    expect(prepared.summary).toMatchObject({
      added: 0,
      changed: 0,
      ended: 0,
      refused: 0,
      unchanged: prepared.file.rows,
    });
    const known = await database.dataSource.query<{ count: number }[]>(
      ...statement(layer.state(AS_OF), layer.key === 'buildings'),
    );
    expect(prepared.file.rows).toBe(known[0]?.count);
    await ImportService.discard(database.dataSource, prepared.key);
  });
});

function statement({ text, params }: { text: string; params: unknown[] }, limited: boolean): [string, unknown[]] {
  return [
    `select count(*)::int as count from (${text}) k${limited ? ` where k.path like '%/370202001/%'` : ''}`,
    params,
  ];
}

describe('A shape that goes out in another coordinate system', () => {
  const grids = areaLayer('GRID');
  test.each(['EPSG:4549', 'EPSG:4528', 'EPSG:3857', 'EPSG:4326', 'GCJ-02', 'BD-09'])(
    'comes back from %s',
    async (crs) => {
      for (const format of ['gpkg', 'geojson', 'shp.zip', 'csv'] as const) {
        const fileName = `grids-${crs.replace(':', '')}.${format}`;
        const path = await exported(`/exports/grids.${format}?asOf=${AS_OF}&within=370202009&crs=${crs}`, fileName);
        const prepared = await ImportService.prepare(database.dataSource, request({ path, fileName, layer: grids }));
        expect(prepared.refusal, format).toBeNull();
        expect(prepared.summary, format).toMatchObject({
          added: 0,
          changed: 0,
          refused: 0,
          unchanged: prepared.file.rows,
        });
        await ImportService.discard(database.dataSource, prepared.key);
      }
    },
  );
});
