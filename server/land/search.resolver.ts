import { Arg, Args, createUnionType, Ctx, Query, Resolver, type ClassType } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/graph/page.ts';
import { MAX_SEARCH_LENGTH, searchAll, type SearchSource } from './search.service.ts';

/** The resolver of `search` over these sources: made in server/resolvers.ts, where all features are known. */
export function searchResolverOf(sources: readonly SearchSource[]): ClassType {
  const SearchResult = createUnionType({
    name: 'SearchResult',
    description: 'Anything the search can find.',
    types: () => sources.flatMap((source) => source.types) as [ClassType, ...ClassType[]],
  });
  const SearchResultConnection = connectionOf<object>('SearchResult', () => SearchResult, 'search result');

  @Resolver()
  class SearchResolver {
    @Query(() => SearchResultConnection, {
      description:
        'What has the text in its Chinese or English name, or a code that begins with it. Exact matches come first, then ' +
        'what begins with the text, then the rest; upper levels before lower ones. Upper and lower case are the same.',
    })
    search(
      @Ctx() context: GraphContext,
      @Arg('text', () => String, { description: `What to look for: 1 to ${MAX_SEARCH_LENGTH} characters.` })
      text: string,
      @Arg('within', () => String, {
        nullable: true,
        description: 'Code of an area: only what lies within it at the date. Left out: everywhere.',
      })
      within: string | null | undefined,
      @Args(() => AsOfArgs) { asOf }: AsOfArgs,
      @Args(() => PageArgs) page: PageArgs,
    ): Promise<Page<object>> {
      return searchAll(context, sources, { text, within, asOf: asOfDate(context, asOf), page });
    }
  }
  return SearchResolver;
}
