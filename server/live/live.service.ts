import type { GraphContext } from '../kernel/graph/context.ts';
import { badInput, notFound } from '../kernel/graph/errors.ts';
import { sql } from '../kernel/graph/sql.ts';
import { IssueService } from '../issues/issue.service.ts';
import type { Issue } from '../issues/issue.entity.ts';
import { printCursor, readCursor } from './cursor.ts';
import { feedState, rowsOfArea, type FeedState } from './feed.ts';
import type { Follower } from './follower.ts';
import { hubOf } from './hub.ts';
import { toCoverageChange, toIssueChange, type ChangePage, type IssueChange } from './live-change.ts';
import type { LiveRow, LiveSubject } from './live-row.ts';

export const MOST_CHANGES = 500;

export interface FollowQuestion {
  within: string;
  after?: string | null | undefined;
}

interface FollowedArea {
  code: string;
  districtCode: string;
}

/** The feed as the graph tells it. It holds public facts only; what is read beside it is read as the one who asks. */
export class LiveService {
  static async follow(
    context: GraphContext,
    subject: LiveSubject,
    { within, after }: FollowQuestion,
  ): Promise<Follower> {
    const cursor = after == null ? null : readCursor(after);
    const area = await findArea(context, within);
    const hub = hubOf(context.session);
    // Whoever follows reads nothing for a long time.
    await context.session.close();
    return hub.follow({ subject, area, after: cursor });
  }

  static async page(context: GraphContext, question: FollowQuestion & { first: number }): Promise<ChangePage> {
    const { within, after, first } = question;
    if (first < 0 || first > MOST_CHANGES) throw badInput('first', `"first" must be from 0 to ${MOST_CHANGES}.`);
    const cursor = after == null ? null : readCursor(after);
    const area = await findArea(context, within);
    const [state] = await context.query<FeedState>(feedState);
    if (!state) throw new Error('The table live_state has lost its row.');
    const { feed, sweptTo, last } = state;
    const cursorAt = (position: number): string => printCursor({ feed, position });
    const resync = cursor !== null && (cursor.feed !== feed || cursor.position < sweptTo || cursor.position > last);
    if (cursor === null || resync) return { cursor: cursorAt(last), hasMore: false, resync, issues: [], coverage: [] };
    const range = { after: cursor.position, upTo: last, limit: first + 1 };
    const rows = await context.query<LiveRow>(rowsOfArea(area, ['ISSUE', 'COVERAGE'], range));
    const hasMore = rows.length > first;
    const told = rows.slice(0, first);
    context.deliver(told.length);
    return {
      cursor: cursorAt(hasMore ? (told.at(-1)?.position ?? cursor.position) : last),
      hasMore,
      resync: false,
      issues: told.filter(isOf('ISSUE')).map((row) => toIssueChange(row, cursorAt(row.position))),
      coverage: told.filter(isOf('COVERAGE')).map((row) => toCoverageChange(row, cursorAt(row.position))),
    };
  }

  /** The issue as it is now. */
  static async issueOf(context: GraphContext, { issueId }: IssueChange): Promise<Issue | null> {
    if (issueId === null) return null;
    const [issue] = await IssueService.load(context, context.today, [issueId]);
    return issue ?? null;
  }
}

const isOf = (subject: LiveSubject) => (row: LiveRow) => row.subject === subject;

/** At whatever date: an area that has ended may be followed, though little will happen there. */
async function findArea(context: GraphContext, code: string): Promise<FollowedArea> {
  const [area] = await context.query<FollowedArea>(
    sql`select code, district_code as "districtCode" from area where code = ${code}`,
  );
  if (!area) throw notFound('within', `There is no area "${code}".`);
  return area;
}
