import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { convexMeet } from '../../geodata/plane/convex.ts';
import { areaOf, areaOfShape } from '../../geodata/plane/ring.ts';
import { DEFAULT_SEED, makeDemoRows } from '../../geodata/rows.ts';
import { SUBDISTRICTS } from '../../geodata/shinan/subdistricts.ts';
import { drawTown } from '../../geodata/town/town.ts';

const hashOf = (seed: number) =>
  createHash('sha256')
    .update(JSON.stringify(makeDemoRows({ seed })))
    .digest('hex');
const town = drawTown(DEFAULT_SEED);

describe('the generator', () => {
  it('makes the same rows from the same seed, and others from another', () => {
    expect(hashOf(DEFAULT_SEED)).toBe(hashOf(DEFAULT_SEED));
    expect(hashOf(DEFAULT_SEED + 1)).not.toBe(hashOf(DEFAULT_SEED));
  });

  it('draws the subdistricts in the given proportions', () => {
    const whole = areaOfShape(town.district);
    const km2 = SUBDISTRICTS.reduce((sum, subdistrict) => sum + subdistrict.km2, 0);
    for (const { data, shape } of town.subdistricts) {
      expect(Math.abs(areaOfShape(shape) / whole / (data.km2 / km2) - 1)).toBeLessThan(0.02);
    }
  });

  it('makes a town of any seed', () => {
    for (const seed of [0, 2024]) {
      const other = drawTown(seed);
      expect(other.grids.filter(({ ended }) => !ended)).toHaveLength(349);
      expect(other.yards).toHaveLength(1418);
    }
  });

  it('lets a grid grow over the one it absorbs and over no other', () => {
    for (const { code, ring, grown, community } of town.grids) {
      if (!grown) continue;
      expect(areaOf(grown.ring)).toBeGreaterThan(areaOf(ring));
      const others = town.grids.filter(
        (grid) => grid.community === community && ![code, grown.absorbed].includes(grid.code),
      );
      expect(others.some((other) => convexMeet(other.ring, grown.ring, 0))).toBe(false);
    }
  });

  it('names yards of a community apart', () => {
    const names = new Set(town.yards.map(({ name, community }) => community.data.code + name));
    expect(names.size).toBe(town.yards.length);
  });

  it('recodes a copy of the district for benchmarks', () => {
    const shift = { longitudeE7: 1_500_000, latitudeE7: 0 };
    const copy = makeDemoRows({ copy: { number: 2, districtCode: '990002', shift } });
    const codes = copy.land.areas.map(({ code }) => code);
    expect(codes.every((code) => code.startsWith('990002'))).toBe(true);
    expect(copy.land.boundaries[0]?.geom).toMatch(/^SRID=4490;MULTIPOLYGON\(\(\(120\.4/);
  });
});
