/** Every entity, by hand: the option `entities` of the DataSource. */
import { CoverageSurvey } from './care/coverage-survey.entity.ts';
import { OwnersCommittee, OwnersCommitteeArea } from './care/owners-committee.entity.ts';
import { PropertyCompany } from './care/property-company.entity.ts';
import { PropertyServiceMode } from './care/property-service-mode.entity.ts';
import { PropertyService, PropertyServiceArea } from './care/property-service.entity.ts';
import { RenewalProject, RenewalProjectYard } from './care/renewal-project.entity.ts';
import { HardIssue } from './hard-issues/hard-issue.entity.ts';
import { IssueCategory } from './issues/issue-category.entity.ts';
import { Issue } from './issues/issue.entity.ts';
import { FactSource } from './kernel/graph/provenance.ts';
import { AreaMembership } from './land/area-membership.entity.ts';
import { Area } from './land/area.entity.ts';
import { Boundary } from './land/boundary.entity.ts';
import { BuildingGroup } from './land/building-group.entity.ts';
import { Building } from './land/building.entity.ts';
import { Community } from './land/community.entity.ts';
import { District } from './land/district.entity.ts';
import { Grid } from './land/grid.entity.ts';
import { DistrictSetting, LevelDefinition, LevelScheme } from './land/level-scheme.entity.ts';
import { Subdistrict } from './land/subdistrict.entity.ts';
import { Yard } from './land/yard.entity.ts';
import { BuildingPartyCommittee, BuildingPartyCommitteeBuilding } from './offices/building-party-committee.entity.ts';
import { OfficeBuilding } from './offices/office-building.entity.ts';
import { Department } from './posts/department.entity.ts';
import { Post } from './posts/post.entity.ts';

export const entities = [
  FactSource,
  LevelScheme,
  LevelDefinition,
  DistrictSetting,
  Area,
  District,
  Subdistrict,
  Community,
  Grid,
  BuildingGroup,
  Yard,
  Building,
  AreaMembership,
  Boundary,
  OwnersCommittee,
  OwnersCommitteeArea,
  PropertyCompany,
  PropertyServiceMode,
  PropertyService,
  PropertyServiceArea,
  CoverageSurvey,
  RenewalProject,
  RenewalProjectYard,
  OfficeBuilding,
  BuildingPartyCommittee,
  BuildingPartyCommitteeBuilding,
  Department,
  Post,
  IssueCategory,
  Issue,
  HardIssue,
];
