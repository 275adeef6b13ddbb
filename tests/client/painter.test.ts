import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Painter } from '../../client/map/painter.ts';
import type { AreaPaint } from '../../client/map/themes/theme.ts';

type Map = ConstructorParameters<typeof Painter>[0];

/** What the map library was told, and frames that pass when the test says so. */
function fakeMap() {
  const states = new Map<number, unknown>();
  const calls: number[] = [];
  const map = {
    setFeatureState: ({ id }: { id: number }, state: unknown) => {
      calls.push(id);
      states.set(id, state);
    },
    removeFeatureState: ({ id }: { id: number }) => {
      calls.push(id);
      states.delete(id);
    },
  };
  return { map: map as unknown as Map, states, calls };
}

const paint = (featureId: number, color: string): AreaPaint => ({
  featureId,
  classKey: color,
  color,
  hatch: false,
  dots: false,
  value: '',
});
const paints = (count: number, color: string) => Array.from({ length: count }, (_, i) => paint(i + 1, color));

let frames: (() => void)[] = [];
const passFrame = () => frames.splice(0).forEach((frame) => frame());

beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', () => (frames = []));
});
afterEach(() => vi.unstubAllGlobals());

describe('colours on their way to the map', () => {
  it('all arrive, and no frame brings more than it can draw', () => {
    const { map, states, calls } = fakeMap();
    const painter = new Painter(map);
    painter.paint('GRID', paints(10_000, '#111111'));
    let most = calls.length;
    while (painter.busy) {
      const before = calls.length;
      passFrame();
      most = Math.max(most, calls.length - before);
    }
    expect(states.size).toBe(10_000);
    expect(most).toBeLessThanOrEqual(1500);
  });

  it('are only those that changed', () => {
    const { map, calls } = fakeMap();
    const painter = new Painter(map);
    painter.paint('GRID', paints(50, '#111111'));
    calls.length = 0;
    painter.paint('GRID', [...paints(49, '#111111'), paint(50, '#222222')]);
    expect(calls).toEqual([50]);
  });

  it('leave where an area is no longer painted', () => {
    const { map, states } = fakeMap();
    const painter = new Painter(map);
    painter.paint('GRID', paints(3, '#111111'));
    painter.paint('GRID', paints(2, '#111111'));
    expect([...states.keys()]).toEqual([1, 2]);
  });

  it('of a later answer win, when the earlier one was not finished', () => {
    const { map, states } = fakeMap();
    const painter = new Painter(map);
    painter.paint('GRID', paints(10_000, '#111111'));
    painter.paint('GRID', paints(10_000, '#222222'));
    while (painter.busy) passFrame();
    expect(new Set([...states.values()].map((state) => (state as AreaPaint).color))).toEqual(new Set(['#222222']));
  });
});
