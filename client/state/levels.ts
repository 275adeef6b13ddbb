import type { AreaLevel } from '../api/generated.ts';

/** Levels that have a layer of shapes, from the whole to the part. Which of them a district uses is its own data. */
export const MAP_LEVELS = [
  'SUBDISTRICT',
  'COMMUNITY',
  'GRID',
  'YARD',
  'BUILDING',
] as const satisfies readonly AreaLevel[];
export type MapLevel = (typeof MAP_LEVELS)[number];

export function isMapLevel(level: string): level is MapLevel {
  return (MAP_LEVELS as readonly string[]).includes(level);
}

/** What tiles and exports call the areas of a level. */
export const LAYER_OF: Readonly<Record<AreaLevel, string>> = {
  DISTRICT: 'districts',
  SUBDISTRICT: 'subdistricts',
  COMMUNITY: 'communities',
  GRID: 'grids',
  BUILDING_GROUP: 'building-groups',
  YARD: 'yards',
  BUILDING: 'buildings',
};

/** Zoom from which a level is the one in focus, and the closest a camera goes when it frames an area of that level. */
const FOCUS_FROM: Record<MapLevel, number> = {
  SUBDISTRICT: 0,
  COMMUNITY: 13.3,
  GRID: 14.6,
  YARD: 15.9,
  BUILDING: 17.2,
};
const FRAME_AT_MOST: Record<AreaLevel, number> = {
  DISTRICT: 13.25,
  SUBDISTRICT: 14.45,
  COMMUNITY: 15.5,
  GRID: 16.7,
  BUILDING_GROUP: 16.7,
  YARD: 17.7,
  BUILDING: 18.1,
};
/** Framing an area shows the level below it, however small the window. */
const FRAME_AT_LEAST: Record<AreaLevel, number> = {
  DISTRICT: 0,
  SUBDISTRICT: FOCUS_FROM.COMMUNITY,
  COMMUNITY: FOCUS_FROM.GRID,
  GRID: FOCUS_FROM.YARD,
  BUILDING_GROUP: FOCUS_FROM.YARD,
  YARD: FOCUS_FROM.BUILDING,
  BUILDING: FOCUS_FROM.BUILDING,
};

/** The level a zoom looks at, among those the district uses. */
export function levelAtZoom(zoom: number, used: readonly MapLevel[]): MapLevel {
  const reached = used.filter((level) => zoom >= FOCUS_FROM[level]);
  return reached.at(-1) ?? used[0] ?? 'SUBDISTRICT';
}

export interface ZoomRange {
  readonly min: number;
  readonly max: number;
}

export function frameZooms(level: AreaLevel): ZoomRange {
  return { min: FRAME_AT_LEAST[level], max: FRAME_AT_MOST[level] };
}

/** The coarser of two levels. */
export function coarser(one: MapLevel, other: MapLevel): MapLevel {
  return MAP_LEVELS.indexOf(one) <= MAP_LEVELS.indexOf(other) ? one : other;
}
/** The finer of two levels. */
export function finer(one: MapLevel, other: MapLevel): MapLevel {
  return coarser(one, other) === one ? other : one;
}
