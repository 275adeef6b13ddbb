import { today as dayInChina } from '../../kernel/graph/as-of.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { unauthenticated } from '../../kernel/graph/errors.ts';
import { loadByIds } from '../../kernel/graph/load-by-ids.ts';
import { listPage, type ListRows, type Page, type PageArgs } from '../../kernel/graph/page.ts';
import { allOf, isOneOf, sql, type Sql } from '../../kernel/graph/sql.ts';
import { findAreasByCodes, findWithin } from '../../land/area.service.ts';
import type { Area } from '../../land/area.entity.ts';
import type { AreaLevel } from '../../land/level.ts';
import { pathWithin } from '../../land/within.ts';
import { actorAt } from '../../workflow/actor.ts';
import { RULES_MARK } from '../../workflow/kept-rules.ts';
import { dueState, isDue, type DueState } from '../due-state.ts';
import { IssueCategoryService } from '../issue-category.service.ts';
import type { IssueChannel } from './case-inputs.ts';
import type { CaseJson } from './case-subject.ts';
import { inList, WorkingList, type Asker } from './working-lists.ts';
import { IssueCase } from './issue-case.ts';

export interface CaseQuestion {
  readonly list: WorkingList;
  readonly within?: string | null | undefined;
  readonly category?: string | null | undefined;
  readonly state?: string | null | undefined;
  readonly due?: DueState | null | undefined;
  readonly page: PageArgs;
}

interface CaseRow {
  issueId: number;
  code: string;
  districtCode: string;
  categoryCode: string;
  path: string;
  recurrenceOfId: number | null;
  recurrenceOfCode: string | null;
  dueState: DueState;
  row: CaseJson;
  rulesMark: string;
}

const COLUMNS = sql`c.issue_id as "issueId", i.code, c.district_code as "districtCode", i.category_code as "categoryCode", c.path,
  c.recurrence_of_id as "recurrenceOfId", (select r.code from issue r where r.id = c.recurrence_of_id) as "recurrenceOfCode",
  ${dueState()} as "dueState", to_jsonb(c) as row, ${RULES_MARK} as "rulesMark"`;

const CASES = sql`issue_case c join issue i on i.id = c.issue_id`;

/** What is due first comes first; what waits for nothing comes last. */
const KEY = sql`(case when c.state_kind = 'OPEN' and c.suspended_at is null and least(c.stage_due_at, c.overall_due_at) is not null
  then to_char(least(c.stage_due_at, c.overall_due_at) at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') else '9999' end || ' ' || i.code)`;

function toCase({ row, ...rest }: CaseRow): IssueCase {
  return Object.assign(new IssueCase(), rest, {
    row,
    channel: row.channel as IssueChannel,
    level: row.level,
    version: row.version,
    reportedAt: new Date(row.reported_at),
    filedAt: dateOf(row.filed_at),
    closedAt: dateOf(row.closed_at),
    stage: row.stage,
    stageDueAt: dateOf(row.stage_due_at),
    overallDueAt: dateOf(row.overall_due_at),
    secondDispatchCount: row.second_dispatch_count,
    reworkCount: row.rework_count,
    extensionCount: row.extension_count,
    closedOnTime: row.closed_on_time,
    score: row.score,
  });
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** The post that asks, for its lists. */
export async function askerOf(context: GraphContext): Promise<Asker> {
  const { viewer } = context;
  if (!viewer) throw unauthenticated();
  const { alsoIds } = await actorAt(context, viewer, viewer.path);
  return { viewer, alsoIds };
}

/** Cases as the post that asks may see them: others do not exist. */
export class IssueCaseService {
  static async list(context: GraphContext, asker: Asker, question: CaseQuestion): Promise<Page<IssueCase>> {
    const rows = await this.rows(context, asker, question);
    return listPage(context, { select: COLUMNS, ...rows }, question.page, (row: CaseRow) => toCase(row));
  }

  /** How many each list holds: the same as its totalCount. */
  static async counts(
    context: GraphContext,
    asker: Asker,
    within: string | null | undefined,
  ): Promise<Record<WorkingList, number>> {
    const { from, where } = await this.rows(context, asker, { list: WorkingList.ALL, within, page: {} });
    const count = (list: WorkingList): Sql => sql`count(*) filter (where ${allOf(inList(list, asker))})::int`;
    const [row] = await context.query<Record<WorkingList, number>>(sql`
      select ${count('ALL')} as "ALL", ${count('MINE')} as "MINE", ${count('DUE_SOON')} as "DUE_SOON",
        ${count('OVERDUE')} as "OVERDUE", ${count('TO_CHECK')} as "TO_CHECK"
      from ${from} where ${allOf(where)}`);
    if (!row) throw new Error('A count without a row');
    return row;
  }

  /** The case of an issue; null when it has none, or none that may be seen. */
  static async ofIssue(context: GraphContext, issueId: number): Promise<IssueCase | null> {
    const [found] = await loadByIds(
      context,
      'case',
      [issueId],
      ({ issueId: id }: IssueCase) => id,
      async (ids) => {
        const rows = await context.query<CaseRow>(sql`
        select ${COLUMNS} from ${CASES} where ${isOneOf(sql`c.issue_id`, ids)}`);
        return rows.map(toCase);
      },
    );
    return found ?? null;
  }

  static async get(context: GraphContext, issueId: number): Promise<IssueCase> {
    const found = await this.ofIssue(context, issueId);
    if (!found) throw new Error(`The case of issue ${issueId} cannot be seen by who changed it`);
    return found;
  }

  /** The area of a level it lay in when it was reported: as it stands today or, when it has ended, as it stood then. */
  static async areaOf<T extends Area>(
    context: GraphContext,
    { path, reportedAt }: IssueCase,
    level: AreaLevel,
  ): Promise<T | null> {
    const codes = path.split('/');
    const today = await findAreasByCodes(context, codes, context.today);
    const found = today.find((area) => area?.level === level);
    if (found || today.every((area) => area !== null)) return (found as T | undefined) ?? null;
    const then = await findAreasByCodes(context, codes, dayInChina(reportedAt));
    return (then.find((area) => area?.level === level) as T | undefined) ?? null;
  }

  private static async rows(context: GraphContext, asker: Asker, question: CaseQuestion): Promise<ListRows> {
    const { list, category, state, due } = question;
    await IssueCategoryService.check(context, category);
    const within = await findWithin(context, question.within, context.today);
    return {
      from: CASES,
      where: [
        ...inList(list, asker),
        ...(within ? [pathWithin('c', within)] : []),
        ...(category == null ? [] : [sql`starts_with(i.category_code, ${category})`]),
        ...(state == null ? [] : [sql`c.state = ${state}`]),
        ...(due == null ? [] : [isDue(due)]),
      ],
      key: KEY,
    };
  }
}
