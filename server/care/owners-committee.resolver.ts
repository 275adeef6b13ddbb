import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { sourceFieldsOf } from '../kernel/graph/source-fields.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { Area } from '../land/area.entity.ts';
import { Grid } from '../land/grid.entity.ts';
import { OwnersCommittee, OwnersCommitteeConnection, OwnersCommitteeKind } from './owners-committee.entity.ts';
import {
  OwnersCommitteeService,
  readCommitteeAreas,
  readCommittees,
  readCommitteesOfGrid,
} from './owners-committee.service.ts';

@Resolver(() => OwnersCommittee)
export class OwnersCommitteeResolver {
  @Reading(readCommittees)
  @Query(() => OwnersCommitteeConnection, {
    description: "Owners' committees and self-management committees (业委会 / 自管会) that exist at the date, by code.",
  })
  ownersCommittees(
    @Arg('within', () => String, {
      nullable: true,
      description: 'Code of an area: only committees that serve a grid or yard within it.',
    })
    within: string | null | undefined,
    @Arg('kind', () => OwnersCommitteeKind, { nullable: true, description: 'Only this kind.' })
    kind: OwnersCommitteeKind | null | undefined,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<OwnersCommittee>> {
    return OwnersCommitteeService.list(context, { asOf: asOfDate(context, asOf), within, kind, page });
  }

  @Reading(readCommitteeAreas)
  @FieldResolver(() => [Area], { description: 'The grids and yards it serves at asOf, by code.' })
  areas(@Root() committee: OwnersCommittee, @Ctx() context: GraphContext): Promise<Area[]> {
    return OwnersCommitteeService.areasOf(context, committee);
  }
}

export const OwnersCommitteeSourceResolver = sourceFieldsOf(() => OwnersCommittee);

@Resolver(() => Grid)
export class GridOwnersCommitteesResolver {
  @Reading(readCommitteesOfGrid)
  @FieldResolver(() => OwnersCommitteeConnection, {
    description:
      "Owners' committees (业委会 / 自管会) that serve the grid or one of its yards. Coverage counts only what serves the grid: " +
      'see committeeState.',
  })
  ownersCommittees(
    @Root() grid: Grid,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Page<OwnersCommittee> {
    return OwnersCommitteeService.ofGrid(context, grid, page);
  }
}
