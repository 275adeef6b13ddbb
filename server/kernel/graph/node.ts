import { Field, ID, InterfaceType } from 'type-graphql';

@InterfaceType('Node', { description: 'Anything that has an id of its own and can be asked for again with node(id).' })
export abstract class Node {
  @Field(() => ID, {
    description:
      'Opaque id, the same in every answer, also after the same data has been loaded again. Of an object that was asked for ' +
      'with "asOf" it holds the date, so that caches keep what differs apart. Made for node(id) and for caches, not for reading.',
  })
  id!: string;
}
