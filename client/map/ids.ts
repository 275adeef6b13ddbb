import type { MapLevel } from '../state/levels.ts';

/** Names of tile layers; a source and its source-layer carry the same one. */
export const DISTRICTS = 'districts';
export const OFFICE_BUILDINGS = 'office-buildings';
export const AREA_TILES: Readonly<Record<MapLevel, string>> = {
  SUBDISTRICT: 'subdistricts',
  COMMUNITY: 'communities',
  GRID: 'grids',
  YARD: 'yards',
  BUILDING: 'buildings',
};
/** The zoom a tile layer begins at; asking below it would answer with nothing. */
export const TILES_FROM: Readonly<Record<string, number>> = {
  districts: 4,
  subdistricts: 7,
  communities: 8,
  grids: 9,
  yards: 11,
  buildings: 13,
  'office-buildings': 11,
};
/** Nearer than this the last tile is stretched: its outlines are exact, and a unit of it is a tenth of a metre. */
export const TILES_TO = 16;

export const ISSUE_POINTS = 'issue-points';
export const OFFICE_POINTS = 'office-points';
export const AREA_LABELS = 'area-labels';

export const ISSUE_CLUSTERS = 'issue-clusters';
export const ISSUE_CLUSTER_COUNTS = 'issue-cluster-counts';
export const SINGLE_ISSUES = 'single-issues';
export const TOWER_MARKS = 'tower-marks';
export const TOWER_COUNTS = 'tower-counts';
export const TOWER_SHAPES = 'tower-shapes';
export const TOWER_OUTLINES = 'tower-outlines';

export const fillOf = (level: MapLevel) => `fill-${AREA_TILES[level]}`;
export const hatchOf = (level: MapLevel) => `hatch-${AREA_TILES[level]}`;
export const dotsOf = (level: MapLevel) => `dots-${AREA_TILES[level]}`;
export const lineOf = (level: MapLevel) => `line-${AREA_TILES[level]}`;
export const hoverOf = (level: MapLevel) => `hover-${AREA_TILES[level]}`;
export const selectedOf = (level: MapLevel) => `selected-${AREA_TILES[level]}`;

export const HATCH = 'hatch';
export const DOTS = 'dots';
export const TOWER = 'tower';
export const TOWER_EMPTY = 'tower-empty';

export const MEDIUM = ['Atlas Medium'];
export const BOLD = ['Atlas Bold'];
