import type { DataSource } from 'typeorm';
import { askNamed } from '../kernel/database/ask-named.ts';
import { sql, type Sql } from '../kernel/graph/sql.ts';
import type { LiveRow, LiveSubject } from './live-row.ts';

/** The feed in SQL. Positions fit a number: at a million a second they would for three centuries. */
const columns = sql`c.position::float8 as position, c.subject, c.district_code as "districtCode", c.paths, c.change,
  c.issue_id as "issueId", c.code`;

export interface FeedState {
  feed: string;
  /** The last position that is no longer kept. */
  sweptTo: number;
  /** The last position of all. */
  last: number;
}

export const feedState: Sql = sql`
  select s.feed, s.swept_to::float8 as "sweptTo",
    greatest(s.swept_to, (select max(position) from live_change))::float8 as last
  from live_state s`;

/** What is new after a position, wherever it is. */
export function rowsAfter(position: number, limit: number): Sql {
  return sql`select ${columns} from live_change c where c.position > ${position}::bigint order by c.position limit ${limit}::int`;
}

/** What concerns an area after a position, and up to another. */
export function rowsOfArea(
  area: { code: string; districtCode: string },
  subjects: readonly LiveSubject[],
  range: { after: number; upTo: number; limit: number },
): Sql {
  return sql`
    select ${columns} from live_change c
    where c.district_code = ${area.districtCode} and c.position > ${range.after}::bigint and c.position <= ${range.upTo}::bigint
      and c.subject = any (${subjects}::text[])
      and (c.change = 'RESYNC' or exists (
        select from unnest(c.paths) path where ${area.code}::text = any (string_to_array(path, '/'))))
    order by c.position limit ${range.limit}::int`;
}

export async function readFeedState(dataSource: DataSource): Promise<FeedState> {
  const [state] = await askNamed<FeedState>(dataSource, feedState);
  if (!state) throw new Error('The table live_state has lost its row.');
  return state;
}

export function readRowsAfter(dataSource: DataSource, position: number, limit: number): Promise<LiveRow[]> {
  return askNamed<LiveRow>(dataSource, rowsAfter(position, limit));
}
