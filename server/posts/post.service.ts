import type { PostKind, Viewer } from '../kernel/access/viewer.ts';
import { holdsAt } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { toGlobalId } from '../kernel/graph/global-id.ts';
import { loadByIds } from '../kernel/graph/load-by-ids.ts';
import { listPage, type Page, type PageArgs } from '../kernel/graph/page.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import { rowsOf } from '../kernel/reading/rows.ts';
import type { Area } from '../land/area.entity.ts';
import { findWithin, loadAreasByIds } from '../land/area.service.ts';
import { Department } from './department.entity.ts';
import { Post } from './post.entity.ts';

type PostRow = Omit<Post, 'id'>;

const postRows = rowsOf([Post], { alias: 'q', key: 'postId' });
const departmentRows = rowsOf([Department], { alias: 'd', key: 'code' });

const toPost = (row: PostRow): Post => Object.assign(new Post(), row, { id: toGlobalId('Post', row.postId) });

/** Posts to choose from on a sign-in page at most. */
const MAX_OFFERED = 200;

export interface PostQuestion {
  kind?: PostKind | null | undefined;
  within?: string | null | undefined;
  page: PageArgs;
}

export class PostService {
  /** Posts in service today, by code; those of a whole district are within that district. */
  static async list(context: GraphContext, { kind, within: code, page }: PostQuestion): Promise<Page<Post>> {
    const { today } = context;
    const within = await findWithin(context, code, today);
    const where: Sql[] = [holdsAt('q', today)];
    if (kind) where.push(sql`q.kind = ${kind}`);
    if (within) {
      const place = sql`coalesce(p.path, q.district_code)`;
      where.push(sql`${place} >= ${within.path}::text and ${place} < ${`${within.path}0`}::text`);
    }
    const from = sql`post q left join area_path p on p.area_id = q.area_id and ${holdsAt('p', today)}`;
    return listPage(context, { select: postRows.select, from, where, key: sql`q.code` }, page, toPost);
  }

  /** Posts by their numbers, in service or not: what they did stays theirs. */
  static load(context: GraphContext, ids: readonly number[]): Promise<(Post | null)[]> {
    return loadByIds(
      context,
      'post',
      ids,
      (post) => post.postId,
      async (keys) => {
        const rows = await context.query<PostRow>(sql`
          select ${postRows.select} from post q where q.id = any (${keys}::int[])`);
        return rows.map(toPost);
      },
    );
  }

  static async get(context: GraphContext, id: number): Promise<Post> {
    const [post] = await this.load(context, [id]);
    if (!post) throw new Error(`No post ${id}`);
    return post;
  }

  /** The post in service today with this code, or null. */
  static async findByCode(context: GraphContext, code: string): Promise<Post | null> {
    const [row] = await context.query<PostRow>(sql`
      select ${postRows.select} from post q where q.code = ${code} and ${holdsAt('q', context.today)}`);
    return row ? toPost(row) : null;
  }

  static ofViewer(context: GraphContext, { postId }: Viewer): Promise<Post> {
    return this.get(context, postId);
  }

  /** Posts that are made up and in service, one of many alike; none where they may not sign in by being chosen. */
  static async offered(context: GraphContext): Promise<Post[]> {
    const { signIn, today } = context;
    if (!signIn.demoPosts || signIn.issuer !== null) return [];
    const rows = await context.query<PostRow>(sql`
      select ${postRows.select}
      from post q
      join data_source s on s.id = q.source_id and s.provenance = 'SYNTHETIC'
      left join area_path p on p.area_id = q.area_id and ${holdsAt('p', today)}
      where ${holdsAt('q', today)}
        and (q.kind not in ('COMMUNITY', 'GRID') or not exists (
          select from post o join area_path r on r.area_id = o.area_id and ${holdsAt('r', today)}
          where o.kind = q.kind and o.district_code = q.district_code and o.code < q.code and ${holdsAt('o', today)}
            and split_part(r.path, '/', 2) = split_part(p.path, '/', 2)))
      order by q.district_code, array_position(
        '{DISTRICT_PLANNER,SUBDISTRICT_OFFICIAL,COMMUNITY,GRID,DEPARTMENT,DASHBOARD,ADMINISTRATOR}', q.kind), q.code
      limit ${MAX_OFFERED}::int`);
    return rows.map(toPost);
  }

  /** The area it is for, as it stands today; null for posts of the whole district. */
  static async areaOf(context: GraphContext, { areaId }: Post): Promise<Area | null> {
    if (areaId === null) return null;
    const [area] = await loadAreasByIds(context, context.today, [areaId]);
    return area ?? null;
  }

  static departmentOf(context: GraphContext, { departmentCode }: Post): Promise<Department | null> {
    if (departmentCode === null) return Promise.resolve(null);
    return context
      .loader<string, Department | null>('department', async (codes) => {
        const rows = await context.query<Department>(sql`
          select ${departmentRows.select} from department d where d.code = any (${codes}::text[])`);
        return codes.map((code) => rows.find((row) => row.code === code) ?? null);
      })
      .load(departmentCode);
  }
}
