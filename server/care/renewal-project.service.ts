import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput } from '../kernel/graph/errors.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, pageBelow, type ListRows, type Page, type PageArgs, type RowsBelow } from '../kernel/graph/page.ts';
import { isAmong, sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Keys, Late, Value } from '../kernel/reading/late.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { rowsOf, type RowKind } from '../kernel/reading/rows.ts';
import { areaRows } from '../land/area-row.ts';
import { findWithin, loadAreasByIds, readWithin } from '../land/area.service.ts';
import type { District } from '../land/district.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { everythingWithin, loadPerArea, pathWithin, type Rooted } from '../land/within.ts';
import type { Yard } from '../land/yard.entity.ts';
import { RenewalProject, type RenewalTotals } from './renewal-project.entity.ts';

type ProjectRow = Omit<RenewalProject, 'id' | 'asOf'>;

/** Rows of projects as the date sees them: what comes later has not happened yet. */
const projectRows = (asOf: Value<string>): RowKind => {
  const by = (day: Sql) => sql`case when ${day} <= ${asOf}::date then ${day} end`;
  const also = { startedOn: by(sql`r.started_on`), completedOn: by(sql`r.completed_on`) };
  return rowsOf([RenewalProject], { alias: 'r', key: 'projectId', also });
};

/** Condition: the plan the project is part of had begun by the date. */
const plannedBy = (asOf: Value<string>) => sql`r.plan_year <= extract(year from ${asOf}::date)`;

function toProject(row: ProjectRow, asOf: string): RenewalProject {
  return Object.assign(new RenewalProject(), row, { id: toGlobalId('RenewalProject', row.projectId), asOf });
}

function checkedYear(year: number): number {
  if (year >= 1990 && year <= 2200) return year;
  throw badInput('year', `"year" is ${year}; it takes 1990 to 2200.`);
}

/** A list in SQL: projects of plans up to the year of the date; with `within`, those that renew a yard within that area. */
export function projectList(question: {
  asOf: Value<string>;
  within: Rooted | null;
  year?: Value<number> | null | undefined;
}): ListRows {
  const { asOf, within, year } = question;
  const where: Sql[] = [plannedBy(asOf)];
  if (year != null) where.push(sql`r.plan_year = ${year}::int`);
  if (within) {
    where.push(
      isAmong(
        sql`r.id`,
        sql`select y.project_id from renewal_project_yard y
          join area_path p on p.area_id = y.area_id and ${holdsAt('p', asOf)} where ${pathWithin('p', within)}`,
      ),
    );
  }
  return { from: sql`renewal_project r`, where, key: sql`r.code` };
}

/** Projects, once for each of these areas in which they renew a yard, as `renewed`. */
const renewedIn = (areas: Keys | RowSet, asOf: Value<string>): Sql =>
  sql`(select distinct x.area_id, y.project_id from ${everythingWithin(areas, asOf)}
    join renewal_project_yard y on y.area_id = p.area_id) renewed
    join renewal_project r on r.id = renewed.project_id`;

/** Projects that renew a yard of these areas. */
function projectsBelow(areas: Keys | RowSet, asOf: Value<string>): RowsBelow {
  return {
    from: renewedIn(areas, asOf),
    where: [plannedBy(asOf)],
    key: sql`r.code`,
    parent: sql`renewed.area_id`,
  };
}

/** Statement: the plan of a year added up for each of these areas. */
function sumPlan(areas: Keys | RowSet, asOf: Value<string>, year: Value<number>): Sql {
  return sql`
    select renewed.area_id as "areaId", count(*)::int as "projectCount", sum(r.building_count)::int as "buildingCount",
      coalesce(sum(r.household_count), 0)::int as "householdCount"
    from ${renewedIn(areas, asOf)}
    where r.plan_year = ${year}::int and ${plannedBy(asOf)}
    group by renewed.area_id`;
}

/** Reading: the list at the root. */
export function readProjects(asked: AskedField<{ within?: Late<string> | null; year?: Late<number> | null }>): Sql {
  const { asOf, args } = asked;
  const year = args.year ? asked.checked(args.year.map(checkedYear)) : args.year;
  const within = readWithin(asked, args.within);
  return asked.rootPage(projectRows(asOf), () => projectList({ asOf, within, year }));
}

/** Reading: the projects of each row, which is a grid or a yard. */
export function readProjectsOf(asked: AskedField): Sql {
  return asked.page(projectRows(asked.asOf), (rows) => projectsBelow(rows, asked.asOf));
}

/** Reading: the plan of a year added up for each row, which is a district. */
export function readPlan(asked: AskedField<{ year: Late<number> }>): Sql {
  const year = asked.checked(asked.args.year.map(checkedYear));
  const question = asked.questionOf('renewal totals', asked.args.year);
  const of = asked.fact(question, (rows) => sumPlan(rows, asked.asOf, year));
  const count = (property: string) => sql`coalesce(${of(property)}, 0)`;
  return asked.object({
    year: sql`${year}::int`,
    projectCount: count('projectCount'),
    buildingCount: count('buildingCount'),
    householdCount: count('householdCount'),
  });
}

/** Reading: the yards that each row, which is a project, renews, as far as they exist at the date. */
export function readProjectYards(asked: AskedField): Sql {
  return asked.many(areaRows(asked.asOf), (rows) => ({
    from: sql`renewal_project_yard y join area a on a.id = y.area_id and a.level = 'YARD'
      join area_path p on p.area_id = a.id and ${holdsAt('p', asked.asOf)}`,
    where: [sql`y.project_id = any (${rows.keys}::int[])`],
    key: sql`a.code`,
    parent: sql`y.project_id`,
  }));
}

const keyOf = (project: RenewalProject) => project.projectId;

export class RenewalProjectService {
  /** Projects of plans up to the year of the date; with `within`, those that renew a yard within that area. */
  static async list(
    context: GraphContext,
    question: { asOf: string; within?: string | null | undefined; year?: number | null | undefined; page: PageArgs },
  ): Promise<Page<RenewalProject>> {
    const { asOf, year, page } = question;
    if (year != null) checkedYear(year);
    const within = await findWithin(context, question.within, asOf);
    const list = { select: projectRows(asOf).select, ...projectList({ asOf, within, year }) };
    return listPage(context, list, page, (row: ProjectRow) => toProject(row, asOf));
  }

  /** Projects that renew the yard, or a yard of the grid. */
  static ofArea(context: GraphContext, area: Grid | Yard, page: PageArgs): Page<RenewalProject> {
    const { asOf } = area;
    return pageBelow(
      context,
      `renewal projects@${asOf}`,
      area.featureId,
      page,
      (areas) => ({ select: projectRows(asOf).select, ...projectsBelow(areas, asOf) }),
      (row: ProjectRow) => toProject(row, asOf),
    );
  }

  /** The plan of a year added up over the projects that renew a yard of the district. */
  static async totals(context: GraphContext, district: District, year: number): Promise<RenewalTotals> {
    const plan = checkedYear(year);
    const row = await loadPerArea<Omit<RenewalTotals, 'year'> & { areaId: number }>(
      context,
      `renewal totals:${year}`,
      district,
      (districts, asOf) => sumPlan(districts, asOf, plan),
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
        sql`select ${projectRows(asOf).select} from renewal_project r where r.id = any (${keys}::int[]) and ${plannedBy(asOf)}`,
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
