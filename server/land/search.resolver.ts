import { Arg, Args, createUnionType, Ctx, Field, ObjectType, Query, Resolver, type ClassType } from 'type-graphql';
import { AsOfArgs, asOfDate } from '../kernel/graph/as-of.ts';
import type { GraphContext } from '../kernel/graph/context.ts';
import { connectionOf, PageArgs, type Page } from '../kernel/graph/page.ts';
import { MAX_SEARCH_LENGTH, searchAll, type SearchSource } from './search.service.ts';

@ObjectType({ simpleResolvers: true })
class FoundEdge {
  @Field(() => String, {
    nullable: true,
    description:
      'The name it was found by, where that is a former one (曾用名): what it was called before, or what something was called ' +
      'whose ground it has taken over. Null where what it is called now is found at least as well.',
  })
  formerName!: string | null;
}

/** The resolver of `search` over these sources: made in server/resolvers.ts, where all features are known. */
export function searchResolverOf(sources: readonly SearchSource[]): ClassType {
  const SearchResult = createUnionType({
    name: 'SearchResult',
    description: 'Anything the search can find.',
    types: () => sources.flatMap((source) => source.types) as [ClassType, ...ClassType[]],
  });
  const SearchResultConnection = connectionOf<object>('SearchResult', () => SearchResult, 'search result', FoundEdge);

  @Resolver()
  class SearchResolver {
    @Query(() => SearchResultConnection, {
      description:
        'What has the text in its Chinese or English name, or a code that begins with it. Names are also found by former names, ' +
        'by pinyin and by initials (zhejianglu 7, zjl7), whatever the blanks, separators, widths and cases, and with numbers as ' +
        'digits or in characters. Exact matches come first, then what begins with the text, what contains it, what is read so, ' +
        'and initials; what is called so now before former names, upper levels before lower ones.',
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
