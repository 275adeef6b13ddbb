import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../kernel/graph/context.ts';
import { definitionText } from '../kernel/graph/definition-words.ts';
import { Language } from '../kernel/graph/language.ts';
import type { Late } from '../kernel/reading/late.ts';
import { Reading } from '../kernel/reading/reading.ts';
import { Area } from '../land/area.entity.ts';
import { countsDefinition } from './issue-counts-definition.ts';
import { IssueCountsService, readIssueCounts } from './issue-counts.service.ts';
import { IssueCounts } from './issue-counts.ts';

@Resolver(() => Area)
export class AreaIssueCountsResolver {
  @Reading<{ category?: Late<string> | null }>(readIssueCounts)
  @FieldResolver(() => IssueCounts, { description: 'Issues (问题) within the area at its date, counted.' })
  issueCounts(
    @Root() area: Area,
    @Arg('category', () => String, {
      nullable: true,
      description: 'Code of a category: only these; a major class takes its minor ones along.',
    })
    category: string | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<IssueCounts> {
    return IssueCountsService.ofArea(context, area, category);
  }
}

@Resolver(() => IssueCounts)
export class IssueCountsResolver {
  @FieldResolver(() => String, {
    description: 'What the figures mean, in whole sentences: what is counted, as what, where, and what is not known.',
  })
  definition(
    @Root() { areaName, asOf, category }: IssueCounts,
    @Arg('language', () => Language, { defaultValue: Language.ZH, description: 'The language of the sentences.' })
    language: Language,
  ): string {
    return definitionText(countsDefinition(language, category !== null), { areaName, asOf, category: category ?? '' });
  }
}
