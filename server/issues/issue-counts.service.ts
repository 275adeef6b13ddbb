import type { GraphContext } from '../kernel/graph/context.ts';
import { allOf, sql, type Sql } from '../kernel/graph/sql.ts';
import type { Area } from '../land/area.entity.ts';
import { areasAbove, everythingAround, loadAround, type Neighbourhood } from '../land/around.ts';
import { IssueCategoryService } from './issue-category.service.ts';
import { ofCategory, openAt, reportedBy } from './issue-conditions.ts';
import type { IssueCounts } from './issue-counts.ts';

interface IssueTally {
  areaId: number;
  open: number;
  total: number;
  openHere: number;
}

/** Statement: the issues within each of the areas, counted. An area without issues has no row. */
function tallyIssues(around: Neighbourhood, asOf: string, category: string | null | undefined): Sql {
  return sql`
    select above.id as "areaId", count(*) filter (where ${openAt(asOf)})::int as open, count(*)::int as total,
      count(*) filter (where ${openAt(asOf)} and p.area_id = above.id)::int as "openHere"
    from ${everythingAround(around, asOf)} join issue i on i.area_id = p.area_id ${areasAbove('p.path', around.ids)}
    where ${allOf([reportedBy(asOf), ...ofCategory(category)])} group by above.id`;
}

export class IssueCountsService {
  static async ofArea(context: GraphContext, area: Area, category: string | null | undefined): Promise<IssueCounts> {
    await IssueCategoryService.check(context, category);
    const [row] = await loadAround<IssueTally>(context, `issue counts:${category ?? ''}`, area, (around, asOf) =>
      tallyIssues(around, asOf, category),
    );
    const { open, total, openHere } = row ?? { open: 0, total: 0, openHere: 0 };
    return { asOf: area.asOf, open, closed: total - open, total, openHere };
  }
}
