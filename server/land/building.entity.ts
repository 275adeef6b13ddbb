import { Field, Int, ObjectType } from 'type-graphql';
import { ChildEntity, Column } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { Area } from './area.entity.ts';
import { AreaLevel } from './level.ts';

@ChildEntity(AreaLevel.BUILDING)
@ObjectType('Building', {
  implements: [Area, Node],
  simpleResolvers: true,
  description: 'Building (楼栋): one residential block. The tree ends here; flats are not part of this graph.',
})
export class Building extends Area {
  @Field(() => String, { nullable: true, description: 'Street and house number in Chinese; null when not known.' })
  @Column({ name: 'address', type: 'text', nullable: true })
  address!: string | null;

  @Field(() => Int, { nullable: true, description: 'Year in which the building was built; null when not known.' })
  @Column({ name: 'built_year', type: 'smallint', nullable: true })
  builtYear!: number | null;

  @Field(() => Int, { nullable: true, description: 'Floors above ground; null when not known.' })
  @Column({ name: 'floor_count', type: 'smallint', nullable: true })
  floorCount!: number | null;
}
