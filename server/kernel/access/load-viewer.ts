import type { DataSource, EntityManager } from 'typeorm';
import type { PostKind, Viewer } from './viewer.ts';

/** How it was shown that a post asks. */
export type Shown = Pick<Viewer, 'via' | 'scopes' | 'apiKeyId' | 'expiresAt'>;

const BY_SESSION: Shown = { via: 'SESSION', scopes: null, apiKeyId: null };

interface Row {
  id: number;
  code: string;
  kind: PostKind;
  districtCode: string;
  path: string | null;
}

/**
 * The post with this number or code, when it is in service today and so is the area it is for; null otherwise. Read as the owner
 * of the tables: this is how somebody becomes a post.
 */
export async function loadViewer(
  from: Pick<DataSource | EntityManager, 'query'>,
  key: { readonly id: number } | { readonly code: string },
  shown: Partial<Shown> = {},
): Promise<Viewer | null> {
  const [column, value] = 'id' in key ? ['id', key.id] : ['code', key.code];
  const [row] = await from.query<Row[]>(
    `select p.id, p.code, p.kind, p.district_code as "districtCode", case when p.area_id is null then p.district_code else a.path end as path
     from (select (now() at time zone 'Asia/Shanghai')::date as day) today, post p
     left join area_path a on a.area_id = p.area_id
     where p.${column} = $1 and p.valid_from <= day and day < p.valid_to
       and (p.area_id is null or a.valid_from <= day and day < a.valid_to)`,
    [value],
  );
  if (!row || row.path === null) return null;
  const { id, code, kind, districtCode, path } = row;
  return { postId: id, postCode: code, kind, districtCode, path, ...BY_SESSION, ...pick(shown) };
}

function pick({ via, scopes, apiKeyId, expiresAt }: Partial<Shown>): Partial<Shown> {
  return {
    ...(via !== undefined && { via }),
    ...(scopes !== undefined && { scopes }),
    ...(apiKeyId !== undefined && { apiKeyId }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}
