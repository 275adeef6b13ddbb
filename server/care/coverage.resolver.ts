import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { Language } from '../kernel/graph/language.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { Area } from '../land/area.entity.ts';
import { Grid } from '../land/grid.entity.ts';
import { Yard } from '../land/yard.entity.ts';
import { coverageDefinition } from './coverage-definition.ts';
import { CoverageService, readCoverage, readGridState, readYardState } from './coverage.service.ts';
import { Coverage, CoverageIndicator, CoveragePopulation, CoverageState } from './coverage.ts';

@Resolver(() => Area)
export class AreaCoverageResolver {
  @Reading(readCoverage)
  @FieldResolver(() => Coverage, {
    description:
      'How many grids within the area have something at its date (覆盖率). An area below the grid has none: all zero.',
  })
  coverage(
    @Root() area: Area,
    @Arg('indicator', () => CoverageIndicator, { description: 'What the grids are asked to have.' })
    indicator: CoverageIndicator,
    @Arg('population', () => CoveragePopulation, {
      defaultValue: CoveragePopulation.ALL_GRIDS,
      description: 'Which grids are counted.',
    })
    population: CoveragePopulation,
    @Ctx() context: GraphContext,
  ): Promise<Coverage> {
    return CoverageService.ofArea(context, area, indicator, population);
  }
}

@Resolver(() => Coverage)
export class CoverageResolver {
  @FieldResolver(() => String, {
    description:
      'What the figures mean, in whole sentences: denominator, numerator, the unknown and the rate, with numbers.',
  })
  definition(
    @Root() coverage: Coverage,
    @Arg('language', () => Language, { defaultValue: Language.ZH, description: 'The language of the sentences.' })
    language: Language,
  ): string {
    return coverageDefinition(coverage, language);
  }
}

@Resolver(() => Grid)
export class GridCoverageResolver {
  @Reading((asked) => readGridState(asked, CoverageIndicator.OWNERS_COMMITTEE))
  @FieldResolver(() => CoverageState, {
    description: "Whether an owners' committee serves the grid (业委会 / 自管会).",
  })
  committeeState(@Root() grid: Grid, @Ctx() context: GraphContext): Promise<CoverageState> {
    return CoverageService.stateOfGrid(context, grid, CoverageIndicator.OWNERS_COMMITTEE);
  }

  @Reading((asked) => readGridState(asked, CoverageIndicator.PROPERTY_SERVICE))
  @FieldResolver(() => CoverageState, {
    description:
      'Whether the grid has property service (物管), on trial or in force, as a whole or in every one of its yards.',
  })
  propertyServiceState(@Root() grid: Grid, @Ctx() context: GraphContext): Promise<CoverageState> {
    return CoverageService.stateOfGrid(context, grid, CoverageIndicator.PROPERTY_SERVICE);
  }
}

@Resolver(() => Yard)
export class YardCoverageResolver {
  @Reading(readYardState)
  @FieldResolver(() => CoverageState, {
    description:
      'Whether the yard has property service (物管) of its own or that of its grid; a survey of the grid counts for it.',
  })
  propertyServiceState(@Root() yard: Yard, @Ctx() context: GraphContext): Promise<CoverageState> {
    return CoverageService.stateOfYard(context, yard);
  }
}
