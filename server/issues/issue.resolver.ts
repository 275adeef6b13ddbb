import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root, type ClassType } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { PageArgs, type Page } from '../kernel/graph/page.ts';
import { DateScalar } from '../kernel/graph/scalars.ts';
import { sourceFieldsOf } from '../kernel/graph/source-fields.ts';
import { Late, type Sent } from '../kernel/reading/late.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { readAncestorOf } from '../land/ancestors.service.ts';
import { readPlace, WithinArgs } from '../land/area-query.resolver.ts';
import { Area } from '../land/area.entity.ts';
import { readAreaOf } from '../land/area.service.ts';
import { Building } from '../land/building.entity.ts';
import { Grid } from '../land/grid.entity.ts';
import { AreaLevel } from '../land/level.ts';
import { Yard } from '../land/yard.entity.ts';
import { IssueCategory } from './issue-category.entity.ts';
import { IssueCategoryService, readCategory, readCategoryOf } from './issue-category.service.ts';
import { Issue, IssueConnection, IssueState } from './issue.entity.ts';
import { checkedPeriod, issueList, issueRows, IssueService, readIssuesOf } from './issue.service.ts';

@ArgsType()
class IssueFilterArgs {
  @Field(() => IssueState, { nullable: true, description: 'Only open ones, or only closed ones. Left out: both.' })
  state?: IssueState | null;

  @Field(() => String, { nullable: true, description: 'Code of a category; a major class takes its minor ones along.' })
  category?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Only those reported on this day or later.' })
  reportedFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Only those reported on this day or before.' })
  reportedTo?: string | null;
}

@Resolver(() => Issue)
export class IssueResolver {
  @Reading<Sent<WithinArgs> & Sent<IssueFilterArgs>>((asked) => {
    const { state, reportedFrom: from, reportedTo } = asked.args;
    const reportedFrom =
      from && reportedTo ? asked.checked(new Late((all) => checkedPeriod(from.read(all), reportedTo.read(all)))) : from;
    const category = readCategory(asked, asked.args.category);
    const filters = { state, category, reportedFrom, reportedTo, ...readPlace(asked) };
    return asked.rootPage(issueRows(asked.asOf), () => issueList({ asOf: asked.asOf, ...filters }));
  })
  @Query(() => IssueConnection, {
    description:
      'Issues (问题) reported by the date, by code. They are where their building, yard or grid stands at the date.',
  })
  issues(
    @Args(() => WithinArgs) { within, bounds }: WithinArgs,
    @Args(() => IssueFilterArgs) filters: IssueFilterArgs,
    @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: GraphContext,
  ): Promise<Page<Issue>> {
    return IssueService.list(context, { ...filters, within, bounds, asOf: asOfDate(context, asOf), page });
  }

  @Reading((asked) => readCategoryOf(asked, 'categoryCode'))
  @FieldResolver(() => IssueCategory, { description: 'What it is about.' })
  category(@Root() issue: Issue, @Ctx() context: GraphContext): Promise<IssueCategory> {
    return IssueCategoryService.get(context, issue.categoryCode);
  }

  @Reading((asked) => readAreaOf(asked))
  @FieldResolver(() => Area, {
    nullable: true,
    description: 'The deepest area it belongs to: a building where there is one, else its yard, grid or community.',
  })
  area(@Root() issue: Issue, @Ctx() context: GraphContext): Promise<Area | null> {
    return IssueService.areaOf(context, issue);
  }

  @Reading((asked) => readAncestorOf(asked, 'areaId', AreaLevel.GRID))
  @FieldResolver(() => Grid, { nullable: true, description: 'The grid it lies in at asOf; null when in none.' })
  grid(@Root() issue: Issue, @Ctx() context: GraphContext): Promise<Grid | null> {
    return IssueService.gridOf(context, issue);
  }
}

export const IssueSourceResolver = sourceFieldsOf(() => Issue);

/** The field `issues` of a level. */
function issuesOf(type: () => ClassType<Area>, noun: string): ClassType {
  @Resolver(type)
  class AreaIssuesResolver {
    @Reading<{ state?: IssueState | null }>(readIssuesOf)
    @FieldResolver(() => IssueConnection, {
      description: `Issues (问题) reported in the ${noun} by its date, by code.`,
    })
    issues(
      @Root() area: Area,
      @Arg('state', () => IssueState, {
        nullable: true,
        description: 'Only open ones, or only closed ones. Left out: both.',
      })
      state: IssueState | null | undefined,
      @Args(() => PageArgs) page: PageArgs,
      @Ctx() context: GraphContext,
    ): Page<Issue> {
      return IssueService.ofArea(context, area, state, page);
    }
  }
  return AreaIssuesResolver;
}

export const GridIssuesResolver = issuesOf(() => Grid, 'grid');
export const YardIssuesResolver = issuesOf(() => Yard, 'yard');
export const BuildingIssuesResolver = issuesOf(() => Building, 'building');
