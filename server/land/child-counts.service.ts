import { Field, Int, ObjectType } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { Area } from './area.entity.ts';
import { AreaLevel } from './level.ts';
import { loadLevels } from './level-scheme.service.ts';
import { everythingWithin, loadManyPerArea, loadPerArea } from './within.ts';

@ObjectType('LevelCount', { simpleResolvers: true, description: 'How many areas of a level lie within an area.' })
export class LevelCount {
  @Field(() => AreaLevel, { description: 'The level that is counted.' })
  level!: AreaLevel;

  @Field(() => Int, { description: 'How many areas of that level.' })
  count!: number;
}

/** How many areas of each lower level lie within the area at its date, at whatever depth, upper levels first. */
export async function countWithin(context: GraphContext, area: Area): Promise<LevelCount[]> {
  const [levels, rows] = await Promise.all([
    loadLevels(context, area.districtCode),
    loadManyPerArea<LevelCount & { areaId: number }>(
      context,
      'child counts',
      area,
      (ids, asOf) => sql`
        select x.area_id as "areaId", p.level, count(*)::int as count
        from ${everythingWithin(ids, asOf)} group by x.area_id, p.level`,
    ),
  ]);
  const own = levels.find(({ level }) => level === area.level)?.rank ?? 0;
  return levels
    .filter(({ rank }) => rank > own)
    .map(({ level }) => ({ level, count: rows.find((row) => row.level === level)?.count ?? 0 }));
}

/** Households of all yards within the area at its date that have a count; null when none has. */
export async function countHouseholds(context: GraphContext, area: Area): Promise<number | null> {
  const row = await loadPerArea<{ areaId: number; households: number | null }>(
    context,
    'households',
    area,
    (ids, asOf) => sql`
      select x.area_id as "areaId", sum(a.household_count)::int as households
      from ${everythingWithin(ids, asOf)} join area a on a.id = p.area_id
      where p.level = 'YARD' group by x.area_id`,
  );
  return row?.households ?? null;
}
