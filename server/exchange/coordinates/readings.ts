import type { Geometry } from 'geojson';
import { sql, type Sql } from '../../kernel/graph/sql.ts';
import { encodeWkb } from '../formats/wkb.ts';
import { towardsStorage } from './convert.ts';
import type { Crs } from './crs.ts';

/** A row of the file as far as it tells where it should lie. */
export interface PlacedRow {
  readonly row: number;
  readonly code: string | null;
  readonly parentCode: string | null;
  /** In the coordinates of the file. */
  readonly geometry: Geometry;
}

/** Rows that are looked at: more would not change a median. */
export const SAMPLE_ROWS = 60;

/**
 * Statement: the rows as they lie when they are read in each of the systems: `candidate` (number of the system), `row`, `code`,
 * `parent`, and `geom` in EPSG:4490. Null where there are none.
 */
export function readingsOf(rows: readonly PlacedRow[], systems: readonly Crs[]): Sql | null {
  const readings = systems.flatMap((crs, candidate) => {
    const { srid, convert } = towardsStorage(crs);
    return rows.slice(0, SAMPLE_ROWS).map(({ geometry, ...row }) => ({
      ...row,
      candidate,
      srid,
      geom: encodeWkb(convert ? convert(geometry) : geometry).toString('hex'),
    }));
  });
  if (readings.length === 0) return null;
  return sql`
    select r.candidate, r.row, coalesce(r.code, '') as code, r."parentCode" as parent,
      case when r.srid in (4490, 4326) then ST_SetSRID(r.geom::geometry, 4490) else ST_Transform(ST_SetSRID(r.geom::geometry, r.srid), 4490) end as geom
    from jsonb_to_recordset(${JSON.stringify(readings)}::jsonb) as r(candidate int, row int, code text, "parentCode" text, srid int, geom text)`;
}

/** Condition: the boundary `b` holds at the date and is not made up (`s` its source): ground that is made up tells nothing. */
export const isRealAt = (asOf: string): Sql =>
  sql`${asOf}::date >= b.valid_from and ${asOf}::date < b.valid_to and s.provenance <> 'SYNTHETIC'`;
