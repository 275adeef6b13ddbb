import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { IssueCategory } from './issue-category.entity.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { IssueCategoryService, readCategories, readCategoryOf } from './issue-category.service.ts';

@Resolver(() => IssueCategory)
export class IssueCategoryResolver {
  @Reading(readCategories)
  @Query(() => [IssueCategory], {
    description: 'The code book of issue categories (问题类别), by code: a major class before its minor ones.',
  })
  issueCategories(@Ctx() context: GraphContext): Promise<IssueCategory[]> {
    return IssueCategoryService.list(context);
  }

  @Reading((asked) => readCategoryOf(asked, 'parentCode'))
  @FieldResolver(() => IssueCategory, {
    nullable: true,
    description: 'The major class of a minor class; null for a major class.',
  })
  async parent(@Root() category: IssueCategory, @Ctx() context: GraphContext): Promise<IssueCategory | null> {
    return category.parentCode === null ? null : IssueCategoryService.get(context, category.parentCode);
  }
}
