import { countStates, tallyGridsFor, type GridTally } from '../care/coverage.service.ts';
import { columnsDefinition } from '../care/coverage-definition.ts';
import { coverageSources } from '../care/coverage-sources.ts';
import { isSummarised, summarisedTallies } from '../care/coverage-summary.ts';
import {
  CoverageIndicator,
  type CoverageColumns,
  type CoveragePopulation,
  type CoverageState,
} from '../care/coverage.ts';
import type { PropertyServiceStatus } from '../care/property-service.entity.ts';
import { dueState, onlyOfNow, type DueState } from '../issues/due-state.ts';
import { openAt } from '../issues/issue-conditions.ts';
import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput, limitExceeded } from '../kernel/graph/errors.ts';
import { provenancesOf, type FigureBasis } from '../kernel/graph/figure-basis.ts';
import { allOf, name, plannedAnew, sql, type Sql } from '../kernel/graph/sql.ts';
import type { Area } from '../land/area.entity.ts';
import { levelAbove, reach } from '../land/around.ts';
import { getAreaByCode } from '../land/area.service.ts';
import type { AreaLevel } from '../land/level.ts';
import { pathWithin, placeOf } from '../land/within.ts';
import { committeeExists } from '../offices/office-conditions.ts';
import type { AreaStatuses } from './area-statuses.ts';
import { column, countOf, once, without } from './status-columns.ts';
import { statusDefinition } from './status-definition.ts';

export const MAX_STATUS_AREAS = 20_000;

interface StatusQuestion {
  level: AreaLevel;
  /** Left out: all of the country, at the levels that are summarised. */
  within: string | null;
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
    if (question.within === null && !isSummarised(level)) {
      throw badInput(
        'within',
        `Say "within" for level ${level}: only districts and subdistricts are told of the whole country.`,
      );
    }
    const within = question.within === null ? null : await getAreaByCode(context, question.within, asOf, 'within');
    const inPlace = within ? [pathWithin('p', within)] : [];
    const areas = await context.query<{ id: number; code: string }>(sql`
      select a.id, a.code from area_path p join area a on a.id = p.area_id
      where ${allOf([sql`p.level = ${level}`, ...inPlace, holdsAt('p', asOf)])}
      order by a.code limit ${limit + 1}::int`);
    if (areas.length > limit) {
      throw limitExceeded(
        `More than ${limit} areas of level ${level} ${within ? `lie within "${within.code}"` : 'exist'}: ask about a smaller area.`,
        'within',
      );
    }
    const ids = areas.map(({ id }) => id);
    const grids = once(() => readTallies(context, { level, within, ids, asOf }));
    const services = once(() => readForemostServices(context, { level, within, ids, asOf }));
    const above = levelIn(within, level, 'p.path');
    const dueCases = sql`
      (select c.issue_id, ${dueState()} as due from issue_case c where ${allOf([sql`c.state_kind = 'OPEN'`, ...inDistrict('c', within)])}) c
      join issue i on i.id = c.issue_id ${placeOf('i.area_id', asOf, within)}`;
    const due = once(() =>
      context.query<Count & { due: DueState }>(sql`
        select above.id as "areaId", c.due, count(*)::int as count from ${dueCases} ${above}
        where c.due in ('OVERDUE', 'NEARLY_DUE') group by 1, 2`),
    );
    const dueIssues = async (state: DueState): Promise<number[]> => {
      onlyOfNow(context, asOf);
      const rows = (await due()).filter((row) => row.due === state);
      return column(ids, rows, (row) => row?.count ?? 0);
    };
    const dueElsewhere = async (state: DueState): Promise<number> => {
      const inAreas = await dueIssues(state);
      return without(
        await countOf(context, sql`select count(*)::int as count from ${dueCases} where c.due = ${state}`),
        inAreas,
      );
    };
    const basisOf = (found: Sql, words: FigureBasis['words']): FigureBasis => ({
      provenances: () => (within ? provenancesOf(context, found) : Promise.resolve(null)),
      words,
    });
    const dueBasis = (state: 'OVERDUE' | 'NEARLY_DUE') => (): FigureBasis => {
      onlyOfNow(context, asOf);
      return basisOf(sql`select i.source_id from ${dueCases} where c.due = ${state}`, (language) =>
        statusDefinition(state, asOf, language),
      );
    };
    const counted = (kind: SummarisedKind, things: Sql) => {
      const inAreas = once(async () => {
        const rows = await context.query<Count>(
          isSummarised(level)
            ? sql`select area_id as "areaId", count from area_count(${kind}, ${asOf}::date, ${ids}::int[])`
            : sql`select above.id as "areaId", count(*)::int as count from (${things}) p ${above} group by above.id`,
        );
        return column(ids, rows, (row) => row?.count ?? 0);
      });
      const all = within
        ? sql`select count(*)::int as count from (${things}) p`
        : sql`select coalesce(sum(count), 0)::int as count from area_count(${kind}, ${asOf}::date, array(
            select d.area_id from area_path d where d.level = 'DISTRICT' and ${holdsAt('d', asOf)}))`;
      return {
        inAreas,
        elsewhere: async () => without(await countOf(context, all), await inAreas()),
        basis: basisOf(things, (language) => statusDefinition(kind, asOf, language)),
      };
    };
    const openIssues = counted(
      'OPEN_ISSUES',
      sql`select p.path, i.source_id from issue i ${placeOf('i.area_id', asOf, within)} where ${allOf([...inDistrict('i', within), openAt(asOf)])}`,
    );
    const partyCommittees = counted(
      'PARTY_COMMITTEES',
      sql`
      select p.path, c.source_id from building_party_committee c ${placeOf('c.area_id', asOf, within)}
      where ${allOf([...inDistrict('c', within), committeeExists(asOf)])}`,
    );
    const states = async (indicator: CoverageIndicator): Promise<CoverageColumns> => {
      const tallies = await grids();
      const counts = ids.map((id) => countStates(tallies.get(id) ?? [], indicator, population));
      return {
        covered: counts.map(({ covered }) => covered),
        uncovered: counts.map(({ uncovered }) => uncovered),
        unknown: counts.map(({ unknown }) => unknown),
        basis: basisOf(
          sql`select c.source_id from (${coverageSources([within?.path ?? ''], asOf, indicator, population)}) c ${levelIn(within, level, 'c.path')}`,
          (language) => columnsDefinition({ indicator, population, asOf }, language),
        ),
      };
    };
    return {
      asOf,
      level,
      featureIds: ids,
      codes: areas.map(({ code }) => code),
      committee: () => states(CoverageIndicator.OWNERS_COMMITTEE),
      propertyService: () => states(CoverageIndicator.PROPERTY_SERVICE),
      openIssues: openIssues.inAreas,
      openIssuesElsewhere: openIssues.elsewhere,
      openIssuesBasis: openIssues.basis,
      overdueIssues: () => dueIssues('OVERDUE'),
      overdueIssuesElsewhere: () => dueElsewhere('OVERDUE'),
      overdueIssuesBasis: dueBasis('OVERDUE'),
      nearlyDueIssues: () => dueIssues('NEARLY_DUE'),
      nearlyDueIssuesElsewhere: () => dueElsewhere('NEARLY_DUE'),
      nearlyDueIssuesBasis: dueBasis('NEARLY_DUE'),
      partyCommittees: partyCommittees.inAreas,
      partyCommitteesElsewhere: partyCommittees.elsewhere,
      partyCommitteesBasis: partyCommittees.basis,
      propertyServiceStates: async () => {
        if (level === 'GRID') {
          const tallies = await grids();
          return ids.map((id) => tallies.get(id)?.[0]?.propertyService ?? 'UNKNOWN');
        }
        if (level !== 'YARD' || !within) return null;
        const rows = await context.query<{ areaId: number; state: CoverageState }>(sql`
          select area_id as "areaId", property_service_state as state
          from ${reach([within.path])} cross join lateral yard_coverage(${asOf}::date, root.path)`);
        return column(ids, rows, (row) => row?.state ?? 'UNKNOWN');
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

interface Reached {
  level: AreaLevel;
  within: Pick<Area, 'path'> | null;
  ids: readonly number[];
  asOf: string;
}

/** Kinds of count_summary, migration 0009. */
type SummarisedKind = 'OPEN_ISSUES' | 'PARTY_COMMITTEES';

/** Condition: in the district of the area, by the key of the table. */
function inDistrict(alias: string, within: Reached['within']): Sql[] {
  return within ? [plannedAnew(sql`${name(`${alias}.district_code`)} = ${within.path.split('/', 1)[0]}`)] : [];
}

/** Join: the area of that level above the path, as `above`; looked for in the one district it can be in. */
function levelIn(within: Reached['within'], level: AreaLevel, path: string): Sql {
  const [key] = inDistrict('above', within);
  return key ? sql`${levelAbove(path, level)} and ${key}` : levelAbove(path, level);
}

async function readTallies(
  context: GraphContext,
  { level, within, ids, asOf }: Reached,
): Promise<Map<number, GridTally[]>> {
  const statement =
    within && !isSummarised(level)
      ? tallyGridsFor([within.path], levelIn(within, level, 'c.path'), asOf)
      : summarisedTallies(ids, asOf);
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
  { level, within, asOf }: Reached,
): Promise<ForemostService[] | null> {
  if (!within || (level !== 'GRID' && level !== 'YARD')) return null;
  return context.query<ForemostService>(
    plannedAnew(sql`
      select area_id as "areaId", mode_code as mode, status
      from foremost_property_service(${asOf}::date, ${within.path}, ${level})`),
  );
}
