import type { DataSource, EntityManager } from 'typeorm';
import { askNamed } from '../database/ask-named.ts';
import { sql } from '../graph/sql.ts';
import type { PostKind, Viewer } from './viewer.ts';

/** How it was shown that a post asks. */
export type Shown = Pick<Viewer, 'via' | 'scopes' | 'apiKeyId' | 'expiresAt'>;

const BY_SESSION: Shown = { via: 'SESSION', scopes: null, apiKeyId: null };

/** A row of `VIEWERS`. */
export interface ViewerRow {
  postId: number;
  postCode: string;
  kind: PostKind;
  districtCode: string;
  path: string;
}

/**
 * The posts that are in service today, where the areas they are for are so too. To be read as the owner of the tables: this is
 * how somebody becomes a post.
 */
export const VIEWERS = sql`(
  select p.id as "postId", p.code as "postCode", p.kind, p.district_code as "districtCode",
    case when p.area_id is null then p.district_code else a.path end as path
  from (select (now() at time zone 'Asia/Shanghai')::date as day) today, post p
  left join area_path a on a.area_id = p.area_id
  where p.valid_from <= day and day < p.valid_to and (p.area_id is null or a.valid_from <= day and day < a.valid_to))`;

/** The post of a row, as it was shown. */
export function toViewer(row: ViewerRow, shown: Partial<Shown> = {}): Viewer {
  const { postId, postCode, kind, districtCode, path } = row;
  return { postId, postCode, kind, districtCode, path, ...BY_SESSION, ...pick(shown) };
}

/** The post with this number or code; null when it is not in service. */
export async function loadViewer(
  from: DataSource | EntityManager,
  key: { readonly id: number } | { readonly code: string },
  shown: Partial<Shown> = {},
): Promise<Viewer | null> {
  const named = 'id' in key ? sql`v."postId" = ${key.id}` : sql`v."postCode" = ${key.code}`;
  const [row] = await askNamed<ViewerRow>(from, sql`select v.* from ${VIEWERS} v where ${named}`);
  return row ? toViewer(row, shown) : null;
}

function pick({ via, scopes, apiKeyId, expiresAt }: Partial<Shown>): Partial<Shown> {
  return {
    ...(via !== undefined && { via }),
    ...(scopes !== undefined && { scopes }),
    ...(apiKeyId !== undefined && { apiKeyId }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
