import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../../../server/kernel/database/database.ts';
import { ReadSession } from '../../../../server/kernel/database/read-session.ts';
import { askAnyway } from '../../../support/ask.ts';
import { ImportDesk } from '../../../support/import-files.ts';
import { ownDatabase } from '../../../support/test-database.ts';

let database: Database;
let desk: ImportDesk;

beforeAll(async () => {
  database = await ownDatabase('empty');
  desk = await ImportDesk.open(database.dataSource);
  const ground = [120.3, 36.0, 120.32, 36.02] as const;
  await desk.write('districts', [{ properties: { code: '370299', name: '区' }, ground }], { asOf: '2020-01-01' });
  const subdistrict = (code: string, name: string, west: number, east: number) => ({
    properties: { code, name },
    ground: [west, 36.0, east, 36.02] as const,
  });
  await desk.write(
    'subdistricts',
    [subdistrict('370299001', '西街道', 120.3, 120.31), subdistrict('370299002', '东街道', 120.31, 120.32)],
    { asOf: '2020-01-01' },
  );
  await desk.write('subdistricts', [{ properties: { code: '370299001', name: '大西街道' } }], { asOf: '2023-01-01' });
  await desk.write('subdistricts', [subdistrict('370299003', '新街道', 120.3, 120.32)], {
    asOf: '2025-01-01',
    complete: true,
    attribution: '© 测绘院',
  });
});
afterAll(async () => {
  await desk.close();
  await database.close();
});

async function ask(query: string): Promise<unknown> {
  const session = new ReadSession(database.dataSource);
  try {
    const { data, errors } = await askAnyway(session, query);
    expect(errors).toEqual([]);
    return data;
  } finally {
    await session.close();
  }
}

describe('The graph', () => {
  test('tells what became of an area, and what one comes from', async () => {
    expect(
      await ask(`{
        old: area(code: "370299001", asOf: "2024-06-01") { successors { succeededOn kind evidence sharedM2 area { code name asOf } } predecessors { kind } }
        new: area(code: "370299003", asOf: "2025-06-01") { predecessors { kind area { code name } } successors { kind } }
        gone: area(code: "370299001", asOf: "2025-06-01") { code }
      }`),
    ).toMatchObject({
      old: {
        successors: [
          {
            succeededOn: '2025-01-01',
            kind: 'MERGED',
            evidence: 'SHAPE',
            area: { code: '370299003', name: '新街道', asOf: '2025-01-01' },
          },
        ],
        predecessors: [],
      },
      new: {
        predecessors: [
          { kind: 'MERGED', area: { code: '370299001', name: '大西街道' } },
          { kind: 'MERGED', area: { code: '370299002', name: '东街道' } },
        ],
        successors: [],
      },
      gone: null,
    });
  });

  test('calls an area what it was called at the date', async () => {
    const at = (asOf: string) =>
      ask(`{ area(code: "370299001", asOf: "${asOf}") { name formerNames { name validFrom validTo } } }`);
    expect(await at('2022-12-31')).toEqual({ area: { name: '西街道', formerNames: [] } });
    expect(await at('2023-01-01')).toEqual({
      area: { name: '大西街道', formerNames: [{ name: '西街道', validFrom: '2020-01-01', validTo: '2023-01-01' }] },
    });
    expect(await ask(`{ areas(level: SUBDISTRICT, asOf: "2022-01-01") { edges { node { name } } } }`)).toEqual({
      areas: { edges: [{ node: { name: '西街道' } }, { node: { name: '东街道' } }] },
    });
  });

  test('tells of every imported fact from which file it comes', async () => {
    expect(
      await ask(`{ area(code: "370299003", asOf: "2025-06-01") { provenance source { title attribution file {
        name sha256 rowCount format encoding asOf declaredCrs detectedCrs usedCrs acceptedDoubts repairs { message } } } } }`),
    ).toMatchObject({
      area: {
        provenance: 'IMPORTED',
        source: {
          title: 'subdistricts.geojson',
          attribution: '© 测绘院',
          file: {
            name: 'subdistricts.geojson',
            sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
            rowCount: 1,
            format: 'GEOJSON',
            encoding: 'UTF-8',
            asOf: '2025-01-01',
            declaredCrs: 'EPSG:4490',
            usedCrs: 'EPSG:4490',
            acceptedDoubts: ['OVERLAP', 'OUTSIDE_PARENT', 'GAP'],
            repairs: [],
          },
        },
      },
    });
  });
});
