import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cameraFor, projectionOf, regionOf, tilesInSight } from '../../client/map/camera.ts';
import { pathOf, withoutOverlaps } from '../../client/map/outline.ts';
import { screenOf } from '../../client/map/screen.ts';
import type { Frame } from '../../client/state/frame.ts';

const frames: fc.Arbitrary<Frame> = fc
  .record({
    west: fc.double({ min: -170, max: 160, noNaN: true }),
    south: fc.double({ min: -60, max: 60, noNaN: true }),
    wide: fc.double({ min: 0.001, max: 5, noNaN: true }),
    high: fc.double({ min: 0.001, max: 5, noNaN: true }),
  })
  .map(({ west, south, wide, high }) => ({
    bounds: [west, south, west + wide, south + high],
    zooms: { min: 0, max: 22 },
  }));
const screens = fc
  .record({ width: fc.integer({ min: 360, max: 2560 }), height: fc.integer({ min: 640, max: 1600 }) })
  .map(({ width, height }) => screenOf(width, height))
  // Framing needs room beside what covers the map.
  .filter(
    ({ width, height, insets }) => width - insets.left - insets.right > 60 && height - insets.top - insets.bottom > 60,
  );

describe('the first camera', () => {
  it('shows all of the place where nothing covers it, and no closer than needed', () => {
    fc.assert(
      fc.property(frames, screens, (frame, screen) => {
        const project = projectionOf(cameraFor(frame, screen), screen);
        const [west, south, east, north] = frame.bounds;
        const [[left, bottom], [right, top]] = [project(west, south), project(east, north)];
        const { insets } = screen;
        const free = {
          width: screen.width - insets.left - insets.right,
          height: screen.height - insets.top - insets.bottom,
        };
        expect(left).toBeGreaterThanOrEqual(insets.left + 7.9);
        expect(top).toBeGreaterThanOrEqual(insets.top + 7.9);
        expect(right).toBeLessThanOrEqual(screen.width - insets.right - 7.9);
        expect(bottom).toBeLessThanOrEqual(screen.height - insets.bottom - 7.9);
        const used = Math.max((right - left) / (free.width - 16), (bottom - top) / (free.height - 16));
        expect(used).toBeCloseTo(1, 3);
      }),
    );
  });

  it('goes no nearer and no farther than the place allows', () => {
    const bounds = [120.3, 36.05, 120.31, 36.06] as const;
    const zoomWith = (min: number, max: number) => cameraFor({ bounds, zooms: { min, max } }, screenOf(390, 844)).zoom;
    expect(zoomWith(0, 9)).toBe(9);
    expect(zoomWith(18, 19)).toBe(18);
  });

  it('knows what it has in sight', () => {
    fc.assert(
      fc.property(frames, screens, (frame, screen) => {
        const camera = cameraFor(frame, screen);
        const project = projectionOf(camera, screen);
        const { west, south, east, north } = regionOf(camera, screen);
        const [left, bottom] = project(west, south);
        const [right, top] = project(east, north);
        const corners = [left, top, right - screen.width, bottom - screen.height];
        for (const distance of corners) expect(Math.abs(distance)).toBeLessThan(0.01);
      }),
    );
  });
});

describe('the tiles in sight', () => {
  it('cover the middle and all corners of the map, at the zoom below the camera', () => {
    fc.assert(
      fc.property(frames, screens, (frame, screen) => {
        const camera = cameraFor(frame, screen);
        const tiles = tilesInSight(camera, screen, 0, 16);
        const z = Math.min(16, Math.floor(camera.zoom));
        const { west, south, east, north } = regionOf(camera, screen);
        const names = new Set(tiles.map(({ x, y }) => `${x}/${y}`));
        expect(new Set(tiles.map((tile) => tile.z))).toEqual(new Set([z]));
        const last = 2 ** z - 1;
        for (const longitude of [west, (west + east) / 2, east])
          for (const latitude of [south, camera.latitude, north]) {
            const x = Math.max(0, Math.min(last, Math.floor(((longitude + 180) / 360) * 2 ** z)));
            const sine = Math.sin((latitude * Math.PI) / 180);
            const y = Math.max(0, Math.min(last, Math.floor((0.5 - Math.atanh(sine) / (2 * Math.PI)) * 2 ** z)));
            expect(names).toContain(`${x}/${y}`);
          }
      }),
    );
  });

  it('are none where the source begins nearer', () => {
    expect(tilesInSight({ zoom: 9, latitude: 36, longitude: 120 }, screenOf(390, 844), 11, 16)).toEqual([]);
  });
});

describe('an outline of the first map', () => {
  const project = (longitude: number, latitude: number): [number, number] => [longitude * 10, latitude * 10];

  it('draws every ring of every part', () => {
    const ring = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ];
    expect(pathOf({ type: 'Polygon', coordinates: [ring] }, project)).toBe('M0.0 0.0L10.0 0.0L10.0 10.0L0.0 0.0Z');
    expect(pathOf({ type: 'MultiPolygon', coordinates: [[ring, ring], [ring]] }, project).match(/M/g)).toHaveLength(3);
  });

  it('is empty where no boundary is known', () => {
    expect(pathOf(null, project)).toBe('');
  });
});

describe('names on the first map', () => {
  it('never cover each other, and the first of two stays', () => {
    const labels = fc.array(
      fc.record({
        x: fc.integer({ min: 0, max: 300 }),
        y: fc.integer({ min: 0, max: 300 }),
        lines: fc.constant(['江苏路街道', '96%']),
      }),
    );
    fc.assert(
      fc.property(labels, (given) => {
        const kept = withoutOverlaps(given);
        if (given.length > 0) expect(kept[0]).toBe(given[0]);
        for (const one of kept)
          for (const other of kept)
            if (one !== other) expect(Math.abs(one.x - other.x) >= 65 || Math.abs(one.y - other.y) >= 34).toBe(true);
      }),
    );
  });
});
