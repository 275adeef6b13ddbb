import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { MAX_OFFICE_POINTS, OfficePointsService } from './office-points.service.ts';
import { OfficePoints } from './office-points.ts';

@Resolver()
export class OfficePointsResolver {
  @Query(() => OfficePoints, {
    description: `All office buildings (商务楼宇) of an area at the date, as columns for a map. More than ${MAX_OFFICE_POINTS} are refused.`,
  })
  officePoints(
    @Arg('within', () => String, { description: 'Code of the area.' }) within: string,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Ctx() context: GraphContext,
  ): Promise<OfficePoints> {
    return OfficePointsService.within(context, within, asOfDate(context, asOf));
  }
}
