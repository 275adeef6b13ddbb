import { Arg, Args, Ctx, FieldResolver, Float, Query, Resolver, Root } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import type { JsonText } from '../kernel/graph/json-text.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { GeoJsonScalar } from '../kernel/graph/scalars.ts';
import { sourceFieldsOf } from '../kernel/graph/source-fields.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { WithinArgs } from '../land/area-query.resolver.ts';
import { readAreaOf } from '../land/area.service.ts';
import { Community } from '../land/community.entity.ts';
import { Bounds, MAX_TOLERANCE_M, Position } from '../land/shape.ts';
import { BuildingPartyCommittee } from './building-party-committee.entity.ts';
import { BuildingPartyCommitteeService, readCommitteesOfTower } from './building-party-committee.service.ts';
import { OfficeBuilding, OfficeBuildingConnection } from './office-building.entity.ts';
import { OfficeBuildingService, readTowerBoundary, readTowerMeasures, readTowers } from './office-building.service.ts';

@Resolver(() => OfficeBuilding)
export class OfficeBuildingResolver {
  @Reading(readTowers)
  @Query(() => OfficeBuildingConnection, { description: 'Office buildings (商务楼宇) in use at the date, by code.' })
  officeBuildings(
    @Args(() => WithinArgs) { within, bounds }: WithinArgs,
    @Arg('hasPartyCommittee', () => Boolean, {
      nullable: true,
      description: 'Only those that a building Party committee covers at the date (true), or that none covers (false).',
    })
    hasPartyCommittee: boolean | null | undefined,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<OfficeBuilding>> {
    return OfficeBuildingService.list(context, {
      asOf: asOfDate(context, asOf),
      within,
      bounds,
      hasPartyCommittee,
      page,
    });
  }

  @Reading(readAreaOf)
  @FieldResolver(() => Community, {
    nullable: true,
    description: 'The community it stands in; null when that did not exist at asOf.',
  })
  community(@Root() tower: OfficeBuilding, @Ctx() context: GraphContext): Promise<Community | null> {
    return OfficeBuildingService.communityOf(context, tower);
  }

  @Reading((asked) => {
    const of = readTowerMeasures(asked);
    return asked.object({ longitude: of('longitude'), latitude: of('latitude') });
  })
  @FieldResolver(() => Position, { description: 'A point on its ground.' })
  async centre(@Root() tower: OfficeBuilding, @Ctx() context: GraphContext): Promise<Position> {
    return (await OfficeBuildingService.measuresOf(context, tower)).centre;
  }

  @Reading((asked) => {
    const of = readTowerMeasures(asked);
    return asked.object({ west: of('west'), south: of('south'), east: of('east'), north: of('north') });
  })
  @FieldResolver(() => Bounds, { nullable: true, description: 'The box around its ground.' })
  async bounds(@Root() tower: OfficeBuilding, @Ctx() context: GraphContext): Promise<Bounds> {
    return (await OfficeBuildingService.measuresOf(context, tower)).bounds;
  }

  @Reading(readTowerBoundary)
  @FieldResolver(() => GeoJsonScalar, { description: 'Its ground as a GeoJSON geometry.' })
  boundary(
    @Root() tower: OfficeBuilding,
    @Arg('toleranceM', () => Float, {
      defaultValue: 0,
      description: `How far, in metres, the drawn line may leave the true one: 0 (exact) to ${MAX_TOLERANCE_M}.`,
    })
    toleranceM: number,
    @Ctx() context: GraphContext,
  ): Promise<JsonText> {
    return OfficeBuildingService.boundaryOf(context, tower, toleranceM);
  }

  @Reading(readCommitteesOfTower)
  @FieldResolver(() => [BuildingPartyCommittee], {
    description: 'The building Party committees (楼宇党委) that cover it at asOf, by code.',
  })
  partyCommittees(@Root() tower: OfficeBuilding, @Ctx() context: GraphContext): Promise<BuildingPartyCommittee[]> {
    return BuildingPartyCommitteeService.ofTower(context, tower);
  }
}

export const OfficeBuildingSourceResolver = sourceFieldsOf(() => OfficeBuilding);
