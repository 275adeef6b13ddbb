import { endOrNull, ifBy } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput } from '../kernel/graph/errors.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, pageBelow, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { findAreasByCodes, findWithin, loadAreasByIds } from '../land/area.service.ts';
import type { Area } from '../land/area.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { checkBounds, touchesBounds, type BoundsInput } from '../land/shape.ts';
import { everythingWithin, placeOf } from '../land/within.ts';
import { IssueCategoryService } from './issue-category.service.ts';
import { inState, ofCategory, openAt, reportedBy } from './issue-conditions.ts';
import { Issue, IssueState } from './issue.entity.ts';

interface IssueRow extends Omit<Issue, 'id' | 'asOf' | 'place' | 'state' | 'point'> {
  longitude: number;
  latitude: number;
  open: boolean;
}

const columns = (asOf: string) => sql`i.id as "issueId", i.district_code as "districtCode", i.code,
  i.category_code as "categoryCode", i.area_id as "areaId", i.reported_on as "reportedOn", i.closed_on as "closedOn",
  i.source_id as "sourceId", ST_X(i.place) as longitude, ST_Y(i.place) as latitude, ${openAt(asOf)} as open, p.path`;

function toIssue({ longitude, latitude, open, ...row }: IssueRow, asOf: string): Issue {
  return Object.assign(new Issue(), row, {
    id: toGlobalId('Issue', row.issueId),
    closedOn: ifBy(asOf, endOrNull(row.closedOn)),
    place: { longitude, latitude },
    state: open ? IssueState.OPEN : IssueState.CLOSED,
    asOf,
  });
}

const keyOf = (issue: Issue) => issue.issueId;

export interface IssueQuestion {
  asOf: string;
  within?: string | null | undefined;
  state?: IssueState | null | undefined;
  category?: string | null | undefined;
  reportedFrom?: string | null | undefined;
  reportedTo?: string | null | undefined;
  bounds?: BoundsInput | null | undefined;
  page: PageArgs;
}

/** An issue is counted and listed where its area stands at the date. */
export class IssueService {
  /** Issues reported by the date, under all these filters. */
  static async list(context: GraphContext, question: IssueQuestion): Promise<Page<Issue>> {
    const { asOf, state, category, reportedFrom, reportedTo, bounds, page } = question;
    if (bounds) checkBounds(bounds);
    if (reportedFrom && reportedTo && reportedFrom > reportedTo) {
      throw badInput('reportedFrom', '"reportedFrom" must not be after "reportedTo".');
    }
    await IssueCategoryService.check(context, category);
    const within = await findWithin(context, question.within, asOf);
    const where: Sql[] = [inState(asOf, state), ...ofCategory(category)];
    if (reportedFrom) where.push(sql`i.reported_on >= ${reportedFrom}::date`);
    if (reportedTo) where.push(sql`i.reported_on <= ${reportedTo}::date`);
    if (bounds) where.push(touchesBounds('i.place', bounds));
    return listPage(
      context,
      { select: columns(asOf), from: sql`issue i ${placeOf('i.area_id', asOf, within)}`, where, key: sql`i.code` },
      page,
      (row: IssueRow) => toIssue(row, asOf),
    );
  }

  /** Issues of the area and everything within it at its date. */
  static ofArea(context: GraphContext, area: Area, state: IssueState | null | undefined, page: PageArgs): Page<Issue> {
    const { asOf } = area;
    return pageBelow(
      context,
      `issues:${state ?? ''}@${asOf}`,
      area.featureId,
      page,
      (areas) => ({
        select: columns(asOf),
        from: sql`${everythingWithin(areas, asOf)} join issue i on i.area_id = p.area_id`,
        where: [inState(asOf, state)],
        key: sql`i.code`,
        parent: sql`x.area_id`,
      }),
      (row: IssueRow) => toIssue(row, asOf),
    );
  }

  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(Issue | null)[]> {
    return loadByIds(context, `issue@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<IssueRow>(sql`
        select ${columns(asOf)} from issue i ${placeOf('i.area_id', asOf)}
        where i.id = any (${keys}::int[]) and ${reportedBy(asOf)}`);
      return rows.map((row) => toIssue(row, asOf));
    });
  }

  static async areaOf(context: GraphContext, issue: Issue): Promise<Area | null> {
    const [area] = await loadAreasByIds(context, issue.asOf, [issue.areaId]);
    return area ?? null;
  }

  /** The grid its area is or lies in at its date. */
  static async gridOf(context: GraphContext, issue: Issue): Promise<Grid | null> {
    const around = await findAreasByCodes(context, issue.path.split('/'), issue.asOf);
    return (around.find((area) => area?.level === 'GRID') as Grid | undefined) ?? null;
  }
}
