import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { IssuePointsService, MAX_ISSUE_POINTS } from './issue-points.service.ts';
import { IssuePoints } from './issue-points.ts';

@Resolver()
export class IssuePointsResolver {
  @Query(() => IssuePoints, {
    description: `All issues (问题) open at the date within an area, as columns for a map. More than ${MAX_ISSUE_POINTS} are refused.`,
  })
  issuePoints(
    @Arg('within', () => String, { description: 'Code of the area.' }) within: string,
    @Arg('category', () => String, {
      nullable: true,
      description: 'Code of a category: only these; a major class takes its minor ones along.',
    })
    category: string | null | undefined,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Ctx() context: GraphContext,
  ): Promise<IssuePoints> {
    return IssuePointsService.within(context, {
      within,
      category,
      asOf: asOfDate(context, asOf),
      isOfADay: asOf != null,
    });
  }
}
