import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { findAncestor, readAncestor } from './ancestors.service.ts';
import { BuildingConnection } from './area-connections.ts';
import { AreaListService, readBelow } from './area-list.service.ts';
import type { Building } from './building.entity.ts';
import { Community } from './community.entity.ts';
import { Grid } from './grid.entity.ts';
import { AreaLevel } from './level.ts';
import { Yard } from './yard.entity.ts';

@Resolver(() => Yard)
export class YardResolver {
  @Reading((asked) => readAncestor(asked, AreaLevel.GRID))
  @FieldResolver(() => Grid, {
    nullable: true,
    description: 'The grid it was grouped in at the date; null when in none.',
  })
  grid(@Root() yard: Yard, @Ctx() context: GraphContext): Promise<Grid | null> {
    return findAncestor(context, yard, AreaLevel.GRID);
  }

  @Reading((asked) => readAncestor(asked, AreaLevel.COMMUNITY))
  @FieldResolver(() => Community, {
    nullable: true,
    description: 'The community it lay in at the date; null where a district has none.',
  })
  community(@Root() yard: Yard, @Ctx() context: GraphContext): Promise<Community | null> {
    return findAncestor(context, yard, AreaLevel.COMMUNITY);
  }

  @Reading((asked) => readBelow(asked, AreaLevel.BUILDING))
  @FieldResolver(() => BuildingConnection, { description: 'Its buildings at the date, by code.' })
  buildings(@Root() yard: Yard, @Ctx() context: GraphContext, @Args(() => PageArgs) page: PageArgs): Page<Building> {
    return AreaListService.below(context, yard, AreaLevel.BUILDING, page);
  }
}
