import { Field, ObjectType } from 'type-graphql';
import { ChildEntity, Column } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { Area } from './area.entity.ts';
import { AreaLevel, GridSystem } from './level.ts';

@ChildEntity(AreaLevel.GRID)
@ObjectType('Grid', {
  implements: [Area, Node],
  simpleResolvers: true,
  description:
    'Grid (网格): several open yards of one community governed together. Fifteen-digit code, numbered within the community ' +
    'from west to east, then from north to south. Grids do not overlap and need not cover everything.',
})
export class Grid extends Area {
  @Field(() => GridSystem, { description: 'The system of grids it is part of.' })
  @Column({ name: 'grid_system', type: 'text', nullable: true })
  system!: GridSystem;
}
