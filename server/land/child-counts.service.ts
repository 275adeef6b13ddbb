import { Field, Int, ObjectType } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { AskedField } from '../kernel/reading/asked-field.ts';
import type { Keys, Value } from '../kernel/reading/late.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { rowsAs } from '../kernel/reading/rows.ts';
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

/** Statement: how many areas of each level lie within each of these, themselves included. */
function countLevels(areas: Keys | RowSet, asOf: Value<string>): Sql {
  return sql`
    select x.area_id as "areaId", p.level, count(*)::int as count
    from ${everythingWithin(areas, asOf)} group by x.area_id, p.level`;
}

/** Statement: households of all yards within each of these areas, of those that have a count. */
function sumHouseholds(areas: Keys | RowSet, asOf: Value<string>): Sql {
  return sql`
    select x.area_id as "areaId", sum(a.household_count)::int as households
    from ${everythingWithin(areas, asOf, AreaLevel.YARD)} join area a on a.id = p.area_id
    group by x.area_id`;
}

const levelCountRows = rowsAs({ level: sql`l.level`, count: sql`coalesce(c.count, 0)` }, 'level');

/** Reading: how many areas of each lower level lie within each row. */
export function readChildCounts(asked: AskedField): Sql {
  return asked.many(levelCountRows, (rows) => ({
    from: sql`area of join district_setting d on d.district_code = of.district_code
      join level_scheme_level own on own.scheme_code = d.scheme_code and own.level = of.level
      join level_scheme_level l on l.scheme_code = own.scheme_code and l.rank > own.rank
      left join (${countLevels(rows, asked.asOf)}) c on c."areaId" = of.id and c.level = l.level`,
    where: [sql`of.id = any (${rows.keys}::int[])`],
    key: sql`lpad(l.rank::text, 5, '0')`,
    parent: sql`of.id`,
  }));
}

/** Reading: households of all yards within each row. */
export function readHouseholds(asked: AskedField): Sql {
  return asked.value(asked.fact('households', (rows) => sumHouseholds(rows, asked.asOf))('households'));
}

/** How many areas of each lower level lie within the area at its date, at whatever depth, upper levels first. */
export async function countWithin(context: GraphContext, area: Area): Promise<LevelCount[]> {
  const [levels, rows] = await Promise.all([
    loadLevels(context, area.districtCode),
    loadManyPerArea<LevelCount & { areaId: number }>(context, 'child counts', area, countLevels),
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
    sumHouseholds,
  );
  return row?.households ?? null;
}
