import { countStates, tallyGridsFor, type GridTally } from '../care/coverage.service.ts';
import { CoverageIndicator, type CoverageColumns, type CoveragePopulation } from '../care/coverage.ts';
import type { PropertyServiceStatus } from '../care/property-service.entity.ts';
import { openAt } from '../issues/issue-conditions.ts';
import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { limitExceeded } from '../kernel/graph/errors.ts';
import { plannedAnew, sql } from '../kernel/graph/sql.ts';
import type { Area } from '../land/area.entity.ts';
import { levelAbove } from '../land/around.ts';
import { getAreaByCode } from '../land/area.service.ts';
import type { AreaLevel } from '../land/level.ts';
import { pathWithin, placeOf } from '../land/within.ts';
import { committeeExists } from '../offices/office-conditions.ts';
import type { AreaStatuses } from './area-statuses.ts';

export const MAX_STATUS_AREAS = 20_000;

interface StatusQuestion {
  level: AreaLevel;
  within: string;
  population: CoveragePopulation;
  asOf: string;
  limit?: number;
}

interface Count {
  areaId: number;
  count: number;
}

interface ForemostService {
  areaId: number;
  mode: string | null;
  status: PropertyServiceStatus;
}

/**
 * What panels and lists say of one area, said of all areas of a level at once: the same conditions and SQL functions, but each
 * thing is read once and counted for the area above it, so that eight thousand buildings cost no more than eleven subdistricts.
 */
export class AreaStatusesService {
  static async within(context: GraphContext, question: StatusQuestion): Promise<AreaStatuses> {
    const { level, population, asOf, limit = MAX_STATUS_AREAS } = question;
    const within = await getAreaByCode(context, question.within, asOf, 'within');
    const areas = await context.query<{ id: number; code: string }>(sql`
      select a.id, a.code from area_path p join area a on a.id = p.area_id
      where p.level = ${level} and ${pathWithin('p', within)} and ${holdsAt('p', asOf)}
      order by a.code limit ${limit + 1}::int`);
    if (areas.length > limit) {
      throw limitExceeded(
        `More than ${limit} areas of level ${level} lie within "${within.code}": ask about a smaller area.`,
        'within',
      );
    }
    const ids = areas.map(({ id }) => id);
    const grids = once(() => readTallies(context, within, level, asOf));
    const services = once(() => readForemostServices(context, within, level, asOf));
    const states = async (indicator: CoverageIndicator): Promise<CoverageColumns> => {
      const tallies = await grids();
      const counts = ids.map((id) => countStates(tallies.get(id) ?? [], indicator, population));
      return {
        covered: counts.map(({ covered }) => covered),
        uncovered: counts.map(({ uncovered }) => uncovered),
        unknown: counts.map(({ unknown }) => unknown),
      };
    };
    return {
      asOf,
      level,
      featureIds: ids,
      codes: areas.map(({ code }) => code),
      committee: () => states(CoverageIndicator.OWNERS_COMMITTEE),
      propertyService: () => states(CoverageIndicator.PROPERTY_SERVICE),
      openIssues: async () => {
        const rows = await context.query<Count>(sql`
          select above.id as "areaId", count(*)::int as count
          from issue i ${placeOf('i.area_id', asOf, within)} ${levelAbove('p.path', level)}
          where ${openAt(asOf)} group by above.id`);
        return column(ids, rows, (row) => row?.count ?? 0);
      },
      partyCommittees: async () => {
        const rows = await context.query<Count>(sql`
          select above.id as "areaId", count(*)::int as count
          from building_party_committee c ${placeOf('c.area_id', asOf, within)} ${levelAbove('p.path', level)}
          where ${committeeExists(asOf)} group by above.id`);
        return column(ids, rows, (row) => row?.count ?? 0);
      },
      propertyModes: async () => {
        const rows = await services();
        return rows && column(ids, rows, (row) => row?.mode ?? null);
      },
      propertyStatuses: async () => {
        const rows = await services();
        return rows && column(ids, rows, (row) => row?.status ?? null);
      },
    };
  }
}

async function readTallies(
  context: GraphContext,
  within: Pick<Area, 'path'>,
  level: AreaLevel,
  asOf: string,
): Promise<Map<number, GridTally[]>> {
  const statement = tallyGridsFor([within.path], levelAbove('c.path', level), asOf);
  const byArea = new Map<number, GridTally[]>();
  for (const tally of await context.query<GridTally>(statement)) {
    const known = byArea.get(tally.areaId);
    if (known) known.push(tally);
    else byArea.set(tally.areaId, [tally]);
  }
  return byArea;
}

/** One service at most for each grid or yard; null at levels that services are not shown at. */
async function readForemostServices(
  context: GraphContext,
  within: Pick<Area, 'path'>,
  level: AreaLevel,
  asOf: string,
): Promise<ForemostService[] | null> {
  if (level !== 'GRID' && level !== 'YARD') return null;
  return context.query<ForemostService>(
    plannedAnew(sql`
      select area_id as "areaId", mode_code as mode, status
      from foremost_property_service(${asOf}::date, ${within.path}, ${level})`),
  );
}

function column<Row extends { areaId: number }, T>(
  ids: readonly number[],
  rows: readonly Row[],
  value: (row: Row | undefined) => T,
): T[] {
  const byArea = new Map(rows.map((row) => [row.areaId, row]));
  return ids.map((id) => value(byArea.get(id)));
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => (reading ??= read());
}
