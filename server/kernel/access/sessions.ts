import type { DataSource } from 'typeorm';
import { askNamed } from '../database/ask-named.ts';
import { sql } from '../graph/sql.ts';
import { toViewer, VIEWERS, type ViewerRow } from './load-viewer.ts';
import { hashOf, newSecret } from './secrets.ts';
import type { Viewer } from './viewer.ts';

export const SESSION_HOURS = 12;
export const SESSION_COOKIE = 'atlas_session';

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** Signs a browser in as a post. The token goes into its cookie; the database keeps the hash. Sessions that ended are swept. */
export async function openSession(dataSource: DataSource, postId: number): Promise<{ token: string; expiresAt: Date }> {
  const token = newSecret();
  const [row] = await dataSource.query<{ expiresAt: Date | string }[]>(
    `with swept as (delete from post_session where expires_at <= now())
     insert into post_session (token_hash, post_id, expires_at)
     values ($1, $2, now() + make_interval(hours => $3)) returning expires_at as "expiresAt"`,
    [hashOf(token), postId, SESSION_HOURS],
  );
  if (!row) throw new Error('No session was opened');
  return { token, expiresAt: new Date(row.expiresAt) };
}

/** The post a cookie stands for; null when it stands for none any more. */
export async function viewerOfSession(dataSource: DataSource, token: string): Promise<Viewer | null> {
  if (!TOKEN.test(token)) return null;
  const [row] = await askNamed<ViewerRow & { expiresAt: Date | string }>(
    dataSource,
    sql`
    select s.expires_at as "expiresAt", v.* from post_session s join ${VIEWERS} v on v."postId" = s.post_id
    where s.token_hash = ${hashOf(token)} and s.expires_at > now()`,
  );
  return row ? toViewer(row, { via: 'SESSION', expiresAt: new Date(row.expiresAt) }) : null;
}

export async function closeSession(dataSource: DataSource, token: string): Promise<void> {
  if (TOKEN.test(token)) await dataSource.query('delete from post_session where token_hash = $1', [hashOf(token)]);
}
