import { TILE_BUFFER, TILE_EXTENT, type TileLayer } from '../../server/tiles/layers.ts';
import type { TileAddress } from '../../server/tiles/tile-address.ts';

/**
 * The statement most tutorials give: every outline transformed and cut as it is, and what misses the tile taken out outside.
 * The same features with the same properties as the product's tile.
 */
export function naiveTileStatement(layers: readonly TileLayer[], at: TileAddress): { text: string; values: number[] } {
  const tiles = layers.map(({ name, kind }) => {
    const rows = kind === 'OFFICE_BUILDING' ? OFFICE_ROWS : AREA_ROWS.replace('$level', `'${kind}'`);
    return `(select ST_AsMVT(t, '${name}', ${TILE_EXTENT}, 'geom', 'id') from (
      select id, code, name, tile_day(valid_from) as "from", tile_day(valid_to) as "to", synthetic,
        ST_AsMVTGeom(ST_Transform(shape, 3857), ST_TileEnvelope($1, $2, $3), ${TILE_EXTENT}, ${TILE_BUFFER}, true) as geom
      from (${rows}) s where shape && ST_Transform(ST_TileEnvelope($1, $2, $3, margin => ${TILE_BUFFER / TILE_EXTENT}), 4490)
    ) t where geom is not null)`;
  });
  return { text: `select ${tiles.join(' || ')} as tile`, values: [at.z, at.x, at.y] };
}

const AREA_ROWS = `
  select a.id, a.code, a.name, greatest(a.valid_from, b.valid_from) as valid_from, least(a.valid_to, b.valid_to) as valid_to,
    (s.provenance = 'SYNTHETIC')::integer as synthetic, b.geom as shape
  from boundary b join area a on a.id = b.area_id join data_source s on s.id = b.source_id where a.level = $level`;

const OFFICE_ROWS = `
  select o.id, o.code, o.name, o.valid_from, o.valid_to, (s.provenance = 'SYNTHETIC')::integer as synthetic, o.geom as shape
  from office_building o join data_source s on s.id = o.source_id`;
