import { Authorized, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { OFFICIALS, type PostKind } from '../../kernel/access/viewer.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { Community } from '../../land/community.entity.ts';
import { Grid } from '../../land/grid.entity.ts';
import { Position } from '../../land/shape.ts';
import { Subdistrict } from '../../land/subdistrict.entity.ts';
import { Post } from '../../posts/post.entity.ts';
import { PostService } from '../../posts/post.service.ts';
import { stateOf } from '../../workflow/definition.ts';
import {
  toAction,
  toState,
  toVersion,
  WorkflowAction,
  WorkflowState,
  WorkflowVersion,
} from '../../workflow/workflow-version.ts';
import { Issue } from '../issue.entity.ts';
import { IssueService } from '../issue.service.ts';
import { Situation } from '../rules/code-books.ts';
import { SituationService } from '../rules/code-books.service.ts';
import { actionsOfCase, definitionOf } from './case-actions.ts';
import { loadEvents, toIssueEvents } from './case-events.ts';
import { loadReport, noteSeen } from './case-report.ts';
import { CASE_READERS, IssueCase } from './issue-case.ts';
import { IssueCaseService } from './issue-case.service.ts';
import { IssueEvent } from './issue-event.ts';
import { loadRecurrences } from './recurrences.ts';

async function postOf(context: GraphContext, id: number | null): Promise<Post | null> {
  return id === null ? null : PostService.get(context, id);
}

@Resolver(() => IssueCase)
export class IssueCaseResolver {
  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => Issue, { description: 'The issue, as everyone sees it today.' })
  async issue(@Root() { issueId }: IssueCase, @Ctx() context: GraphContext): Promise<Issue> {
    const [issue] = await IssueService.load(context, context.today, [issueId]);
    if (!issue) throw new Error(`No issue ${issueId}`);
    return issue;
  }

  @Authorized<PostKind>(...OFFICIALS)
  @FieldResolver(() => String, { nullable: true, description: 'What was reported; null when it came from a file.' })
  async text(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<string | null> {
    return (await loadReport(context, seen))?.text ?? null;
  }

  @Authorized<PostKind>(...OFFICIALS)
  @FieldResolver(() => Position, { nullable: true, description: 'Where exactly it is; null when it came from a file.' })
  async exactPlace(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<Position | null> {
    const report = await loadReport(context, seen);
    return report && { longitude: report.longitude, latitude: report.latitude };
  }

  @Authorized<PostKind>(...OFFICIALS)
  @FieldResolver(() => String, { nullable: true, description: 'Where it is, in words; null when that was not told.' })
  async address(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<string | null> {
    return (await loadReport(context, seen))?.address ?? null;
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => Situation, {
    nullable: true,
    description: 'What it is like beyond its category; null when not said.',
  })
  async situation(@Root() { row }: IssueCase, @Ctx() context: GraphContext): Promise<Situation | null> {
    return row.situation_code === null ? null : SituationService.get(context, row.situation_code);
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => WorkflowVersion, { description: 'The workflow it follows, in the version it began with.' })
  async workflow(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<WorkflowVersion> {
    return toVersion(await definitionOf(context, seen));
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => WorkflowState, { description: 'Where it stands.' })
  async state(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<WorkflowState> {
    return toState(stateOf(await definitionOf(context, seen), seen.row.state));
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => Post, { description: 'The post that received it first and stays responsible (首问负责).' })
  firstReceiver(@Root() { row }: IssueCase, @Ctx() context: GraphContext): Promise<Post> {
    return PostService.get(context, row.first_receiver_id);
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => Post, { nullable: true, description: 'The post that handles it, or did last.' })
  handler(@Root() { row }: IssueCase, @Ctx() context: GraphContext): Promise<Post | null> {
    return postOf(context, row.handler_id);
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => Post, {
    nullable: true,
    description: 'The post that checked it last; never the one that handled it.',
  })
  checker(@Root() { row }: IssueCase, @Ctx() context: GraphContext): Promise<Post | null> {
    return postOf(context, row.checker_id);
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => Subdistrict, {
    nullable: true,
    description: 'The subdistrict it lay in on the day it was reported.',
  })
  subdistrict(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<Subdistrict | null> {
    return IssueCaseService.areaOf<Subdistrict>(context, seen, 'SUBDISTRICT');
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => Community, {
    nullable: true,
    description: 'The community it lay in on the day it was reported.',
  })
  community(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<Community | null> {
    return IssueCaseService.areaOf<Community>(context, seen, 'COMMUNITY');
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => Grid, {
    nullable: true,
    description: 'The grid it lay in on the day it was reported; null when in none.',
  })
  grid(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<Grid | null> {
    return IssueCaseService.areaOf<Grid>(context, seen, 'GRID');
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => Issue, {
    nullable: true,
    description: 'The earlier issue that has come back with it (反复发案).',
  })
  async recurrenceOf(@Root() { recurrenceOfId }: IssueCase, @Ctx() context: GraphContext): Promise<Issue | null> {
    if (recurrenceOfId === null) return null;
    const [issue] = await IssueService.load(context, context.today, [recurrenceOfId]);
    return issue ?? null;
  }

  @Authorized<PostKind>(...CASE_READERS)
  @FieldResolver(() => [Issue], {
    description: 'Later issues with which it has come back, as far as the post may see them.',
  })
  async recurrences(@Root() { issueId }: IssueCase, @Ctx() context: GraphContext): Promise<Issue[]> {
    const issues = await IssueService.load(context, context.today, await loadRecurrences(context, issueId));
    return issues.filter((issue) => issue !== null);
  }

  @Authorized<PostKind>(...OFFICIALS)
  @FieldResolver(() => [IssueEvent], {
    description: 'What happened to it, the first first: the case is what they say.',
  })
  async events(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<IssueEvent[]> {
    await noteSeen(context, seen.code);
    return toIssueEvents(await definitionOf(context, seen), await loadEvents(context, seen.issueId));
  }

  @Authorized<PostKind>(...OFFICIALS)
  @FieldResolver(() => [WorkflowAction], { description: 'What the asking post may do with it now.' })
  async actions(@Root() seen: IssueCase, @Ctx() context: GraphContext): Promise<WorkflowAction[]> {
    const definition = await definitionOf(context, seen);
    const actions = await actionsOfCase(context, seen);
    return actions.map((transition) => toAction(definition, transition));
  }
}

@Resolver(() => IssueEvent)
export class IssueEventResolver {
  @Authorized<PostKind>(...OFFICIALS)
  @FieldResolver(() => Post, { description: 'The post that did it.' })
  post(@Root() { postId }: IssueEvent, @Ctx() context: GraphContext): Promise<Post> {
    return PostService.get(context, postId);
  }

  @Authorized<PostKind>(...OFFICIALS)
  @FieldResolver(() => Post, { nullable: true, description: 'The post it made the handler; null when it made none.' })
  handler(@Root() { handlerId }: IssueEvent, @Ctx() context: GraphContext): Promise<Post | null> {
    return postOf(context, handlerId);
  }
}
