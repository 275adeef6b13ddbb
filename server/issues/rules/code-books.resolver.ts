import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../../kernel/graph/as-of.ts';
import type { GraphContext } from '../../kernel/graph/context.ts';
import { DeadlinePolicy, DeadlineRule, Situation } from './code-books.ts';
import { WorkflowVersion } from '../../workflow/workflow-version.ts';
import { DeadlineService, SituationService, WorkflowService } from './code-books.service.ts';

@Resolver()
export class CodeBooksResolver {
  @Query(() => [Situation], { description: 'The code book of situations (情形), by code.' })
  situations(@Ctx() context: GraphContext): Promise<Situation[]> {
    return SituationService.list(context);
  }

  @Query(() => [DeadlinePolicy], {
    description: 'The code book of where deadlines come from (时限依据), by code. What is not published stays open.',
  })
  deadlinePolicies(@Ctx() context: GraphContext): Promise<DeadlinePolicy[]> {
    return DeadlineService.policies(context);
  }

  @Query(() => [WorkflowVersion], {
    description: 'The workflows (流程) that are known, in all their versions, by key.',
  })
  workflows(@Ctx() context: GraphContext): Promise<WorkflowVersion[]> {
    return WorkflowService.list(context);
  }

  @Query(() => [DeadlineRule], { description: 'How much time stages of cases may take (时限), as of the date.' })
  deadlineRules(
    @Arg('category', () => String, {
      nullable: true,
      description: 'Code of a category: only those that may hold for its issues.',
    })
    category: string | null | undefined,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Ctx() context: GraphContext,
  ): Promise<DeadlineRule[]> {
    return DeadlineService.rules(context, category, asOfDate(context, asOf));
  }
}
