import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Float,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Figure } from '../../kernel/access/authorized.ts';
import { OFFICIALS, type PostKind } from '../../kernel/access/viewer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { PageArgs, type Page } from '../../kernel/graph/page.ts';
import { DueState } from '../due-state.ts';
import { Issue } from '../issue.entity.ts';
import { IssueService } from '../issue.service.ts';
import { MoveInput, ReportIssueInput } from './case-inputs.ts';
import { CASE_READERS, IssueCase, IssueCaseConnection } from './issue-case.ts';
import { askerOf, IssueCaseService } from './issue-case.service.ts';
import { moveIssue } from './move-issue.ts';
import { reportIssue } from './report-issue.ts';
import { listSimilarIssues, SimilarIssue } from './similar-issues.ts';
import { WorkingList } from './working-lists.ts';

@ArgsType()
class CaseFilterArgs {
  @Field(() => WorkingList, { nullable: true, description: 'Which list. Left out: ALL.' })
  list?: WorkingList | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of an area: only cases that lay in it when they were reported.',
  })
  within?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of a category; a major class takes its minor ones along.' })
  category?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of a state of the workflow.' })
  state?: string | null;

  @Field(() => DueState, { nullable: true, description: 'Only those that stand so with their deadlines, now.' })
  due?: DueState | null;
}

@ArgsType()
class SimilarArgs {
  @Field(() => Float, { description: 'Longitude of the point in degrees.' })
  longitude!: number;

  @Field(() => Float, { description: 'Latitude of the point in degrees.' })
  latitude!: number;

  @Field(() => String, { description: 'Code of the minor class of what is to be reported.' })
  category!: string;

  @Field(() => Int, { defaultValue: 200, description: 'How far around the point, in metres: at most 1000.' })
  radiusMetres!: number;

  @Field(() => Int, { defaultValue: 90, description: 'Reported within so many days, or still open: at most 730.' })
  days!: number;
}

@ObjectType('WorkingListCounts', {
  simpleResolvers: true,
  description: 'How many cases each working list holds, now: the same as its totalCount.',
})
class WorkingListCounts {
  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'Of the list ALL.' })
  all!: number;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'Of the list MINE.' })
  mine!: number;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'Of the list DUE_SOON.' })
  dueSoon!: number;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'Of the list OVERDUE.' })
  overdue!: number;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'Of the list TO_CHECK.' })
  toCheck!: number;
}

@Resolver()
export class CaseQueriesResolver {
  @Authorized<PostKind>(...CASE_READERS)
  @Query(() => IssueCaseConnection, {
    description: 'Cases that the asking post may see, now: what is due first comes first.',
  })
  async issueCases(
    @Args(() => CaseFilterArgs) { list, ...filters }: CaseFilterArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<IssueCase>> {
    return IssueCaseService.list(context, await askerOf(context), { ...filters, list: list ?? WorkingList.ALL, page });
  }

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Query(() => WorkingListCounts, { description: 'How many cases each working list of the asking post holds, now.' })
  async workingListCounts(
    @Arg('within', () => String, { nullable: true, description: 'Code of an area: only cases that lay in it.' })
    within: string | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<WorkingListCounts> {
    const counts = await IssueCaseService.counts(context, await askerOf(context), within);
    const { ALL, MINE, DUE_SOON, OVERDUE, TO_CHECK } = counts;
    return { all: ALL, mine: MINE, dueSoon: DUE_SOON, overdue: OVERDUE, toCheck: TO_CHECK };
  }

  @Query(() => Issue, { nullable: true, description: 'The issue with this code as it stands today, or null.' })
  issueByCode(
    @Arg('code', () => String, { description: 'Code of an issue.' }) code: string,
    @Ctx() context: GraphContext,
  ): Promise<Issue | null> {
    return IssueService.findByCode(context, code);
  }

  @Authorized<PostKind>(...OFFICIALS)
  @Query(() => [SimilarIssue], {
    description:
      'Issues near a point that is to be reported, the likeliest first, at most 20: perhaps it is known already.',
  })
  similarIssues(@Args(() => SimilarArgs) question: SimilarArgs, @Ctx() context: GraphContext): Promise<SimilarIssue[]> {
    return listSimilarIssues(context, question);
  }

  @Authorized<PostKind>(...OFFICIALS)
  @Mutation(() => IssueCase, { description: 'Reports an issue: it gets a code and a case, and its clock begins.' })
  async reportIssue(
    @Arg('input', () => ReportIssueInput, { description: 'What, and where.' }) input: ReportIssueInput,
    @Arg('idempotencyKey', () => ID, {
      description: 'Chosen anew for every issue: the same again reports nothing twice.',
    })
    idempotencyKey: string,
    @Ctx() context: GraphContext,
  ): Promise<IssueCase> {
    return IssueCaseService.get(context, await reportIssue(context, input, idempotencyKey));
  }

  @Authorized<PostKind>(...OFFICIALS)
  @Mutation(() => IssueCase, {
    description:
      'Does the next thing to a case: one of its "actions". CONFLICT, with how it stands now, when it has moved on in between.',
  })
  async moveIssue(
    @Arg('code', () => String, { description: 'Code of the issue.' }) code: string,
    @Arg('action', () => String, { description: 'Code of the action.' }) action: string,
    @Arg('expectedVersion', () => Int, { description: 'The version of the case that was looked at.' })
    expectedVersion: number,
    @Arg('idempotencyKey', () => ID, {
      description: 'Chosen anew for every change: the same again does nothing twice.',
    })
    idempotencyKey: string,
    @Arg('input', () => MoveInput, { nullable: true, description: 'What the action needs.' })
    input: MoveInput | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<IssueCase> {
    const issueId = await moveIssue(context, { code, action, expectedVersion, idempotencyKey, input });
    return IssueCaseService.get(context, issueId);
  }
}

@Resolver(() => Issue)
export class CaseOfIssueResolver {
  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => IssueCase, {
    nullable: true,
    description: 'Its case, now; null when it has none, or none that the asking post may see.',
  })
  case(@Root() { issueId }: Issue, @Ctx() context: GraphContext): Promise<IssueCase | null> {
    return IssueCaseService.ofIssue(context, issueId);
  }
}
