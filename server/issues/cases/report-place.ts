import gcoord from 'gcoord';
import { withoutOffset } from '../../kernel/coordinates/offset.ts';
import { holdsAt } from '../../kernel/graph/as-of.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { badInput, forbidden } from '../../kernel/graph/errors.ts';
import { sql, type Sql } from '../../kernel/graph/sql.ts';
import { codeArgument } from '../../land/area.service.ts';
import { checkPosition } from '../../land/shape.ts';
import { inScope } from '../../workflow/actor.ts';
import { CoordinateSystem, type ReportIssueInput } from './case-inputs.ts';

/** Where an issue is. */
export interface ReportPlace {
  readonly areaId: number;
  readonly districtCode: string;
  /** Of the area today. */
  readonly path: string;
  /** Where it is exactly, and what everyone may see of it: a point on the surface of its area. */
  readonly exact: Point;
  readonly shown: Point;
}

interface Point {
  readonly longitude: number;
  readonly latitude: number;
}

interface Row {
  areaId: number;
  districtCode: string;
  path: string;
  longitude: number;
  latitude: number;
}

const RANK = sql`array_position('{DISTRICT,SUBDISTRICT,COMMUNITY,GRID,BUILDING_GROUP,YARD,BUILDING}'::text[], p.level)`;

/** Finds the deepest area a point or a code stands for, today. Refuses what lies outside the area of the post that asks. */
export async function findReportPlace(context: GraphContext, input: ReportIssueInput): Promise<ReportPlace> {
  const point = pointOf(input);
  const found = point ? await locate(context, point) : await ofArea(context, input.areaCode ?? '');
  const { areaId, districtCode, path, longitude, latitude } = found;
  const { viewer } = context;
  if (viewer && !inScope(viewer, path)) {
    throw forbidden(
      'The place lies outside the area your post is for: report it to the post of that area or to the district.',
    );
  }
  const shown = { longitude, latitude };
  return { areaId, districtCode, path, shown, exact: point ?? shown };
}

/** The point that was told, in EPSG:4490; null when an area was. */
function pointOf({ longitude, latitude, crs, areaCode }: ReportIssueInput): Point | null {
  if (longitude == null && latitude == null) {
    if (areaCode == null)
      throw badInput('input.longitude', 'Say where it is: "longitude" and "latitude", or "areaCode".');
    return null;
  }
  if (areaCode != null)
    throw badInput('input.areaCode', 'Say where it is once: by a point or by "areaCode", not by both.');
  if (longitude == null || latitude == null) {
    throw badInput(longitude == null ? 'input.longitude' : 'input.latitude', 'A point has "longitude" and "latitude".');
  }
  checkPosition(longitude, latitude);
  if (!crs || crs === CoordinateSystem.EPSG_4490) return { longitude, latitude };
  const [east = longitude, north = latitude] = withoutOffset(
    crs === CoordinateSystem.GCJ02 ? gcoord.GCJ02 : gcoord.BD09,
    longitude,
    latitude,
  );
  return { longitude: east, latitude: north };
}

async function locate(context: GraphContext, { longitude, latitude }: Point): Promise<Row> {
  const at = sql`ST_SetSRID(ST_MakePoint(${longitude}::float8, ${latitude}::float8), 4490)`;
  const [row] = await areas(context, sql`ST_Intersects(b.geom, ${at})`);
  if (row) return row;
  throw badInput(
    'input.longitude',
    'The point lies outside every district that is known here. Check the coordinates and "crs".',
  );
}

async function ofArea(context: GraphContext, code: string): Promise<Row> {
  const [row] = await areas(context, sql`a.code = ${codeArgument('input.areaCode', code)}`);
  if (row) return row;
  throw badInput(
    'input.areaCode',
    '"areaCode" is not the code of an area that has a shape today. Tell "longitude" and "latitude" instead.',
  );
}

/** Areas today, the deepest first. A point on a shared border belongs to the one with the lowest code. */
function areas(context: GraphContext, condition: Sql): Promise<Row[]> {
  const { today } = context;
  return context.query<Row>(sql`
    select a.id as "areaId", a.district_code as "districtCode", p.path, ST_X(s.place) as longitude, ST_Y(s.place) as latitude
    from boundary b join area a on a.id = b.area_id join area_path p on p.area_id = a.id and ${holdsAt('p', today)}
    cross join lateral (select ST_PointOnSurface(b.geom) as place) s
    where ${holdsAt('b', today)} and ${condition}
    order by ${RANK} desc, a.code limit 1`);
}
