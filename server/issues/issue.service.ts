import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput, textArgument } from '../kernel/graph/errors.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, pageBelow, type ListRows, type Page, type PageArgs, type RowsBelow } from '../kernel/graph/page.ts';
import { isOneOf, sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Keys, Value } from '../kernel/reading/late.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { rowsOf, type RowKind } from '../kernel/reading/rows.ts';
import { findAreasByCodes, findWithin, loadAreasByIds } from '../land/area.service.ts';
import type { Area } from '../land/area.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { checkBounds, touchesBounds, type BoundsInput, type Box, type Position } from '../land/shape.ts';
import { everythingWithin, isDistrict, pathWithin, placeOf, type Rooted } from '../land/within.ts';
import { IssueCategoryService } from './issue-category.service.ts';
import { inState, ofCategory, openAt, reportedBy } from './issue-conditions.ts';
import type { IssueState } from './issue.entity.ts';
import { Issue } from './issue.entity.ts';

type IssueRow = Omit<Issue, 'id' | 'asOf' | 'place' | 'point'> & Position;

/** Rows of issues `i`, with their place `p`, as the date sees them. */
export const issueRows = (asOf: Value<string>): RowKind =>
  rowsOf([Issue], {
    alias: 'i',
    key: 'issueId',
    also: {
      longitude: sql`ST_X(i.place)`,
      latitude: sql`ST_Y(i.place)`,
      closedOn: sql`case when i.closed_on <= ${asOf}::date then i.closed_on end`,
      state: sql`case when ${openAt(asOf)} then 'OPEN' else 'CLOSED' end`,
      path: sql`p.path`,
    },
  });

function toIssue({ longitude, latitude, ...row }: IssueRow, asOf: string): Issue {
  return Object.assign(new Issue(), row, {
    id: toGlobalId('Issue', row.issueId),
    place: { longitude, latitude },
    asOf,
  });
}

/** A list of issues in SQL: those reported by the date, under all these filters. */
export function issueList(question: {
  asOf: Value<string>;
  within: Rooted | null;
  bounds?: Box | null | undefined;
  state?: IssueState | null | undefined;
  category?: Value<string> | null | undefined;
  reportedFrom?: Value<string> | null | undefined;
  reportedTo?: Value<string> | null | undefined;
}): ListRows {
  const { asOf, within, bounds, state, category, reportedFrom, reportedTo } = question;
  const where: Sql[] = [inState(asOf, state), ...ofCategory(category)];
  if (reportedFrom) where.push(sql`i.reported_on >= ${reportedFrom}::date`);
  if (reportedTo) where.push(sql`i.reported_on <= ${reportedTo}::date`);
  if (bounds) where.push(touchesBounds('i.place', bounds));
  if (!within || !isDistrict(within)) {
    return { from: sql`issue i ${placeOf('i.area_id', asOf, within)}`, where, key: sql`i.code` };
  }
  // A whole district is read from its issues, each looking up its place; a smaller area from its places.
  return {
    from: sql`issue i cross join lateral (
      select p.path from area_path p where p.area_id = i.area_id and ${holdsAt('p', asOf)} offset 0) p`,
    where: [sql`i.district_code = ${within.path}`, pathWithin('p', within), ...where],
    key: sql`i.code`,
  };
}

/** Issues of these areas and everything within them at the date. */
function issuesBelow(areas: Keys | RowSet, asOf: Value<string>, state: IssueState | null | undefined): RowsBelow {
  return {
    from: sql`${everythingWithin(areas, asOf)} cross join lateral (
      select * from issue i where i.area_id = p.area_id and ${inState(asOf, state)} offset 0) i`,
    where: [],
    key: sql`i.code`,
    parent: sql`x.area_id`,
  };
}

/** Reading: the issues of each row, which is an area. */
export function readIssuesOf(asked: AskedField<{ state?: IssueState | null }>): Sql {
  return asked.page(issueRows(asked.asOf), (rows) => issuesBelow(rows, asked.asOf, asked.args.state));
}

/** Refuses a period that ends before it begins. */
export function checkedPeriod(from: string, to: string): string {
  if (from <= to) return from;
  throw badInput('reportedFrom', '"reportedFrom" must not be after "reportedTo".');
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
    const { asOf, category, reportedFrom, reportedTo, bounds, page } = question;
    if (bounds) checkBounds(bounds);
    if (reportedFrom && reportedTo) checkedPeriod(reportedFrom, reportedTo);
    await IssueCategoryService.check(context, category);
    const within = await findWithin(context, question.within, asOf);
    const list = { select: issueRows(asOf).select, ...issueList({ ...question, within }) };
    return listPage(context, list, page, (row: IssueRow) => toIssue(row, asOf));
  }

  /** Issues of the area and everything within it at its date. */
  static ofArea(context: GraphContext, area: Area, state: IssueState | null | undefined, page: PageArgs): Page<Issue> {
    const { asOf } = area;
    return pageBelow(
      context,
      `issues:${state ?? ''}@${asOf}`,
      area.featureId,
      page,
      (areas) => ({ select: issueRows(asOf).select, ...issuesBelow(areas, asOf, state) }),
      (row: IssueRow) => toIssue(row, asOf),
    );
  }

  static load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(Issue | null)[]> {
    return loadByIds(context, `issue@${asOf}`, ids, keyOf, async (keys) => {
      const rows = await context.query<IssueRow>(sql`
        select ${issueRows(asOf).select} from issue i ${placeOf('i.area_id', asOf)}
        where ${isOneOf(sql`i.id`, keys)} and ${reportedBy(asOf)}`);
      return rows.map((row) => toIssue(row, asOf));
    });
  }

  /** The issue with this code as it stands today, or null. */
  static async findByCode(context: GraphContext, code: string): Promise<Issue | null> {
    const asOf = context.today;
    const [row] = await context.query<IssueRow>(sql`
      select ${issueRows(asOf).select} from issue i ${placeOf('i.area_id', asOf)}
      where i.code = ${textArgument('code', code)} and ${reportedBy(asOf)}`);
    return row ? toIssue(row, asOf) : null;
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
