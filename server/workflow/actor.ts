import type { GraphContext } from '../kernel/graph/context.ts';
import { sql } from '../kernel/graph/sql.ts';
import type { Viewer } from '../kernel/access/viewer.ts';
import type { Actor } from './engine.ts';

/** The post that asks, as the actor of a case at this place. */
export async function actorAt(context: GraphContext, viewer: Viewer, path: string): Promise<Actor> {
  const { postId, kind } = viewer;
  return { postId, kind, alsoIds: await alsoIdsOf(context, viewer), inScope: inScope(viewer, path) };
}

/** The posts of its department with itself. Only departments have several: the database sees to it. */
async function alsoIdsOf(context: GraphContext, { postId, kind }: Viewer): Promise<number[]> {
  if (kind !== 'DEPARTMENT') return [postId];
  return context
    .loader<number, number[]>('posts of the same department', (ids) => colleagues(context, ids))
    .load(postId);
}

/** Whether a place lies in the area a post is for: the whole district for planners and departments. */
export function inScope(viewer: Pick<Viewer, 'path'>, path: string): boolean {
  return path === viewer.path || path.startsWith(`${viewer.path}/`);
}

/** For each post the posts of its department with itself; only itself when it has none. */
async function colleagues(context: GraphContext, ids: readonly number[]): Promise<number[][]> {
  const rows = await context.query<{ id: number; also: number[] }>(sql`
    select p.id, array_agg(q.id order by q.id) as also from post p
    join post q on q.id = p.id or q.department_code = p.department_code
    where p.id = any (${ids}::int[]) group by p.id`);
  const byId = new Map(rows.map(({ id, also }) => [id, also]));
  return ids.map((id) => byId.get(id) ?? [id]);
}
