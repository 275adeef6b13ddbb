/**
 * The layers that leave this house as vector tiles, as data: what is not listed here cannot be asked for,
 * and no column leaves but those of `ShapeRow`.
 */

/** Units along a tile's edge; a tile is drawn 512 pixels wide, so 8 units are one pixel. */
export const TILE_EXTENT = 4096;
/** Units of ground around a tile that come along, so that outlines do not stop at its edge. */
export const TILE_BUFFER = 64;
/** Tiles beyond this zoom do not exist: one unit is already under 4 cm there, and maps stretch the last tile. */
export const TILE_MAX_ZOOM = 18;
/**
 * How far, in units, simplification may move an outline. Neighbours are simplified one by one, so a border they share
 * may open or overlap by twice this: half a pixel, which nobody sees.
 */
export const SIMPLIFY_UNITS = 2;

/** Day numbers are days since 1970-01-01; these two stand for "always so" (0001-01-01) and "still so" (9999-12-31). */
export const FIRST_DAY = -719162;
export const LAST_DAY = 2932896;

export interface TileLayer {
  readonly name: string;
  /** What `shape_change` calls it: the level of its areas, or OFFICE_BUILDING. */
  readonly kind: string;
  /** Below this zoom its shapes are too small to be seen, and its tiles are empty. */
  readonly minZoom: number;
  /** From this zoom on outlines are kept as they are. */
  readonly exactFromZoom: number;
  /** SQL giving the columns of `ShapeRow` for every date; the encoder adds the tile's bounds on `shape`. */
  readonly rows: string;
}

function areas(level: string): string {
  return `select a.id, a.code, a.name, greatest(a.valid_from, b.valid_from) as valid_from, least(a.valid_to, b.valid_to) as valid_to,
      'SYNTHETIC' in (s.provenance, t.provenance) as synthetic, b.geom_3857 as shape
    from boundary b join area a on a.id = b.area_id
    join data_source s on s.id = a.source_id join data_source t on t.id = b.source_id
    where a.level = '${level}' and a.valid_from < b.valid_to and b.valid_from < a.valid_to`;
}

const officeBuildings = `select o.id, o.code, o.name, o.valid_from, o.valid_to, s.provenance = 'SYNTHETIC' as synthetic, o.geom_3857 as shape
    from office_building o join data_source s on s.id = o.source_id`;

export const TILE_LAYERS: readonly TileLayer[] = [
  { name: 'districts', kind: 'DISTRICT', minZoom: 4, exactFromZoom: 16, rows: areas('DISTRICT') },
  { name: 'subdistricts', kind: 'SUBDISTRICT', minZoom: 7, exactFromZoom: 16, rows: areas('SUBDISTRICT') },
  { name: 'communities', kind: 'COMMUNITY', minZoom: 8, exactFromZoom: 16, rows: areas('COMMUNITY') },
  { name: 'grids', kind: 'GRID', minZoom: 9, exactFromZoom: 16, rows: areas('GRID') },
  { name: 'yards', kind: 'YARD', minZoom: 11, exactFromZoom: 16, rows: areas('YARD') },
  { name: 'buildings', kind: 'BUILDING', minZoom: 13, exactFromZoom: 16, rows: areas('BUILDING') },
  { name: 'office-buildings', kind: 'OFFICE_BUILDING', minZoom: 11, exactFromZoom: 16, rows: officeBuildings },
];

export function findLayer(name: string): TileLayer | undefined {
  return TILE_LAYERS.find((layer) => layer.name === name);
}
