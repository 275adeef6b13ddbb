import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import { expect, test } from 'vitest';
import { AreaLevel } from '../../../server/land/level.ts';
import { ask } from '../../support/ask.ts';
import { aBoundary, aBuilding, aYard } from '../../support/factories.ts';
import { demoDatabase, inDemoSession, inTransaction } from '../../support/test-database.ts';

/** Boundaries whose extent is not kept, or not as it is; and extents of none. */
async function faults(manager: EntityManager): Promise<unknown[]> {
  return manager.query(
    `select * from (select a.level, b.id, box(b.geom)::text as extent from boundary b join area a on a.id = b.area_id) b
     full join (select level, boundary_id as id, extent::text from boundary_extent) e using (level, id, extent)
     where not exists (select from boundary_extent k where k.boundary_id = id and k.level = b.level and k.extent::text = b.extent)`,
  );
}

test('extents follow the boundaries and their levels', () =>
  inTransaction(async ({ manager }) => {
    const yard = await aYard(manager, { ground: [120.3, 36.05, 120.301, 36.051] });
    const building = await aBuilding(manager, { in: yard, ground: [120.3, 36.05, 120.3001, 36.0501] });
    expect(await faults(manager)).toEqual([]);

    // Less than PostgreSQL tells boxes apart by.
    await manager.query('update boundary set geom = ST_Translate(geom, 1e-7, 0) where area_id = $1', [yard.id]);
    expect(await faults(manager)).toEqual([]);
    await manager.query(`update boundary set valid_to = '2024-01-01' where area_id = $1`, [yard.id]);
    await aBoundary(manager, yard, [120.4, 36.05, 120.401, 36.051], { from: '2024-01-01' });
    expect(await faults(manager)).toEqual([]);

    await manager.query('delete from area_membership where $1 in (child_id, parent_id)', [yard.id]);
    await manager.query(`update area set level = 'BUILDING', code = code || 'B999' where id = $1`, [yard.id]);
    expect(await faults(manager)).toEqual([]);

    await manager.query('delete from area where id = $1', [building.id]);
    await manager.query('delete from boundary where area_id = $1', [yard.id]);
    expect(await faults(manager)).toEqual([]);
  }));

test('a box finds what touches it, be it with an edge or a corner', async () => {
  const { dataSource } = await demoDatabase();
  const asOf = '2025-12-31';
  // Sides at the ends of shapes, or a little beside them.
  const [ends] = await dataSource.query<{ x: number[]; y: number[] }[]>(
    `select array_agg(ST_XMin(geom)) || array_agg(ST_XMax(geom)) as x, array_agg(ST_YMin(geom)) || array_agg(ST_YMax(geom)) as y
     from (select b.geom from boundary b join area a on a.id = b.area_id and a.level in ('GRID', 'YARD') order by b.id limit 200) s`,
  );
  if (!ends) throw new Error('No shapes');
  const beside = fc.constantFrom(0, 0, 1e-9, -1e-9, 1e-5);
  const side = (at: readonly number[]) => fc.tuple(fc.constantFrom(...at), beside).map(([end, off]) => end + off);
  const box = fc.record({ x: fc.tuple(side(ends.x), side(ends.x)), y: fc.tuple(side(ends.y), side(ends.y)) });
  await fc.assert(
    fc.asyncProperty(box, fc.constantFrom(...Object.values(AreaLevel)), async ({ x, y }, level) => {
      fc.pre(x[0] !== x[1] && y[0] !== y[1]);
      const [west, east, south, north] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
      const { areas } = await inDemoSession((session) =>
        ask<{ areas: { edges: { node: { code: string } }[] } }>(
          session,
          `query ($level: AreaLevel!, $asOf: Date!, $bounds: BoundsInput!) {
            areas(level: $level, asOf: $asOf, bounds: $bounds, first: 200) { edges { node { code } } } }`,
          { level, asOf, bounds: { west, south, east, north } },
        ),
      );
      const expected = await dataSource.query<{ code: string }[]>(
        `select a.code from area a join area_path p on p.area_id = a.id and p.valid_from <= $1 and $1 < p.valid_to
         join boundary b on b.area_id = a.id and b.valid_from <= $1 and $1 < b.valid_to
         where a.level = $2 and ST_Intersects(b.geom, ST_MakeEnvelope($3, $4, $5, $6, 4490))
         order by a.code collate "C" limit 200`,
        [asOf, level, west, south, east, north],
      );
      expect(areas.edges.map(({ node }) => node.code)).toEqual(expected.map(({ code }) => code));
    }),
    { numRuns: 40 },
  );
});
