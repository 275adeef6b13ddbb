import { Args, ArgsType, Ctx, Field, Query, Resolver } from 'type-graphql';
import { CoveragePopulation, CoverageState } from '../care/coverage.ts';
import { PropertyServiceStatus } from '../care/property-service.entity.ts';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { BuildingConnection, GridConnection, YardConnection } from '../land/area-connections.ts';
import { WithinArgs } from '../land/area-query.resolver.ts';
import type { Building } from '../land/building.entity.ts';
import type { Grid } from '../land/grid.entity.ts';
import { GridSystem } from '../land/level.ts';
import type { Yard } from '../land/yard.entity.ts';
import { AreaFiltersService, readBuildings, readGrids, readYards } from './area-filters.service.ts';

@ArgsType()
class BuildingFilterArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only those with open issues (true) or without (false).' })
  hasOpenIssues?: boolean | null;
}

@ArgsType()
class YardFilterArgs extends BuildingFilterArgs {
  @Field(() => CoverageState, {
    nullable: true,
    description: 'Only those that have property service, have none, or unknown.',
  })
  propertyService?: CoverageState | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of a mode (see propertyServiceModes): only those whose foremost service runs in it at the date.',
  })
  propertyMode?: string | null;

  @Field(() => PropertyServiceStatus, {
    nullable: true,
    description:
      'Only those whose foremost service has this status at the date: what serves goes before what is planned, and that ' +
      'before what has ended.',
  })
  propertyStatus?: PropertyServiceStatus | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Only those with renewal (旧改) completed on this day or later, up to the date.',
  })
  renewedSince?: string | null;
}

@ArgsType()
class GridFilterArgs extends YardFilterArgs {
  @Field(() => GridSystem, { nullable: true, description: 'Only this system of grids.' })
  system?: GridSystem | null;

  @Field(() => CoverageState, {
    nullable: true,
    description: "Only those that have an owners' committee, have none, or unknown.",
  })
  committee?: CoverageState | null;

  @Field(() => CoveragePopulation, {
    nullable: true,
    description: 'Only the grids this population of a coverage counts.',
  })
  population?: CoveragePopulation | null;
}

@Resolver()
export class AreaFiltersResolver {
  @Reading(readGrids)
  @Query(() => GridConnection, {
    description: 'Grids (网格) at the date under all these filters together, by code. Counts agree with Area.coverage.',
  })
  grids(
    @Args(() => WithinArgs) place: WithinArgs,
    @Args(() => GridFilterArgs) filters: GridFilterArgs,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<Grid>> {
    return AreaFiltersService.grids(context, { ...place, ...filters, asOf: asOfDate(context, asOf), page });
  }

  @Reading(readYards)
  @Query(() => YardConnection, { description: 'Yards (楼院) at the date under all these filters together, by code.' })
  yards(
    @Args(() => WithinArgs) place: WithinArgs,
    @Args(() => YardFilterArgs) filters: YardFilterArgs,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<Yard>> {
    return AreaFiltersService.yards(context, { ...place, ...filters, asOf: asOfDate(context, asOf), page });
  }

  @Reading(readBuildings)
  @Query(() => BuildingConnection, {
    description: 'Buildings (楼栋) at the date under all these filters together, by code.',
  })
  buildings(
    @Args(() => WithinArgs) place: WithinArgs,
    @Args(() => BuildingFilterArgs) filters: BuildingFilterArgs,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<Building>> {
    return AreaFiltersService.buildings(context, { ...place, ...filters, asOf: asOfDate(context, asOf), page });
  }
}
