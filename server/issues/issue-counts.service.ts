import type { GraphContext } from '../kernel/graph/context.ts';
import { definitionSql } from '../kernel/graph/definition-words.ts';
import type { Language } from '../kernel/graph/language.ts';
import type { Provenance } from '../kernel/graph/provenance.ts';
import { allOf, sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Late, Value } from '../kernel/reading/late.ts';
import type { Area } from '../land/area.entity.ts';
import { everythingAround, loadAround, neighbourhoodOf, type Neighbourhood } from '../land/around.ts';
import { provenancesAbove, readProvenances } from '../land/provenances.ts';
import { IssueCategoryService, readCategory } from './issue-category.service.ts';
import { countsDefinition } from './issue-counts-definition.ts';
import { ofCategory, openAt, reportedBy } from './issue-conditions.ts';
import type { IssueCounts } from './issue-counts.ts';

interface IssueTally {
  areaId: number;
  open: number;
  total: number;
  openHere: number;
}

/** Statement: the issues within each of the areas, counted: at each place first, then for all above it. */
function tallyIssues(around: Neighbourhood, asOf: Value<string>, category: Value<string> | null | undefined): Sql {
  return sql`
    select above.id as "areaId", counted.open::int as open, counted.total::int as total,
      coalesce(counted.here, 0)::int as "openHere"
    from (
      select code, sum(place.open) as open, sum(place.total) as total,
        sum(place.open) filter (where code = split_part(place.path, '/', -1)) as here
      from (
        select p.path, count(*) filter (where ${openAt(asOf)}) as open, count(*) as total
        from ${everythingAround(around, asOf)} join issue i on i.area_id = p.area_id
        where ${allOf([reportedBy(asOf), ...ofCategory(category)])} group by p.path
      ) place cross join lateral unnest(string_to_array(place.path, '/')) code
      group by code
    ) counted join area above on above.code = counted.code and above.id = any (${around.ids}::int[])`;
}

/** Statement: `path` and `source_id` of the issues that are counted. */
function sourcesOfIssues(
  around: Pick<Neighbourhood, 'roots'>,
  asOf: Value<string>,
  category: Value<string> | null | undefined,
): Sql {
  return sql`
    select p.path, i.source_id from ${everythingAround(around, asOf)} join issue i on i.area_id = p.area_id
    where ${allOf([reportedBy(asOf), ...ofCategory(category)])}`;
}

/** Reading: the issues within each row, which is an area, counted. */
export function readIssueCounts(asked: AskedField<{ category?: Late<string> | null }>): Sql {
  const category = readCategory(asked, asked.args.category);
  const of = asked.fact(asked.questionOf('issue counts', category ?? null), (rows) =>
    tallyIssues(neighbourhoodOf(rows), asked.asOf, category),
  );
  const count = (expression: Sql) => sql`coalesce(${expression}, 0)`;
  return asked.object({
    asOf: sql`${asked.asOf}::date`,
    open: count(of('open')),
    closed: count(sql`${of('total')} - ${of('open')}`),
    total: count(of('total')),
    openHere: count(of('openHere')),
    definition: (part: AskedField<{ language: Language }>) =>
      part.value(
        definitionSql(countsDefinition(part.args.language, category != null), {
          areaName: asked.row('name'),
          asOf: sql`to_char(${asked.asOf}::date, 'YYYY-MM-DD')`,
          category: sql`${category}::text`,
        }),
      ),
    provenances: (part: AskedField<never>) =>
      readProvenances(part, asked.questionOf('issue provenances', category ?? null), (around) =>
        sourcesOfIssues(around, asked.asOf, category),
      ),
  });
}

export class IssueCountsService {
  static async ofArea(context: GraphContext, area: Area, category: string | null | undefined): Promise<IssueCounts> {
    await IssueCategoryService.check(context, category);
    const [row] = await loadAround<IssueTally>(context, `issue counts:${category ?? ''}`, area, (around, asOf) =>
      tallyIssues(around, asOf, category),
    );
    const { open, total, openHere } = row ?? { open: 0, total: 0, openHere: 0 };
    return {
      ...{ asOf: area.asOf, areaName: area.name, category: category ?? null },
      ...{ open, closed: total - open, total, openHere },
      provenances: () => this.provenances(context, area, category),
    };
  }

  private static async provenances(
    context: GraphContext,
    area: Area,
    category: string | null | undefined,
  ): Promise<Provenance[]> {
    const [row] = await loadAround<{ areaId: number; provenances: Provenance[] }>(
      context,
      `issue provenances:${category ?? ''}`,
      area,
      (around, asOf) => provenancesAbove(sourcesOfIssues(around, asOf, category), around.ids),
    );
    return row?.provenances ?? [];
  }
}
