import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { findAncestor, readAncestor } from './ancestors.service.ts';
import { Building } from './building.entity.ts';
import { Grid } from './grid.entity.ts';
import { AreaLevel } from './level.ts';
import { Yard } from './yard.entity.ts';

@Resolver(() => Building)
export class BuildingResolver {
  @Reading((asked) => readAncestor(asked, AreaLevel.YARD))
  @FieldResolver(() => Yard, { nullable: true, description: 'The yard it stood in at the date; null when in none.' })
  yard(@Root() building: Building, @Ctx() context: GraphContext): Promise<Yard | null> {
    return findAncestor(context, building, AreaLevel.YARD);
  }

  @Reading((asked) => readAncestor(asked, AreaLevel.GRID))
  @FieldResolver(() => Grid, {
    nullable: true,
    description: 'The grid its yard was grouped in at the date; null when in none.',
  })
  grid(@Root() building: Building, @Ctx() context: GraphContext): Promise<Grid | null> {
    return findAncestor(context, building, AreaLevel.GRID);
  }
}
