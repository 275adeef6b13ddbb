import { Arg, Args, Ctx, ID, Info, Query, Resolver, type ClassType } from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { AsOfArgs, asOfDate } from './as-of.ts';
import type { GraphContext } from './context.ts';
import { noteDay } from './dated-ids.ts';
import { fromGlobalId, noSuchId } from './global-id.ts';
import { Node } from './node.ts';

/** How objects of one type are found by their ids. Features provide them; server/resolvers.ts hands the list over. */
export interface NodeSource {
  /** Name of the object type, as in its ids. */
  readonly type: string;
  load(context: GraphContext, asOf: string, ids: readonly number[]): Promise<readonly (Node | null)[]>;
}

/** The resolver of `node(id)` over these sources. */
export function nodeResolverOf(sources: readonly NodeSource[]): ClassType {
  const byType = new Map(sources.map((source) => [source.type, source]));

  async function load(context: GraphContext, id: string, day: string | null): Promise<Node | null> {
    const { type, key, asOf } = fromGlobalId(id);
    const source = byType.get(type);
    if (!source) throw noSuchId('id');
    const [node] = await source.load(context, asOfDate(context, day ?? asOf), [key]);
    return node ?? null;
  }

  // With one argument and no other: what Relay asks of it.
  @Resolver()
  class NodeResolver {
    @Query(() => Node, {
      nullable: true,
      description:
        'The object with this id, at the date the id holds and today where it holds none; null when it did not exist then.',
    })
    node(
      @Ctx() context: GraphContext,
      @Info() info: GraphQLResolveInfo,
      @Arg('id', () => ID, { description: 'The "id" of an object of this graph.' }) id: string,
    ): Promise<Node | null> {
      if (fromGlobalId(id).asOf !== null) noteDay(context, info);
      return load(context, id, null);
    }

    @Query(() => Node, {
      nullable: true,
      description:
        'The object with this id as it stood at a date, whichever date the id holds; null when it did not exist then.',
    })
    nodeAt(
      @Ctx() context: GraphContext,
      @Arg('id', () => ID, { description: 'The "id" of an object of this graph.' }) id: string,
      @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    ): Promise<Node | null> {
      return load(context, id, asOfDate(context, asOf));
    }
  }
  return NodeResolver;
}
