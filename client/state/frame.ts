import type { AreaLevel } from '../api/generated.ts';
import { frameZooms, type ZoomRange } from './levels.ts';

type Corners = readonly [west: number, south: number, east: number, north: number];

/** What a camera should frame to show a place. */
export interface Frame {
  readonly bounds: Corners;
  /** The farthest and the nearest zoom that still show the place as what it is. */
  readonly zooms: ZoomRange;
}

interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export function frameOfArea(level: AreaLevel, bounds: Box | null): Frame | null {
  return bounds && { bounds: corners(bounds), zooms: frameZooms(level) };
}

export function corners({ west, south, east, north }: Box): Corners {
  return [west, south, east, north];
}

export function union(all: readonly Corners[]): Corners {
  const side = (i: 0 | 1 | 2 | 3) => all.map((one) => one[i]);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
}
