/** Every resolver of issues, by hand. */
import { AreaFiltersResolver } from './area-filters.resolver.ts';
import { IssueCategoryResolver } from './issue-category.resolver.ts';
import { AreaIssueCountsResolver } from './issue-counts.resolver.ts';
import { IssuePointsResolver } from './issue-points.resolver.ts';
import {
  BuildingIssuesResolver,
  GridIssuesResolver,
  IssueResolver,
  IssueSourceResolver,
  YardIssuesResolver,
} from './issue.resolver.ts';

export const issueResolvers = [
  AreaFiltersResolver,
  IssueResolver,
  IssueSourceResolver,
  IssueCategoryResolver,
  AreaIssueCountsResolver,
  IssuePointsResolver,
  GridIssuesResolver,
  YardIssuesResolver,
  BuildingIssuesResolver,
] as const;
