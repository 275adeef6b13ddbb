import { Authorized, Field, Float, Int, ObjectType } from 'type-graphql';
import { OFFICIALS, PostKind } from '../../kernel/access/viewer.ts';
import { connectionOf } from '../../kernel/graph/page.ts';
import { DateTimeScalar } from '../../kernel/graph/scalars.ts';
import { DueState } from '../due-state.ts';
import { IssueChannel } from './case-inputs.ts';
import type { CaseJson } from './case-subject.ts';

/** Who may ask about cases at all; which ones they see is decided by the database. */
export const CASE_READERS: readonly PostKind[] = [...OFFICIALS, PostKind.DASHBOARD];

@ObjectType('IssueCase', {
  simpleResolvers: true,
  description:
    'The case of an issue (案件): where it stands on its way from report to evaluation, and with its deadlines, now. For the ' +
    'posts that work on it; dashboards see states and clocks and no text.',
})
export class IssueCase {
  issueId!: number;
  code!: string;
  districtCode!: string;
  categoryCode!: string;
  path!: string;
  recurrenceOfId!: number | null;
  recurrenceOfCode!: string | null;
  row!: CaseJson;
  rulesMark!: string;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => IssueChannel, { description: 'How the issue came in.' })
  channel!: IssueChannel;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => String, {
    nullable: true,
    description: 'How weighty it is, as the district names it; null when not set.',
  })
  level!: string | null;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'The number of its events; an action names it as "expectedVersion".' })
  version!: number;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => DateTimeScalar, { description: 'When it was reported.' })
  reportedAt!: Date;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was filed (立案) and its overall clock began.' })
  filedAt!: Date | null;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was over; null while it is open.' })
  closedAt!: Date | null;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => String, { nullable: true, description: 'The stage it is in, as deadlines name it; null when in none.' })
  stage!: string | null;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When its stage is due; null without a deadline.' })
  stageDueAt!: Date | null;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the whole case is due; null without a deadline.' })
  overallDueAt!: Date | null;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => DueState, { description: 'Where it stands with its deadlines, now.' })
  dueState!: DueState;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'How often it was dispatched again (二次派遣).' })
  secondDispatchCount!: number;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'How often it was sent back for rework (返工).' })
  reworkCount!: number;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'How often its deadline was extended (延期).' })
  extensionCount!: number;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it was closed by its overall deadline; null while open, when it had none, or ended undone.',
  })
  closedOnTime!: boolean | null;

  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Float, { nullable: true, description: 'Its score from 0 to 100; null before it is evaluated.' })
  score!: number | null;
}

export const IssueCaseConnection = connectionOf<IssueCase>('IssueCase', () => IssueCase, 'case');
