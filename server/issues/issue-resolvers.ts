/** Every resolver of issues, by hand. */
import { AreaFiltersResolver } from './area-filters.resolver.ts';
import { CaseOfIssueResolver, CaseQueriesResolver } from './cases/case-queries.resolver.ts';
import { IssueCaseResolver, IssueEventResolver } from './cases/issue-case.resolver.ts';
import { IssueImagesResolver } from './images/issue-images.resolver.ts';
import { IssueCategoryResolver } from './issue-category.resolver.ts';
import { AreaIssueCountsResolver, IssueCountsResolver } from './issue-counts.resolver.ts';
import { IssuePointsResolver } from './issue-points.resolver.ts';
import {
  BuildingIssuesResolver,
  GridIssuesResolver,
  IssueResolver,
  IssueSourceResolver,
  YardIssuesResolver,
} from './issue.resolver.ts';
import { CodeBooksResolver } from './rules/code-books.resolver.ts';

export const issueResolvers = [
  AreaFiltersResolver,
  IssueResolver,
  IssueSourceResolver,
  IssueCategoryResolver,
  AreaIssueCountsResolver,
  IssueCountsResolver,
  IssuePointsResolver,
  GridIssuesResolver,
  YardIssuesResolver,
  BuildingIssuesResolver,
  CodeBooksResolver,
  CaseQueriesResolver,
  CaseOfIssueResolver,
  IssueCaseResolver,
  IssueEventResolver,
  IssueImagesResolver,
] as const;
