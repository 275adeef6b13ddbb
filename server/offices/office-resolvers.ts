/** Every resolver of offices, by hand. */
import {
  BuildingPartyCommitteeResolver,
  BuildingPartyCommitteeSourceResolver,
  DistrictPartyCommitteesResolver,
} from './building-party-committee.resolver.ts';
import { OfficeBuildingResolver, OfficeBuildingSourceResolver } from './office-building.resolver.ts';
import { OfficePointsResolver } from './office-points.resolver.ts';

export const officeResolvers = [
  OfficeBuildingResolver,
  OfficeBuildingSourceResolver,
  BuildingPartyCommitteeResolver,
  BuildingPartyCommitteeSourceResolver,
  DistrictPartyCommitteesResolver,
  OfficePointsResolver,
] as const;
