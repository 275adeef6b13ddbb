import { Authorized, Field, Int, ObjectType } from 'type-graphql';
import { CoverageColumns, CoverageState } from '../care/coverage.ts';
import { PropertyServiceStatus } from '../care/property-service.entity.ts';
import { CASE_READERS } from '../issues/cases/issue-case.ts';
import { Figure } from '../kernel/access/authorized.ts';
import type { PostKind } from '../kernel/access/viewer.ts';
import { FigureBasis } from '../kernel/graph/figure-basis.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { AreaLevel } from '../land/level.ts';

/** Each column is worked out when it is selected. */
@ObjectType('AreaStatuses', {
  simpleResolvers: true,
  description:
    'Figures of all areas of a level within an area as columns for a map: the i-th entries belong to the same area. Shapes ' +
    'come as vector tiles; join them by feature id. The figures are those of Area.coverage and Area.issueCounts.',
})
export class AreaStatuses {
  @Field(() => DateScalar, { description: 'The date of the figures (state at the end of the day).' })
  asOf!: string;

  @Field(() => AreaLevel, { description: 'The level of the areas.' })
  level!: AreaLevel;

  @Field(() => [Int], { description: 'Feature ids, as in vector tiles, in the order of the codes.' })
  featureIds!: number[];

  @Field(() => [String], { description: 'Codes, in ascending order.' })
  codes!: string[];

  @Field(() => CoverageColumns, { description: "Grids by whether an owners' committee (业委会 / 自管会) serves them." })
  committee!: () => Promise<CoverageColumns>;

  @Field(() => CoverageColumns, { description: 'Grids by whether they have property service (物管).' })
  propertyService!: () => Promise<CoverageColumns>;

  @Field(() => [Int], { description: 'Open issues (问题) within each area.' })
  openIssues!: () => Promise<number[]>;

  @Field(() => Int, {
    description:
      'Open issues within the area asked about that lie in none of these areas, such as those at a grid or community where ' +
      'yards are told. With them, "openIssues" adds up to Area.issueCounts.open.',
  })
  openIssuesElsewhere!: () => Promise<number>;

  @Field(() => FigureBasis, { description: 'What "openIssues" and "openIssuesElsewhere" rest on, and what they mean.' })
  openIssuesBasis!: FigureBasis;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => [Int], {
    description:
      'Issues within each area with a deadline that has passed, of those whose case the post may see. Of now: asOf is today.',
  })
  overdueIssues!: () => Promise<number[]>;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'As "overdueIssues", of those that lie in none of these areas.' })
  overdueIssuesElsewhere!: () => Promise<number>;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => FigureBasis, {
    description: 'What "overdueIssues" and "overdueIssuesElsewhere" rest on, and what they mean.',
  })
  overdueIssuesBasis!: () => FigureBasis;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => [Int], {
    description:
      'Issues within each area that are nearly due, of those whose case the post may see. Of now: asOf is today.',
  })
  nearlyDueIssues!: () => Promise<number[]>;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => Int, { description: 'As "nearlyDueIssues", of those that lie in none of these areas.' })
  nearlyDueIssuesElsewhere!: () => Promise<number>;

  @Figure()
  @Authorized<PostKind>(...CASE_READERS)
  @Field(() => FigureBasis, {
    description: 'What "nearlyDueIssues" and "nearlyDueIssuesElsewhere" rest on, and what they mean.',
  })
  nearlyDueIssuesBasis!: () => FigureBasis;

  @Field(() => [Int], {
    description:
      'Building Party committees (楼宇党委) with their seat within each area. Seats are in communities: 0 below them.',
  })
  partyCommittees!: () => Promise<number[]>;

  @Field(() => Int, {
    description: 'Building Party committees within the area asked about with their seat in none of these areas.',
  })
  partyCommitteesElsewhere!: () => Promise<number>;

  @Field(() => FigureBasis, {
    description: 'What "partyCommittees" and "partyCommitteesElsewhere" rest on, and what they mean.',
  })
  partyCommitteesBasis!: FigureBasis;

  @Field(() => [String], {
    nullable: 'itemsAndList',
    description:
      'Mode of the foremost property service of each area while it serves (see propertyServiceModes), null where none does. ' +
      'Only for the levels GRID and YARD, else null.',
  })
  propertyModes!: () => Promise<(string | null)[] | null>;

  @Field(() => [PropertyServiceStatus], {
    nullable: 'itemsAndList',
    description:
      'Status of the foremost property service of each area: what serves goes before what is planned, and that before what ' +
      'has ended; null where there never was one. Only for the levels GRID and YARD, else null.',
  })
  propertyStatuses!: () => Promise<(PropertyServiceStatus | null)[] | null>;

  @Field(() => [CoverageState], {
    nullable: true,
    description:
      'Whether each area has property service, as Grid.propertyServiceState and Yard.propertyServiceState: what was looked ' +
      'into and has none is told from what nobody knows. Only for the levels GRID and YARD, else null.',
  })
  propertyServiceStates!: () => Promise<CoverageState[] | null>;
}
