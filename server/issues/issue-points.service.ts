import type { GraphContext } from '../kernel/graph/context.ts';
import { limitExceeded } from '../kernel/graph/errors.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { allOf, sql } from '../kernel/graph/sql.ts';
import { getAreaByCode } from '../land/area.service.ts';
import { placeOf } from '../land/within.ts';
import { dueState, onlyOfNow, type DueState } from './due-state.ts';
import { IssueCategoryService } from './issue-category.service.ts';
import { ofCategory, openAt } from './issue-conditions.ts';
import type { IssuePoints } from './issue-points.ts';

export const MAX_ISSUE_POINTS = 20_000;

interface PointRow {
  id: number;
  longitude: number;
  latitude: number;
  category: string;
  areaCode: string;
}

export class IssuePointsService {
  /** All open issues within the area at the date; refuses when there are more than a map can take. */
  static async within(
    context: GraphContext,
    question: {
      within: string;
      category?: string | null | undefined;
      asOf: string;
      isOfADay?: boolean;
      limit?: number;
    },
  ): Promise<IssuePoints> {
    const { asOf, category, limit = MAX_ISSUE_POINTS } = question;
    await IssueCategoryService.check(context, category);
    const area = await getAreaByCode(context, question.within, asOf, 'within');
    const rows = await context.query<PointRow>(sql`
      select i.id, ST_X(i.place) as longitude, ST_Y(i.place) as latitude, i.category_code as category, a.code as "areaCode"
      from issue i ${placeOf('i.area_id', asOf, area)} join area a on a.id = i.area_id
      where ${allOf([openAt(asOf), ...ofCategory(category)])} order by i.code collate "C" limit ${limit + 1}::int`);
    if (rows.length > limit) {
      throw limitExceeded(
        `More than ${limit} issues are open within "${area.code}" on ${asOf}: ask about a smaller area.`,
        'within',
      );
    }
    return {
      asOf,
      ids: rows.map((row) => toGlobalId('Issue', row.id, question.isOfADay ? asOf : null)),
      longitudes: rows.map((row) => row.longitude),
      latitudes: rows.map((row) => row.latitude),
      categories: rows.map((row) => row.category),
      areaCodes: rows.map((row) => row.areaCode),
      dueStates: () =>
        dueStates(
          context,
          asOf,
          rows.map(({ id }) => id),
        ),
    };
  }
}

async function dueStates(context: GraphContext, asOf: string, ids: readonly number[]): Promise<(DueState | null)[]> {
  onlyOfNow(context, asOf);
  const rows = await context.query<{ id: number; due: DueState }>(sql`
    select c.issue_id as id, ${dueState()} as due from issue_case c where c.issue_id = any (${ids}::int[])`);
  const byId = new Map(rows.map(({ id, due }) => [id, due]));
  return ids.map((id) => byId.get(id) ?? null);
}
