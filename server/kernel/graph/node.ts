import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType('Node', { description: 'Anything that has an id of its own and can be asked for again with node(id).' })
export abstract class Node {
  @Field(() => ID, {
    description:
      'Opaque id, the same at every date and in every answer. Made for node(id) and for caches, not for reading.',
  })
  id!: string;
}
