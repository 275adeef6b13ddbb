/** Every resolver of care, by hand. */
import {
  AreaCoverageResolver,
  CoverageResolver,
  GridCoverageResolver,
  YardCoverageResolver,
} from './coverage.resolver.ts';
import {
  GridOwnersCommitteesResolver,
  OwnersCommitteeResolver,
  OwnersCommitteeSourceResolver,
} from './owners-committee.resolver.ts';
import {
  GridPropertyServicesResolver,
  PropertyCompanyResolver,
  PropertyCompanySourceResolver,
  PropertyServiceResolver,
  PropertyServiceSourceResolver,
  YardPropertyServicesResolver,
} from './property-service.resolver.ts';
import {
  DistrictRenewalResolver,
  GridRenewalResolver,
  RenewalProjectResolver,
  RenewalProjectSourceResolver,
  YardRenewalResolver,
} from './renewal-project.resolver.ts';

export const careResolvers = [
  AreaCoverageResolver,
  CoverageResolver,
  GridCoverageResolver,
  YardCoverageResolver,
  OwnersCommitteeResolver,
  OwnersCommitteeSourceResolver,
  GridOwnersCommitteesResolver,
  PropertyServiceResolver,
  PropertyServiceSourceResolver,
  PropertyCompanyResolver,
  PropertyCompanySourceResolver,
  GridPropertyServicesResolver,
  YardPropertyServicesResolver,
  RenewalProjectResolver,
  RenewalProjectSourceResolver,
  DistrictRenewalResolver,
  GridRenewalResolver,
  YardRenewalResolver,
] as const;
