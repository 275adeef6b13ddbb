import { holdsAt, ifBy } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput } from '../kernel/graph/errors.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, pageBelow, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { findWithin, loadAreasByIds } from '../land/area.service.ts';
import type { District } from '../land/district.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { everythingWithin, loadPerArea, pathWithin } from '../land/within.ts';
import type { Yard } from '../land/yard.entity.ts';
import { RenewalProject, type RenewalTotals } from './renewal-project.entity.ts';

type ProjectRow = Omit<RenewalProject, 'id' | 'asOf'>;

const columns = sql`r.id as "projectId", r.district_code as "districtCode", r.code, r.name, r.plan_year as "planYear",
  r.started_on as "startedOn", r.completed_on as "completedOn", r.building_count as "buildingCount",
  r.household_count as "householdCount", r.source_id as "sourceId"`;

/** Condition: the plan the project is part of had begun by the date. */
const plannedBy = (asOf: string) => sql`r.plan_year <= extract(year from ${asOf}::date)`;

function toProject(row: ProjectRow, asOf: string): RenewalProject {
  return Object.assign(new RenewalProject(), row, {
    id: toGlobalId('RenewalProject', row.projectId),
    startedOn: ifBy(asOf, row.startedOn),
    completedOn: ifBy(asOf, row.completedOn),
    asOf,
  });
}

function checkYear(year: number | null | undefined): void {
  if (year != null && (year < 1990 || year > 2200)) throw badInput('year', `"year" is ${year}; it takes 1990 to 2200.`);
}

const keyOf = (project: RenewalProject) => project.projectId;

export class RenewalProjectService {
  /** Projects of plans up to the year of the date; with `within`, those that renew a yard within that area. */
  static async list(
    context: GraphContext,
    question: { asOf: string; within?: string | null | undefined; year?: number | null | undefined; page: PageArgs },
  ): Promise<Page<RenewalProject>> {
    const { asOf, year, page } = question;
    checkYear(year);
    const within = await findWithin(context, question.within, asOf);
    const where: Sql[] = [plannedBy(asOf)];
    if (year != null) where.push(sql`r.plan_year = ${year}::int`);
    if (within) {
      where.push(sql`r.id in (select y.project_id from renewal_project_yard y
        join area_path p on p.area_id = y.area_id and ${holdsAt('p', asOf)} where ${pathWithin('p', within)})`);
    }
    return listPage(
      context,
      { select: columns, from: sql`renewal_project r`, where, key: sql`r.code` },
      page,
      (row: ProjectRow) => toProject(row, asOf),
    );
  }

  /** Projects that renew the yard, or a yard of the grid. */
  static ofArea(context: GraphContext, area: Grid | Yard, page: PageArgs): Page<RenewalProject> {
    const { asOf } = area;
    return pageBelow(
      context,
      `renewal projects@${asOf}`,
      area.featureId,
      page,
      (areas) => ({
        select: columns,
        from: sql`(select distinct x.area_id, y.project_id from ${everythingWithin(areas, asOf)}
            join renewal_project_yard y on y.area_id = p.area_id) renewed
          join renewal_project r on r.id = renewed.project_id`,
        where: [plannedBy(asOf)],
        key: sql`r.code`,
        parent: sql`renewed.area_id`,
      }),
      (row: ProjectRow) => toProject(row, asOf),
    );
  }

  /** The plan of a year added up over the projects that renew a yard of the district. */
  static async totals(context: GraphContext, district: District, year: number): Promise<RenewalTotals> {
    checkYear(year);
    const row = await loadPerArea<Omit<RenewalTotals, 'year'> & { areaId: number }>(
      context,
      `renewal totals:${year}`,
      district,
      (districts, asOf) => sql`
        select renewed.area_id as "areaId", count(*)::int as "projectCount", sum(r.building_count)::int as "buildingCount",
          coalesce(sum(r.household_count), 0)::int as "householdCount"
        from (select distinct x.area_id, y.project_id from ${everythingWithin(districts, asOf)}
            join renewal_project_yard y on y.area_id = p.area_id) renewed
        join renewal_project r on r.id = renewed.project_id
        where r.plan_year = ${year}::int and ${plannedBy(asOf)}
        group by renewed.area_id`,
    );
    return {
      year,
      projectCount: row?.projectCount ?? 0,
      buildingCount: row?.buildingCount ?? 0,
      householdCount: row?.householdCount ?? 0,
    };
  }

  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(RenewalProject | null)[]> {
    return loadByIds(context, `renewal project@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<ProjectRow>(
        sql`select ${columns} from renewal_project r where r.id = any (${keys}::int[]) and ${plannedBy(asOf)}`,
      );
      return rows.map((row) => toProject(row, asOf));
    });
  }

  /** The yards the project renews that exist at its date, by code. */
  static async yardsOf(context: GraphContext, project: RenewalProject): Promise<Yard[]> {
    const { asOf } = project;
    const ids = await context
      .loader<number, number[]>('yards of renewal projects', async (projects) => {
        const rows = await context.query<{ projectId: number; areaId: number }>(sql`
          select y.project_id as "projectId", y.area_id as "areaId" from renewal_project_yard y
          join area a on a.id = y.area_id and a.level = 'YARD'
          where y.project_id = any (${projects}::int[]) order by a.code`);
        return projects.map((id) => rows.filter((row) => row.projectId === id).map((row) => row.areaId));
      })
      .load(project.projectId);
    const yards = (await loadAreasByIds(context, asOf, ids)) as (Yard | null)[];
    return yards.filter((yard) => yard !== null);
  }
}
