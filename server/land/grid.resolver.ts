import { Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { findAncestor, readAncestor } from './ancestors.service.ts';
import { YardConnection } from './area-connections.ts';
import { AreaListService, readBelow } from './area-list.service.ts';
import { countHouseholds, readHouseholds } from './child-counts.service.ts';
import { Community } from './community.entity.ts';
import { Grid } from './grid.entity.ts';
import { AreaLevel } from './level.ts';
import type { Yard } from './yard.entity.ts';

@Resolver(() => Grid)
export class GridResolver {
  @Reading((asked) => readAncestor(asked, AreaLevel.COMMUNITY))
  @FieldResolver(() => Community, {
    nullable: true,
    description: 'The community it belonged to at the date; null where a district has none.',
  })
  community(@Root() grid: Grid, @Ctx() context: GraphContext): Promise<Community | null> {
    return findAncestor(context, grid, AreaLevel.COMMUNITY);
  }

  @Reading((asked) => readBelow(asked, AreaLevel.YARD))
  @FieldResolver(() => YardConnection, { description: 'The yards grouped in it at the date, by code.' })
  yards(@Root() grid: Grid, @Ctx() context: GraphContext, @Args(() => PageArgs) page: PageArgs): Page<Yard> {
    return AreaListService.below(context, grid, AreaLevel.YARD, page);
  }

  @Reading(readHouseholds)
  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Households (户) of its yards at the date, of those yards that have a count; null when none has.',
  })
  householdCount(@Root() grid: Grid, @Ctx() context: GraphContext): Promise<number | null> {
    return countHouseholds(context, grid);
  }
}
