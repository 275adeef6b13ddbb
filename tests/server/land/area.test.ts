import { describe, expect, test } from 'vitest';
import { ask, refusal } from '../../support/ask.ts';
import { aBuilding, aCommunity, aDistrict, aGrid, aSubdistrict, aYard, aBoundary } from '../../support/factories.ts';
import { inTransaction } from '../../support/test-database.ts';

interface Named {
  code: string;
}

describe('an area', () => {
  test('is found by its code, knows its place and where it comes from', async () => {
    await inTransaction(async ({ manager, session }) => {
      const district = await aDistrict(manager, { name: '试验区', nameEn: 'Trial' });
      const community = await aCommunity(manager, { in: await aSubdistrict(manager, { in: district }) });
      const grid = await aGrid(manager, { in: community });
      const { area } = await ask<{ area: Record<string, unknown> }>(
        session,
        `query ($code: String!) { area(code: $code, asOf: "2025-12-31") {
          __typename code level levelTitle english: levelTitle(language: EN) asOf validFrom validTo provenance featureId
          source { code provenance } parent { code } ancestors { code level }
          ... on Grid { system community { code } } } }`,
        { code: grid.code },
      );
      expect(area).toEqual({
        __typename: 'Grid',
        code: grid.code,
        level: 'GRID',
        levelTitle: '网格',
        english: 'Grid',
        asOf: '2025-12-31',
        validFrom: '2020-01-01',
        validTo: null,
        provenance: 'SURVEYED',
        featureId: grid.id,
        source: { code: 'TEST-SURVEYED', provenance: 'SURVEYED' },
        parent: { code: community.code },
        ancestors: [
          { code: district.code, level: 'DISTRICT' },
          { code: grid.code.slice(0, 9), level: 'SUBDISTRICT' },
          { code: community.code, level: 'COMMUNITY' },
        ],
        system: 'GOVERNANCE',
        community: { code: community.code },
      });
    });
  });

  test('is found again by its id, at any date at which it existed', async () => {
    await inTransaction(async ({ manager, session }) => {
      const yard = await aYard(manager, { from: '2023-01-01', to: '2025-01-01' });
      const byCode = `query ($code: String!) { area(code: $code, asOf: "2024-12-31") { id } }`;
      const { area } = await ask<{ area: { id: string } }>(session, byCode, { code: yard.code });
      const byId = `query ($id: ID!, $asOf: Date!) { node: nodeAt(id: $id, asOf: $asOf) { id __typename ... on Yard { code } } }`;
      const at = async (asOf: string): Promise<unknown> =>
        (await ask<{ node: unknown }>(session, byId, { id: area.id, asOf })).node;
      expect(await at('2024-12-31')).toEqual({ id: area.id, __typename: 'Yard', code: yard.code });
      const ofItself = `query ($id: ID!) { node(id: $id) { id __typename ... on Yard { code asOf } } }`;
      expect(await ask(session, ofItself, { id: area.id }), 'at the day that the id holds').toEqual({
        node: { id: area.id, __typename: 'Yard', code: yard.code, asOf: '2024-12-31' },
      });
      expect(await at('2025-01-01'), 'the first day no longer').toBeNull();
      expect(await at('2022-12-31'), 'the day before the first').toBeNull();
    });
  });

  test('counts its households only where they are counted', async () => {
    await inTransaction(async ({ manager, session }) => {
      const counted = await aGrid(manager);
      await aYard(manager, { in: counted, households: 40 });
      await aYard(manager, { in: counted, households: 12 });
      await aYard(manager, { in: counted });
      const uncounted = await aGrid(manager);
      await aYard(manager, { in: uncounted });
      const households = async (code: string): Promise<unknown> =>
        (
          await ask<{ area: unknown }>(
            session,
            'query ($code: String!) { area(code: $code) { ... on Grid { householdCount } } }',
            { code },
          )
        ).area;
      expect(await households(counted.code)).toEqual({ householdCount: 52 });
      expect(await households(uncounted.code)).toEqual({ householdCount: null });
    });
  });
});

describe('the ground of an area', () => {
  const query = `query ($code: String!, $asOf: Date!) { area(code: $code, asOf: $asOf) {
    areaM2 perimeterM bounds { west south east north } centre { longitude latitude } boundary } }`;

  test('is measured in metres on the ellipsoid', async () => {
    await inTransaction(async ({ manager, session }) => {
      const yard = await aYard(manager, { ground: [120.3, 36.06, 120.301, 36.061] });
      const { area } = await ask<{ area: Record<string, number> & { bounds: object; boundary: object } }>(
        session,
        query,
        {
          code: yard.code,
          asOf: '2025-12-31',
        },
      );
      // A thousandth of a degree is 110.96 m to the north and 90.09 m to the east at this latitude.
      expect(area['areaM2']).toBeCloseTo(110.96 * 90.09, -2);
      expect(area['perimeterM']).toBeCloseTo(2 * (110.96 + 90.09), 0);
      for (const measure of ['areaM2', 'perimeterM']) expect(String(area[measure])).toMatch(/^\d+(\.\d)?$/);
      expect(area.bounds).toEqual({ west: 120.3, south: 36.06, east: 120.301, north: 36.061 });
      expect(area.boundary).toMatchObject({ type: 'MultiPolygon' });
    });
  });

  test('changes from a date on', async () => {
    await inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager);
      await aBoundary(manager, grid, [120.3, 36.06, 120.301, 36.061], { to: '2025-01-01' });
      await aBoundary(manager, grid, [120.3, 36.06, 120.302, 36.061], { from: '2025-01-01' });
      const east = async (asOf: string): Promise<unknown> =>
        (await ask<{ area: { bounds: { east: number } } }>(session, query, { code: grid.code, asOf })).area.bounds.east;
      expect(await east('2024-12-31')).toBe(120.301);
      expect(await east('2025-01-01')).toBe(120.302);
    });
  });

  test('is null when no boundary is known', async () => {
    await inTransaction(async ({ manager, session }) => {
      const { code } = await aGrid(manager);
      const { area } = await ask<{ area: unknown }>(session, query, { code, asOf: '2025-12-31' });
      expect(area).toEqual({ areaM2: null, perimeterM: null, bounds: null, centre: null, boundary: null });
    });
  });

  test('is simplified within a tolerance between 0 and 1000 metres', async () => {
    await inTransaction(async ({ manager, session }) => {
      const { code } = await aYard(manager, { ground: [120.3, 36.06, 120.301, 36.061] });
      const boundary = 'query ($code: String!, $m: Float!) { area(code: $code) { boundary(toleranceM: $m) } }';
      const { area } = await ask<{ area: { boundary: { type: string } } }>(session, boundary, { code, m: 25 });
      expect(area.boundary.type).toMatch(/Polygon$/);
      for (const m of [-1, 1001]) {
        expect(await refusal(session, boundary, { code, m })).toMatchObject({
          code: 'BAD_USER_INPUT',
          argument: 'toleranceM',
        });
      }
    });
  });
});

describe('lists of areas', () => {
  test('show what is within an area, at whatever depth, and nothing of its neighbours', async () => {
    await inTransaction(async ({ manager, session }) => {
      const subdistrict = await aSubdistrict(manager);
      const here = await aBuilding(manager, {
        in: await aYard(manager, { in: await aGrid(manager, { in: await aCommunity(manager, { in: subdistrict }) }) }),
      });
      await aBuilding(manager);
      const { areas } = await ask<{ areas: { totalCount: number; edges: { node: Named }[] } }>(
        session,
        'query ($within: String!) { areas(level: BUILDING, within: $within) { totalCount edges { node { code } } } }',
        { within: subdistrict.code },
      );
      expect(areas).toEqual({ totalCount: 1, edges: [{ node: { code: here.code } }] });
    });
  });

  test('show what touches a box', async () => {
    await inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager);
      const inside = await aYard(manager, { in: grid, ground: [120.3, 36.06, 120.301, 36.061] });
      await aYard(manager, { in: grid, ground: [120.31, 36.06, 120.311, 36.061] });
      const query =
        'query ($in: String!, $b: BoundsInput!) { areas(level: YARD, within: $in, bounds: $b) { edges { node { code } } } }';
      const bounds = { west: 120.2999, south: 36.0605, east: 120.3005, north: 36.0606 };
      const { areas } = await ask<{ areas: unknown }>(session, query, { in: grid.code, b: bounds });
      expect(areas).toEqual({ edges: [{ node: { code: inside.code } }] });
    });
  });

  test('the roots are the districts', async () => {
    await inTransaction(async ({ manager, session }) => {
      const district = await aDistrict(manager, { figuresAsOf: '2025-12-31', publishedAreaM2: 30_010_000 });
      const { districts } = await ask<{ districts: { edges: { node: unknown }[] } }>(
        session,
        '{ districts(first: 200) { edges { node { code ... on District { figuresAsOf publishedAreaM2 levels { level rank } } } } } }',
      );
      const node = districts.edges
        .map((edge) => edge.node as Named & Record<string, unknown>)
        .find(({ code }) => code === district.code);
      expect(node).toMatchObject({ figuresAsOf: '2025-12-31', publishedAreaM2: 30_010_000 });
      expect(node?.['levels']).toHaveLength(6);
    });
  });
});

describe('the area at a point', () => {
  const query = `query ($x: Float!, $y: Float!, $level: AreaLevel!) { areaAt(longitude: $x, latitude: $y, level: $level) { code } }`;

  test('is the one whose ground it lies on, on a shared border the one with the lowest code, outside none', async () => {
    await inTransaction(async ({ manager, session }) => {
      const grid = await aGrid(manager);
      const west = await aYard(manager, { in: grid, ground: [10, 50, 10.001, 50.001] });
      const east = await aYard(manager, { in: grid, ground: [10.001, 50, 10.002, 50.001] });
      const at = async (x: number): Promise<unknown> =>
        (await ask<{ areaAt: Named | null }>(session, query, { x, y: 50.0005, level: 'YARD' })).areaAt?.code ?? null;
      expect(await at(10.0005)).toBe(west.code);
      expect(await at(10.0015)).toBe(east.code);
      expect(await at(10.001)).toBe(west.code);
      expect(await at(10.003)).toBeNull();
    });
  });

  test('a longitude and latitude that were swapped are noticed', async () => {
    await inTransaction(async ({ session }) => {
      const swapped = await refusal(session, query, { x: 36.06, y: 120.38, level: 'GRID' });
      expect(swapped).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'latitude',
        message: expect.stringContaining('swapped'),
      });
      const beyond = await refusal(session, query, { x: 181, y: 36, level: 'GRID' });
      expect(beyond).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'longitude' });
    });
  });
});
