import { Field, Float, ObjectType } from 'type-graphql';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { badInput } from '../../kernel/graph/errors.ts';
import { plannedAnew, sql } from '../../kernel/graph/sql.ts';
import { checkPosition } from '../../land/shape.ts';
import { Issue } from '../issue.entity.ts';
import { IssueService } from '../issue.service.ts';
import { checkCategory } from './case-lookups.ts';

@ObjectType('SimilarIssue', {
  simpleResolvers: true,
  description: 'An issue near a place that is to be reported: perhaps the same one, or one that has come back.',
})
export class SimilarIssue {
  @Field(() => Issue, { description: 'The issue.' })
  issue!: Issue;

  @Field(() => Float, { description: 'How far its public place is from the point, in metres.' })
  distanceMetres!: number;

  @Field(() => Boolean, { description: 'Whether it is of the same minor class.' })
  sameCategory!: boolean;

  @Field(() => Boolean, { description: 'Whether it is open today: then it may be the same one.' })
  open!: boolean;

  @Field(() => Boolean, {
    description:
      'Whether a new issue would be its recurrence (反复发案): closed, of the same minor class, within 100 m.',
  })
  recurrence!: boolean;
}

export interface SimilarQuestion {
  readonly longitude: number;
  readonly latitude: number;
  readonly category: string;
  readonly radiusMetres: number;
  readonly days: number;
}

/** What is closed and this near, of the same class, has come back. */
export const RECURRENCE_METRES = 100;
const MAX_RADIUS = 1000;
const MAX_DAYS = 730;
const MOST = 20;

/** Issues around a point: open ones, and those reported in the last days. The likeliest first. */
export async function listSimilarIssues(context: GraphContext, question: SimilarQuestion): Promise<SimilarIssue[]> {
  const { longitude, latitude, category, radiusMetres, days } = question;
  checkPosition(longitude, latitude);
  await checkCategory(context, 'category', category);
  if (!(radiusMetres > 0 && radiusMetres <= MAX_RADIUS)) {
    throw badInput('radiusMetres', `"radiusMetres" is ${radiusMetres}; it takes 1 to ${MAX_RADIUS}.`);
  }
  if (!(days > 0 && days <= MAX_DAYS)) throw badInput('days', `"days" is ${days}; it takes 1 to ${MAX_DAYS}.`);
  const { today } = context;
  // Degrees as metres at this latitude: good to 1 % over such distances.
  const north = 110_946;
  const east = 111_319.49 * Math.max(Math.cos((latitude * Math.PI) / 180), 0.01);
  const [dx, dy] = [radiusMetres / east, radiusMetres / north];
  const box = sql`ST_MakeEnvelope(${longitude - dx}::float8, ${latitude - dy}::float8, ${longitude + dx}::float8, ${latitude + dy}::float8, 4490)`;
  const rows = await context.query<Omit<SimilarIssue, 'issue'> & { issueId: number }>(sql`
    select s.*, s."sameCategory" and not s.open and s."distanceMetres" <= ${RECURRENCE_METRES}::int as recurrence
    from (
      select i.id as "issueId", i.category_code = ${category} as "sameCategory", i.closed_on > ${today}::date as open,
        sqrt(((ST_X(i.place) - ${longitude}::float8) * ${east}::float8) ^ 2 + ((ST_Y(i.place) - ${latitude}::float8) * ${north}::float8) ^ 2) as "distanceMetres"
      from issue i
      where ${plannedAnew(sql`i.place && ${box}`)} and i.reported_on <= ${today}::date
        and (i.closed_on > ${today}::date or i.reported_on > ${today}::date - ${days}::int)
    ) s
    where s."distanceMetres" <= ${radiusMetres}::float8
    order by s."sameCategory" desc, s.open desc, s."distanceMetres", s."issueId" limit ${MOST}::int`);
  const issues = await IssueService.load(
    context,
    today,
    rows.map(({ issueId }) => issueId),
  );
  return rows.flatMap(({ issueId: _, ...row }, i) => {
    const issue = issues[i];
    return issue ? [Object.assign(new SimilarIssue(), row, { issue })] : [];
  });
}
