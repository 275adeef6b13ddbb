import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { sourceFieldsOf } from '../kernel/graph/source-fields.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { readAreaOf } from '../land/area.service.ts';
import { Community } from '../land/community.entity.ts';
import { District } from '../land/district.entity.ts';
import {
  BuildingPartyCommittee,
  BuildingPartyCommitteeConnection,
  BuildingPartyCommitteeKind,
} from './building-party-committee.entity.ts';
import {
  BuildingPartyCommitteeService,
  readPartyCommitteeCount,
  readPartyCommittees,
  readTowersOfCommittee,
} from './building-party-committee.service.ts';
import { OfficeBuilding } from './office-building.entity.ts';

@Resolver(() => BuildingPartyCommittee)
export class BuildingPartyCommitteeResolver {
  @Reading(readPartyCommittees)
  @Query(() => BuildingPartyCommitteeConnection, {
    description: 'Building Party committees (楼宇党委) that exist at the date, by code.',
  })
  buildingPartyCommittees(
    @Arg('within', () => String, {
      nullable: true,
      description: 'Code of an area: only committees whose seat lies within it.',
    })
    within: string | null | undefined,
    @Arg('kind', () => BuildingPartyCommitteeKind, { nullable: true, description: 'Only this kind.' })
    kind: BuildingPartyCommitteeKind | null | undefined,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<BuildingPartyCommittee>> {
    return BuildingPartyCommitteeService.list(context, { asOf: asOfDate(context, asOf), within, kind, page });
  }

  @Reading(readAreaOf)
  @FieldResolver(() => Community, {
    nullable: true,
    description: 'The community of its seat, where it is counted; null when that did not exist at asOf.',
  })
  community(@Root() committee: BuildingPartyCommittee, @Ctx() context: GraphContext): Promise<Community | null> {
    return BuildingPartyCommitteeService.communityOf(context, committee);
  }

  @Reading(readTowersOfCommittee)
  @FieldResolver(() => [OfficeBuilding], { description: 'The office buildings it covers at asOf, by code.' })
  officeBuildings(@Root() committee: BuildingPartyCommittee, @Ctx() context: GraphContext): Promise<OfficeBuilding[]> {
    return BuildingPartyCommitteeService.towersOf(context, committee);
  }
}

export const BuildingPartyCommitteeSourceResolver = sourceFieldsOf(() => BuildingPartyCommittee);

@Resolver(() => District)
export class DistrictPartyCommitteesResolver {
  @Reading(readPartyCommitteeCount)
  @FieldResolver(() => Int, {
    description: 'Building Party committees (楼宇党委) with their seat in the district at the date.',
  })
  partyCommitteeCount(@Root() district: District, @Ctx() context: GraphContext): Promise<number> {
    return BuildingPartyCommitteeService.countWithin(context, district);
  }
}
