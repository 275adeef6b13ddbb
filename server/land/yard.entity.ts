import { Field, Int, ObjectType } from 'type-graphql';
import { ChildEntity, Column } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { Area } from './area.entity.ts';
import { AreaLevel } from './level.ts';

@ChildEntity(AreaLevel.YARD)
@ObjectType('Yard', {
  implements: [Area, Node],
  simpleResolvers: true,
  description:
    'Yard (开放式楼院): an open residential yard with its buildings. Over time it may move from one grid to another, never ' +
    'out of its community; at a date it belongs to one grid at most.',
})
export class Yard extends Area {
  @Field(() => Int, { nullable: true, description: 'Year in which the yard was built; null when not known.' })
  @Column({ name: 'built_year', type: 'smallint', nullable: true })
  builtYear!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Households (户). Counted from 10 up: null when not known or fewer than 10, 0 when nobody lives there.',
  })
  @Column({ name: 'household_count', type: 'integer', nullable: true })
  householdCount!: number | null;
}
