import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { PostKind } from '../kernel/access/viewer.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { MoveInput } from '../issues/cases/case-inputs.ts';
import { Issue } from '../issues/issue.entity.ts';
import { IssueService } from '../issues/issue.service.ts';
import { Area } from '../land/area.entity.ts';
import { Post } from '../posts/post.entity.ts';
import { PostService } from '../posts/post.service.ts';
import { WorkflowAction, WorkflowState } from '../workflow/workflow-version.ts';
import { PublishHardIssueInput } from './hard-issue-inputs.ts';
import { HardIssueMovesService } from './hard-issue-moves.service.ts';
import { HARD_ISSUE_READERS, HardIssue, HardIssueConnection, HardIssueEvent } from './hard-issue.entity.ts';
import { HardIssueService } from './hard-issue.service.ts';

@ArgsType()
class HardIssuesArgs extends PageArgs {
  @Field(() => String, { nullable: true, description: 'Code of an area: only hard issues of it and within it.' })
  within?: string | null;

  @Field(() => String, { nullable: true, description: 'Code of a state of their workflow: only those in it.' })
  state?: string | null;
}

@ArgsType()
class HardMoveArgs {
  @Field(() => String, { description: 'Code of the hard issue.' })
  code!: string;

  @Field(() => String, { description: 'Code of one of its actions.' })
  action!: string;

  @Field(() => Int, { description: 'Its version as it was seen: when it has moved on since, this is a CONFLICT.' })
  expectedVersion!: number;

  @Field(() => MoveInput, { nullable: true, description: 'What the action needs.' })
  input?: MoveInput | null;
}

@Resolver(() => HardIssue)
export class HardIssueResolver {
  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @Query(() => HardIssueConnection, { description: 'The hard issues (揭榜挂帅) of the district, by code.' })
  hardIssues(
    @Args(() => HardIssuesArgs) { within, state, ...page }: HardIssuesArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<HardIssue>> {
    return HardIssueService.list(context, { within, state, page });
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @Query(() => HardIssue, { nullable: true, description: 'The hard issue with this code; null when there is none.' })
  hardIssue(
    @Arg('code', () => String, { description: 'Code of a hard issue.' }) code: string,
    @Ctx() context: GraphContext,
  ): Promise<HardIssue | null> {
    return HardIssueService.find(context, code);
  }

  @Authorized<PostKind>([PostKind.DISTRICT_PLANNER])
  @Mutation(() => HardIssue, { description: 'Publishes a hard issue (发榜), from a promoted case or by itself.' })
  publishHardIssue(
    @Arg('input', () => PublishHardIssueInput, { description: 'What has to be solved.' }) input: PublishHardIssueInput,
    @Arg('idempotencyKey', () => ID, { description: 'Made once for this act: the same again does nothing twice.' })
    key: string,
    @Ctx() context: GraphContext,
  ): Promise<HardIssue> {
    return HardIssueMovesService.publish(context, input, key);
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @Mutation(() => HardIssue, { description: 'Does the next thing to a hard issue: one of its actions.' })
  moveHardIssue(
    @Args(() => HardMoveArgs) move: HardMoveArgs,
    @Arg('idempotencyKey', () => ID, { description: 'Made once for this act: the same again does nothing twice.' })
    key: string,
    @Ctx() context: GraphContext,
  ): Promise<HardIssue> {
    return HardIssueMovesService.move(context, move, key);
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => WorkflowState, { description: 'Where it stands.' })
  state(@Root() issue: HardIssue, @Ctx() context: GraphContext): Promise<WorkflowState> {
    return HardIssueService.stateOf(context, issue);
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => Area, { nullable: true, description: 'The area it is about; null when that is no more.' })
  area(@Root() issue: HardIssue, @Ctx() context: GraphContext): Promise<Area | null> {
    return HardIssueService.areaOf(context, issue);
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => Post, { nullable: true, description: 'The post that leads (挂帅); null while nobody does.' })
  leader(@Root() { leaderId }: HardIssue, @Ctx() context: GraphContext): Promise<Post | null> {
    return postOf(context, leaderId);
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => Issue, { nullable: true, description: 'The issue it was promoted from; null when from none.' })
  async promotedFrom(@Root() { promotedFromId }: HardIssue, @Ctx() context: GraphContext): Promise<Issue | null> {
    if (promotedFromId === null) return null;
    const [issue] = await IssueService.load(context, context.today, [promotedFromId]);
    return issue ?? null;
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => [HardIssueEvent], { description: 'What happened, in order.' })
  events(@Root() issue: HardIssue, @Ctx() context: GraphContext): Promise<HardIssueEvent[]> {
    return HardIssueService.eventsOf(context, issue);
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => [WorkflowAction], { description: 'What the post that asks may do with it now.' })
  actions(@Root() issue: HardIssue, @Ctx() context: GraphContext): Promise<WorkflowAction[]> {
    return HardIssueService.actionsOf(context, issue);
  }
}

@Resolver(() => HardIssueEvent)
export class HardIssueEventResolver {
  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => String, { description: 'What was done, in Chinese.' })
  async titleZh(@Root() event: HardIssueEvent, @Ctx() context: GraphContext): Promise<string> {
    return (await HardIssueService.titleOf(context, event)).zh;
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => String, { description: 'What was done, in English.' })
  async titleEn(@Root() event: HardIssueEvent, @Ctx() context: GraphContext): Promise<string> {
    return (await HardIssueService.titleOf(context, event)).en;
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => WorkflowState, { nullable: true, description: 'The state before; null for the first event.' })
  async from(@Root() event: HardIssueEvent, @Ctx() context: GraphContext): Promise<WorkflowState | null> {
    return event.fromState === null ? null : HardIssueService.stateOf(context, event.hardIssue, event.fromState);
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => WorkflowState, { description: 'The state after.' })
  to(@Root() event: HardIssueEvent, @Ctx() context: GraphContext): Promise<WorkflowState> {
    return HardIssueService.stateOf(context, event.hardIssue, event.toState);
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => Post, { description: 'The post that did it.' })
  async post(@Root() { postId }: HardIssueEvent, @Ctx() context: GraphContext): Promise<Post> {
    const post = await postOf(context, postId);
    if (!post) throw new Error(`There is no post ${postId}`);
    return post;
  }

  @Authorized<PostKind>(HARD_ISSUE_READERS)
  @FieldResolver(() => Post, {
    nullable: true,
    description: 'The leader it had from then on; null when none was named yet.',
  })
  leader(@Root() { leaderId }: HardIssueEvent, @Ctx() context: GraphContext): Promise<Post | null> {
    return postOf(context, leaderId);
  }
}

async function postOf(context: GraphContext, id: number | null): Promise<Post | null> {
  if (id === null) return null;
  const [post] = await PostService.load(context, [id]);
  return post ?? null;
}
