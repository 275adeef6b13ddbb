import { ObjectType } from 'type-graphql';
import { ChildEntity } from 'typeorm';
import { Node } from '../kernel/graph/node.ts';
import { Area } from './area.entity.ts';
import { AreaLevel } from './level.ts';

@ChildEntity(AreaLevel.BUILDING_GROUP)
@ObjectType('BuildingGroup', {
  implements: [Area, Node],
  simpleResolvers: true,
  description:
    'Building group (楼组, 微网格): a few buildings looked after together, in districts that divide their grids so.',
})
export class BuildingGroup extends Area {}
