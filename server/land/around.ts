/**
 * Counting upwards: instead of looking into every area of an answer, what lies around all of them is read once and counted for
 * the areas it lies in. A question costs what its neighbourhood holds, and the planner sees from the path how much that is,
 * however many districts share the tables.
 */
import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import type { Keys, Value } from '../kernel/reading/late.ts';
import type { RowSet } from '../kernel/reading/stage.ts';
import { name, plannedAnew, Sql, sql } from '../kernel/graph/sql.ts';
import type { Area } from './area.entity.ts';

type Placed = Pick<Area, 'featureId' | 'path' | 'asOf'>;

/** The areas of a question, and the few paths that hold them all. */
export interface Neighbourhood {
  ids: Keys;
  /** One path while the areas lie in one district: that of the lowest area above them all, or its own for a single area. */
  roots: readonly string[] | Sql;
}

/** The rows of a statement, which are areas, as a neighbourhood. */
export function neighbourhoodOf(rows: RowSet): Neighbourhood {
  return { ids: rows.keys, roots: rows.select(sql`area_roots(array_agg(${rows.column('path')}))`) };
}

/** Table: the paths a question reaches over, as `root`. A single one is a constant to the planner. */
export function reach(roots: readonly string[] | Sql): Sql {
  if (roots instanceof Sql) return sql`unnest(${roots}) root (path)`;
  if (roots.length === 1) return plannedAnew(sql`(select ${roots[0]}::text collate "C" as path) root`);
  return plannedAnew(sql`unnest(${roots}::text[]) root (path)`);
}

/** Table: everything within the paths a question reaches over at the date, as `p`: each looks up its own range (OFFSET 0). */
export function everythingAround({ roots }: Pick<Neighbourhood, 'roots'>, asOf: Value<string>): Sql {
  return sql`${reach(roots)} cross join lateral (select p.area_id, p.level, p.path from area_path p
    where p.path >= root.path and p.path < root.path || '0' and ${holdsAt('p', asOf)} offset 0) p`;
}

/** Join: those of these areas that the thing with this path is or lies in, as `above`. */
export function areasAbove(path: string, ids: Keys): Sql {
  return sql`cross join lateral unnest(string_to_array(${name(path)}, '/')) above_code
    join area above on above.code = above_code and above.id = any (${ids}::int[])`;
}

/** Join: the area of that level that the thing with this path is or lies in, as `above`. */
export function levelAbove(path: string, level: string): Sql {
  return sql`cross join lateral unnest(string_to_array(${name(path)}, '/')) above_code
    join area above on above.code = above_code and above.level = ${level}`;
}

/**
 * One fact per area, or several, with one statement for all areas of the answer. `question` names the fact with everything
 * `ask` depends on besides the areas and the date; `ask` gives a statement whose rows carry `areaId` and the fact.
 */
export function loadAround<Row extends { areaId: number }>(
  context: GraphContext,
  question: string,
  area: Placed,
  ask: (around: Neighbourhood, asOf: Value<string>) => Sql,
): Promise<Row[]> {
  const { asOf } = area;
  return context
    .loader<Placed, Row[]>(
      `${question}@${asOf}`,
      async (areas) => {
        const byArea = new Map<number, Row[]>(areas.map(({ featureId }) => [featureId, []]));
        const around = { ids: [...byArea.keys()], roots: rootsOf(areas.map(({ path }) => path)) };
        for (const row of await context.query<Row>(ask(around, asOf))) byArea.get(row.areaId)?.push(row);
        return areas.map(({ featureId }) => byArea.get(featureId) ?? []);
      },
      ({ featureId }) => featureId,
    )
    .load(area);
}

/** The path of the lowest area above all of these paths; their districts when they lie in several. */
export function rootsOf(paths: readonly string[]): string[] {
  const [first = [], ...rest] = paths.map((path) => path.split('/'));
  let shared = first.length;
  for (const codes of rest) {
    let same = 0;
    while (same < shared && codes[same] === first[same]) same += 1;
    shared = same;
  }
  if (shared > 0) return [first.slice(0, shared).join('/')];
  return [...new Set(paths.map((path) => path.split('/', 1)[0] ?? ''))];
}
