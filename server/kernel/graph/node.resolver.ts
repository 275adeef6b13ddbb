import { Arg, Args, Ctx, ID, Query, Resolver, type ClassType } from 'type-graphql';
import { AsOfArgs, asOfDate } from './as-of.ts';
import type { GraphContext } from './context.ts';
import { badInput } from './errors.ts';
import { fromGlobalId } from './global-id.ts';
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

  @Resolver()
  class NodeResolver {
    @Query(() => Node, {
      nullable: true,
      description: 'The object with this id as it stood at the date; null when it did not exist then.',
    })
    async node(
      @Ctx() context: GraphContext,
      @Arg('id', () => ID, { description: 'The "id" of an object of this graph.' }) id: string,
      @Args(() => AsOfArgs) { asOf }: AsOfArgs,
    ): Promise<Node | null> {
      const { type, key } = fromGlobalId(id);
      const source = byType.get(type);
      if (!source) throw badInput('id', 'This is not an id of this graph. Ids come from the field "id" of an object.');
      const [node] = await source.load(context, asOfDate(context, asOf), [key]);
      return node ?? null;
    }
  }
  return NodeResolver;
}
