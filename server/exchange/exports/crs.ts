import { tell } from '../../kernel/words/sentence.ts';
import { EXPORT_SENTENCES as SAY } from '../words/of-exports.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { badInput } from '../../kernel/graph/errors.ts';
import { sql } from '../../kernel/graph/sql.ts';
import type { Bounds } from '../../land/shape.ts';
import { STRIP_DEGREES, stripAround, stripMeridian } from '../coordinates/crs.ts';
import type { FileCrs } from '../writers/table-file.ts';

/** The offset systems of web maps in China, which are computed here and not by the database. */
export const OFFSET_SYSTEMS = { 'GCJ-02': 'GCJ02', 'BD-09': 'BD09' } as const;
export type OffsetSystem = keyof typeof OFFSET_SYSTEMS;

export type AskedCrs =
  { readonly epsg: number; readonly meridian: number | null } | { readonly epsg: null; readonly offset: OffsetSystem };

export const STORED_EPSG = 4490;
const GLOBAL = new Set([4490, 4326, 3857]);

export function readCrs(given: string | undefined): AskedCrs {
  if (given === undefined) return { epsg: STORED_EPSG, meridian: null };
  const name = given.trim().toUpperCase();
  const offset = (Object.keys(OFFSET_SYSTEMS) as OffsetSystem[]).find(
    (key) => key === name || OFFSET_SYSTEMS[key] === name,
  );
  if (offset) return { epsg: null, offset };
  const epsg = Number(/^(?:EPSG:)?(\d{4})$/.exec(name)?.[1]);
  const meridian = stripMeridian(epsg);
  if (GLOBAL.has(epsg) || meridian !== null) return { epsg, meridian };
  throw badInput('crs', tell(SAY.CRS));
}

/** Refuses a strip that nothing of the data lies in: far from its meridian, coordinates are of no use. */
export function checkStrip(crs: AskedCrs, extent: Bounds | null): void {
  if (crs.epsg === null || crs.meridian === null || extent === null) return;
  const half = STRIP_DEGREES / 2;
  if (extent.west <= crs.meridian + half && extent.east >= crs.meridian - half) return;
  const middle = (extent.west + extent.east) / 2;
  const better = stripAround(middle)?.name ?? `EPSG:${STORED_EPSG}`;
  const facts = { crs: `EPSG:${crs.epsg}`, meridian: crs.meridian, middle: middle.toFixed(2), better };
  throw badInput('crs', tell(SAY.STRIP, facts));
}

/** What a file says of the system. */
export async function fileCrs(context: GraphContext, crs: AskedCrs): Promise<FileCrs> {
  if (crs.epsg === null) return offsetCrs(crs.offset);
  const [row] = await context.query<{ wkt: string }>(
    sql`select srtext as wkt from spatial_ref_sys where srid = ${crs.epsg}::int`,
  );
  if (!row) throw new Error(`The database does not know EPSG:${crs.epsg}.`);
  const unit = crs.epsg === 4490 || crs.epsg === 4326 ? 'degree' : 'metre';
  return { name: `EPSG:${crs.epsg}`, epsg: crs.epsg, unit, wkt: row.wkt };
}

/** No register has these, so programs that know only the register see degrees of a system of this name, and nothing else. */
function offsetCrs(name: OffsetSystem): FileCrs {
  const wkt =
    `GEOGCS["${name} (offset coordinates of web maps)",DATUM["${name}",SPHEROID["WGS 84",6378137,298.257223563]],` +
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]';
  return { name, epsg: null, unit: 'degree', wkt };
}
