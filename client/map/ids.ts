import { LAYER_OF, type MapLevel } from '../state/levels.ts';

/** Names of tile layers. */
export const DISTRICTS = 'districts';
export const LAND_LAYER = 'land';
export const OFFICE_BUILDINGS = 'office-buildings';
export const AREA_TILES: Readonly<Record<MapLevel, string>> = LAYER_OF;
/** The sources of tiles: what a map of the divisions draws at once, and the many small shapes it draws when it is near. */
const LAND = 'land';
const PREMISES = 'premises';
/** The zoom a source begins at; asking below it would answer with nothing. */
export const TILES_FROM: Readonly<Record<string, number>> = { [LAND]: 4, [PREMISES]: 11 };

/** The source that has a layer in its tiles. */
export function sourceOf(layer: string): string {
  return ['yards', 'buildings', OFFICE_BUILDINGS].includes(layer) ? PREMISES : LAND;
}

/** Nearer than this the last tile is stretched: its outlines are exact, and a unit of it is a tenth of a metre. */
export const TILES_TO = 16;

export const ISSUE_POINTS = 'issue-points';
export const OFFICE_POINTS = 'office-points';
export const AREA_LABELS = 'area-labels';
export const FOCUS_NAMES = 'labels-focus';
export const CONTEXT_NAMES = 'labels-context';

export const ISSUE_CLUSTERS = 'issue-clusters';
export const ISSUE_CLUSTER_COUNTS = 'issue-cluster-counts';
export const SINGLE_ISSUES = 'single-issues';
/** Overdue and nearly due cases: placed by the desk, which comes later. */
export const DUE_MARKS = 'due-marks';
export const TOWER_MARKS = 'tower-marks';
export const TOWER_NAMES = 'tower-names';
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
