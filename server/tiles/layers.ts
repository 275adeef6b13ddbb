/**
 * The layers that leave this house as vector tiles, as data: what is not listed here cannot be asked for, and no column
 * leaves but those of `ShapeRow`.
 */

/** Units along a tile's edge; a tile is drawn 512 pixels wide, so 8 units are one pixel. */
export const TILE_EXTENT = 4096;
/** Units of ground around a tile that come along, so that outlines do not stop at its edge. */
export const TILE_BUFFER = 64;
/** Tiles beyond this zoom do not exist: one unit is already under 4 cm there, and maps stretch the last tile. */
export const TILE_MAX_ZOOM = 18;
/** Metres (of EPSG:3857) around the earth. */
export const WORLD_WIDTH = 40_075_016.685578488;

/** Day numbers are days since 1970-01-01; this one stands for "still so" (9999-12-31). */
export const LAST_DAY = 2932896;

export interface TileLayer {
  readonly name: string;
  /** What `tile_shape` calls it: the level of its areas, or OFFICE_BUILDING. */
  readonly kind: string;
  /** Below this zoom its shapes are too small to be seen, and it is not in tiles. */
  readonly minZoom: number;
  /** Zooms for which outlines are kept simplified; a tile takes them from the next one at or above its own (`tile_band`). */
  readonly bands: readonly number[];
}

/** The band that holds outlines as they are. */
export const EXACT = TILE_MAX_ZOOM;

export const TILE_LAYERS: readonly TileLayer[] = [
  { name: 'districts', kind: 'DISTRICT', minZoom: 4, bands: [6, 8, 10, 12, 14, EXACT] },
  { name: 'subdistricts', kind: 'SUBDISTRICT', minZoom: 7, bands: [8, 10, 12, 14, EXACT] },
  { name: 'communities', kind: 'COMMUNITY', minZoom: 8, bands: [8, 10, 12, 14, EXACT] },
  { name: 'grids', kind: 'GRID', minZoom: 9, bands: [10, 12, 14, EXACT] },
  { name: 'yards', kind: 'YARD', minZoom: 11, bands: [12, 14, EXACT] },
  { name: 'buildings', kind: 'BUILDING', minZoom: 13, bands: [EXACT] },
  { name: 'office-buildings', kind: 'OFFICE_BUILDING', minZoom: 11, bands: [EXACT] },
];

export function bandAt({ bands }: TileLayer, z: number): number {
  return bands.find((band) => band >= z) ?? EXACT;
}

/** What a tile address names: one layer, or several in one tile. */
export interface TileSet {
  readonly name: string;
  readonly layers: readonly TileLayer[];
}

function pick(...names: string[]): TileLayer[] {
  return TILE_LAYERS.filter(({ name }) => names.includes(name));
}

export const EVERYTHING: TileSet = { name: 'atlas', layers: TILE_LAYERS };
/** What a map of the divisions draws at once, and the many small shapes within, which it draws when it is near. */
export const LAND: TileSet = { name: 'land', layers: pick('districts', 'subdistricts', 'communities', 'grids') };
export const PREMISES: TileSet = { name: 'premises', layers: pick('yards', 'buildings', 'office-buildings') };

export const TILE_SETS: readonly TileSet[] = [
  EVERYTHING,
  LAND,
  PREMISES,
  ...TILE_LAYERS.map((layer) => ({ name: layer.name, layers: [layer] })),
];

export function findSet(name: string): TileSet | undefined {
  return TILE_SETS.find((set) => set.name === name);
}

export function layersAt({ layers }: TileSet, z: number): TileLayer[] {
  return layers.filter(({ minZoom }) => minZoom <= z);
}
