import { describe, expect, it } from 'vitest';
import { BoundariesUnusable, boundariesFrom } from '../../geodata/boundaries.ts';
import { checkLand } from '../../geodata/check-land.ts';
import { loadDemo } from '../../geodata/load-demo.ts';
import { SUBDISTRICTS } from '../../geodata/shinan/subdistricts.ts';
import { ownDatabase } from '../support/test-database.ts';

type Corner = [number, number];

const box = (west: number, south: number, east: number, north: number): Corner[] =>
  [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ].map(([x = 0, y = 0]) => [x, y]);

/** Eleven boxes in three rows that are shifted against each other; one with an island, one with a lake. */
function madeUpFile(): { type: string; features: Record<string, unknown>[] } {
  const features = SUBDISTRICTS.map(({ code }, i) => {
    const row = Math.floor(i / 4);
    const west = 120.28 + (i % 4) * 0.035 + row * 0.008;
    const south = 36.045 + row * 0.0155;
    const outer = box(west, south, west + 0.035, south + 0.0155);
    const polygons = [[outer]];
    if (i === 1) polygons.push([box(120.3, 36.03, 120.305, 36.033)]);
    if (i === 6) polygons.splice(0, 1, [outer, box(west + 0.02, south + 0.005, west + 0.024, south + 0.008).reverse()]);
    return {
      type: 'Feature',
      properties: { division_code: code },
      geometry: { type: 'MultiPolygon', coordinates: polygons },
    };
  });
  return { type: 'FeatureCollection', features };
}

describe('the demo district within given boundaries', () => {
  it('comes out at the same figures, without a fault', async () => {
    const given = boundariesFrom(madeUpFile(), 'made-up.geojson');
    const { dataSource, close } = await ownDatabase('empty');
    try {
      await loadDemo(dataSource, { given });
      const { rules, counts } = await checkLand(dataSource);
      const faults = rules.flatMap((rule) => rule.faults).filter(({ rule }) => rule !== 'published area');
      expect(faults).toEqual([]);
      expect(counts).toContainEqual(expect.objectContaining({ what: 'GRID', count: 349 }));
      const sources = await dataSource.query(
        `select distinct a.level, s.provenance, s.attribution from boundary b
         join area a on a.id = b.area_id join data_source s on s.id = b.source_id
         where a.level in ('SUBDISTRICT', 'COMMUNITY') order by 1`,
      );
      expect(sources).toEqual([
        { level: 'COMMUNITY', provenance: 'SYNTHETIC', attribution: expect.stringContaining('made-up.geojson') },
        { level: 'SUBDISTRICT', provenance: 'IMPORTED', attribution: 'made-up.geojson' },
      ]);
    } finally {
      await close();
    }
  });

  it('takes the attribution that the file states', () => {
    const file = madeUpFile();
    expect(boundariesFrom({ ...file, attribution: '© A survey' }, 'x.geojson').source.attribution).toBe('© A survey');
    const [first] = file.features;
    if (first) first.properties = { ...(first.properties as object), osm_id: '1' };
    expect(boundariesFrom(file, 'x.geojson').source.attribution).toBe('© OpenStreetMap contributors, ODbL 1.0');
  });

  it('says which subdistrict has no shape', () => {
    const file = madeUpFile();
    file.features.splice(3, 1);
    expect(() => boundariesFrom(file, 'x.geojson')).toThrow(/x\.geojson has no shape for 370202005 中山路街道/);
  });

  it('says which shape is wrong', () => {
    const file = madeUpFile();
    const [first] = file.features;
    if (first) first.geometry = { type: 'Point', coordinates: [120, 36] };
    expect(() => boundariesFrom(file, 'x.geojson')).toThrow(BoundariesUnusable);
    expect(() => boundariesFrom([], 'x.geojson')).toThrow(/not a GeoJSON FeatureCollection/);
  });
});
