import fc from 'fast-check';
import type { MultiPolygon } from 'geojson';
import type { EntityManager } from 'typeorm';
import { describe, expect, it } from 'vitest';
import { inTransaction } from '../../support/test-database.ts';
import { insertLand, land } from './random-land.ts';

interface Outline {
  readonly layer: string;
  readonly band: number;
  readonly code: string;
  readonly first: number;
  readonly geom: MultiPolygon;
}

/** Bands at which squares of some 15 m lose corners, lose themselves, and stay as they are. */
const BANDS = [10, 12, 14, 18];

/** What a commit does, without its end. */
const settle = 'set constraints all immediate; set constraints all deferred';

async function outlines(manager: EntityManager): Promise<Outline[]> {
  const rows = await manager.query<(Omit<Outline, 'geom'> & { geom: string })[]>(
    `select layer, band, code, first_day as first, ST_AsGeoJSON(ST_ForcePolygonCCW(geom), 15) as geom from tile_shape order by layer, band, shape_id`,
  );
  return rows.map((row) => ({ ...row, geom: JSON.parse(row.geom) as MultiPolygon }));
}

/**
 * The edges that are left of some outlines when each edge has been taken away together with the same one in the other
 * direction: the outline of them all, and nothing else, if they neither overlap nor leave a gap.
 */
function commonOutline(all: readonly Outline[]): string[] {
  const edges = new Map<string, number>();
  const add = (edge: string, count: number): void => {
    const sum = (edges.get(edge) ?? 0) + count;
    if (sum === 0) edges.delete(edge);
    else edges.set(edge, sum);
  };
  for (const { geom } of all)
    for (const ring of geom.coordinates.flat())
      for (const [index, to] of ring.entries()) {
        const [start, end] = [String(ring[index - 1]), String(to)];
        if (index > 0 && start !== end) add([start, end].sort().join(' '), start < end ? 1 : -1);
      }
  return [...edges].map(([edge, count]) => `${edge} ${count}`).sort();
}

describe('areas that share a border', () => {
  it('share it in every band, whatever their level and date', async () => {
    await fc.assert(
      fc.asyncProperty(land, (drawn) =>
        inTransaction(async ({ manager }) => {
          await insertLand(manager, drawn);
          await manager.query(settle);
          const all = await outlines(manager);
          expect(all.length).toBeGreaterThan(0);
          for (const band of BANDS) {
            const of = (layer: string, first?: number): Outline[] =>
              all.filter((each) => each.layer === layer && each.band === band && each.first === (first ?? each.first));
            const days = [...new Set(of('GRID').map(({ first }) => first))];
            const communities = of('COMMUNITY');
            for (const day of days) expect(commonOutline(of('GRID', day))).toEqual(commonOutline(communities));
            const latest = Math.max(...days);
            for (const community of communities)
              expect(
                commonOutline(of('GRID', latest).filter(({ code }) => code.startsWith(community.code))),
                `${community.code} at ${band}`,
              ).toEqual(commonOutline([community]));
          }
        }),
      ),
      { numRuns: 12 },
    );
  });

  const edit = fc.record({
    what: fc.constantFrom('move', 'delete', 'retime', 'rename', 'end', 'thin'),
    which: fc.nat({ max: 40 }),
  });
  const statements: Record<string, string> = {
    move: 'update boundary set geom = ST_Translate(geom, 0.00002, 0.00001) where id = $1',
    delete: 'delete from area where id = (select area_id from boundary where id = $1)',
    retime: `update boundary set valid_from = '2022-05-05' where id = $1 and valid_to > '2022-05-05'`,
    rename: `update area set name = name || '新' where id = (select area_id from boundary where id = $1)`,
    end: `update boundary set valid_to = '2019-01-01', valid_from = '2018-01-01' where id = $1`,
    thin: 'update boundary set geom = ST_Multi(ST_Envelope(geom)) where id = $1',
  };

  it('are worked out alone as they are all together', async () => {
    const all = `select layer, band, shape_id, id, code, name, first_day, end_day, synthetic, ST_AsText(geom, 15) as geom
      from tile_shape order by layer, band, shape_id`;
    await fc.assert(
      fc.asyncProperty(land, fc.array(edit, { minLength: 1, maxLength: 5 }), (drawn, edits) =>
        inTransaction(async ({ manager }) => {
          await insertLand(manager, drawn);
          await manager.query(settle);
          for (const { what, which } of edits) {
            await manager.query(
              String(statements[what]).replace('$1', '(select id from boundary order by id offset $1 limit 1)'),
              [which],
            );
            await manager.query(settle);
          }
          const oneByOne = await manager.query<unknown[]>(all);
          await manager.query('delete from tile_shape');
          await manager.query('select note_tile_work(false, array(select id from boundary))');
          await manager.query(settle);
          expect(await manager.query<unknown[]>(all)).toEqual(oneByOne);
        }),
      ),
      { numRuns: 12 },
    );
  });
});
