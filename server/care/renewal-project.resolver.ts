import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { sourceFieldsOf } from '../kernel/graph/source-fields.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { District } from '../land/district.entity.ts';
import { Grid } from '../land/grid.entity.ts';
import { Yard } from '../land/yard.entity.ts';
import { RenewalProject, RenewalProjectConnection, RenewalTotals } from './renewal-project.entity.ts';
import {
  readPlan,
  readProjects,
  readProjectsOf,
  readProjectYards,
  RenewalProjectService,
} from './renewal-project.service.ts';

@Resolver(() => RenewalProject)
export class RenewalProjectResolver {
  @Reading(readProjects)
  @Query(() => RenewalProjectConnection, {
    description: 'Renewal projects (旧改) of the plans up to the year of the date, by code.',
  })
  renewalProjects(
    @Arg('within', () => String, {
      nullable: true,
      description: 'Code of an area: only projects that renew a yard within it.',
    })
    within: string | null | undefined,
    @Arg('year', () => Int, { nullable: true, description: 'Only the plan of this year.' })
    year: number | null | undefined,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<RenewalProject>> {
    return RenewalProjectService.list(context, { asOf: asOfDate(context, asOf), within, year, page });
  }

  @Reading(readProjectYards)
  @FieldResolver(() => [Yard], { description: 'The yards it renews, by code.' })
  yards(@Root() project: RenewalProject, @Ctx() context: GraphContext): Promise<Yard[]> {
    return RenewalProjectService.yardsOf(context, project);
  }
}

export const RenewalProjectSourceResolver = sourceFieldsOf(() => RenewalProject);

@Resolver(() => District)
export class DistrictRenewalResolver {
  @Reading(readPlan)
  @FieldResolver(() => RenewalTotals, {
    description: 'The renewal plan of a year (年度旧改计划) added up; zero for a year that begins after asOf.',
  })
  renewal(
    @Root() district: District,
    @Arg('year', () => Int, { description: 'The year of the plan.' }) year: number,
    @Ctx() context: GraphContext,
  ): Promise<RenewalTotals> {
    return RenewalProjectService.totals(context, district, year);
  }
}

@Resolver(() => Grid)
export class GridRenewalResolver {
  @Reading(readProjectsOf)
  @FieldResolver(() => RenewalProjectConnection, {
    description: 'Renewal projects (旧改) of yards of the grid, by code.',
  })
  renewalProjects(
    @Root() grid: Grid,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Page<RenewalProject> {
    return RenewalProjectService.ofArea(context, grid, page);
  }
}

@Resolver(() => Yard)
export class YardRenewalResolver {
  @Reading(readProjectsOf)
  @FieldResolver(() => RenewalProjectConnection, { description: 'Renewal projects (旧改) of the yard, by code.' })
  renewalProjects(
    @Root() yard: Yard,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Page<RenewalProject> {
    return RenewalProjectService.ofArea(context, yard, page);
  }
}
