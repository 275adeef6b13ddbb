import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Int, Query, Resolver, Root, Subscription } from 'type-graphql';
import { Issue } from '../issues/issue.entity.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { hubOf } from './hub.ts';
import { ChangePage, CoverageChange, IssueChange, toCoverageChange, toIssueChange } from './live-change.ts';
import type { LiveRow } from './live-row.ts';
import { LiveService, MOST_CHANGES, type FollowQuestion } from './live.service.ts';

@ArgsType()
class FollowArgs {
  @Field(() => String, { description: 'Code of the area: everything in it.' })
  within!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Cursor of the last change that is known: what has come since is told first. Left out: from now on. An answer of ' +
      'POST /graphql has one in its header "live-cursor", from before it was read.',
  })
  after?: string | null;
}

interface Asked {
  args: Record<string, unknown>;
  context: unknown;
}

const asked = ({ args, context }: Asked) => ({
  context: context as GraphContext,
  question: args as unknown as FollowQuestion,
});

@Resolver(() => IssueChange)
export class LiveResolver {
  @Subscription(() => IssueChange, {
    description: 'What becomes of issues (问题) within an area, as it is committed.',
    subscribe: (data) => LiveService.follow(asked(data).context, 'ISSUE', asked(data).question),
  })
  issueChanges(
    @Root() row: LiveRow,
    @Args(() => FollowArgs) _question: FollowArgs,
    @Ctx() context: GraphContext,
  ): IssueChange {
    return toIssueChange(row, cursorOf(row, context));
  }

  @Subscription(() => CoverageChange, {
    description: 'What becomes of committees, property service and renewal within an area, as it is committed.',
    subscribe: (data) => LiveService.follow(asked(data).context, 'COVERAGE', asked(data).question),
  })
  coverageChanges(
    @Root() row: LiveRow,
    @Args(() => FollowArgs) _question: FollowArgs,
    @Ctx() context: GraphContext,
  ): CoverageChange {
    return toCoverageChange(row, cursorOf(row, context));
  }

  @Query(() => ChangePage, {
    description:
      'What has changed within an area since a cursor, for those who ask now and then. Without one: the cursor of now.',
  })
  changes(
    @Args(() => FollowArgs) question: FollowArgs,
    @Arg('first', () => Int, { defaultValue: 100, description: `Changes at most, up to ${MOST_CHANGES}.` })
    first: number,
    @Ctx() context: GraphContext,
  ): Promise<ChangePage> {
    return LiveService.page(context, { ...question, first });
  }

  @FieldResolver(() => Issue, {
    nullable: true,
    description:
      'The issue as it is today, as far as the one who asks may see it; null when it is gone, and for RESYNC.',
  })
  issue(@Root() change: IssueChange, @Ctx() context: GraphContext): Promise<Issue | null> {
    return LiveService.issueOf(context, change);
  }
}

function cursorOf(row: LiveRow, { session }: GraphContext): string {
  return hubOf(session).cursorAt(row.position);
}
