import { Arg, Args, Ctx, Query, Resolver } from 'type-graphql';
import { CoveragePopulation } from '../care/coverage.ts';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { AreaLevel } from '../land/level.ts';
import { AreaStatusesService, MAX_STATUS_AREAS } from './area-statuses.service.ts';
import { AreaStatuses } from './area-statuses.ts';

@Resolver()
export class AreaStatusesResolver {
  @Query(() => AreaStatuses, {
    description: `Figures of all areas of a level within an area at the date, as columns for a map. More than ${MAX_STATUS_AREAS} areas are refused.`,
  })
  areaStatuses(
    @Arg('level', () => AreaLevel, { description: 'The level of the areas.' }) level: AreaLevel,
    @Arg('within', () => String, {
      nullable: true,
      description:
        'Code of the area they lie within. Only districts and subdistricts may be asked for without: then of the whole country.',
    })
    within: string | null | undefined,
    @Arg('population', () => CoveragePopulation, {
      defaultValue: CoveragePopulation.ALL_GRIDS,
      description: 'Which grids "committee" and "propertyService" count.',
    })
    population: CoveragePopulation,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Ctx() context: GraphContext,
  ): Promise<AreaStatuses> {
    return AreaStatusesService.within(context, {
      level,
      within: within ?? null,
      population,
      asOf: asOfDate(context, asOf),
    });
  }
}
